import { existsSync } from "node:fs";
import { join } from "node:path";
import { Lab } from "@novacron/test/lab/lab";
import type { LabHost } from "@novacron/test/lab/lab-host";
import { afterAll, beforeAll, expect, test } from "vitest";

let lab: Lab;
let host: LabHost;

beforeAll(async () => {
  lab = await Lab.up({ hosts: 1, bare: true });
  host = lab.hosts[0]!;
}, 60_000);

afterAll(async () => {
  await lab?.down();
}, 60_000);

test("a libvirtd of our own starts, runs machines quickly and leaves /etc/libvirt alone", async () => {
  const before = await fingerprint();
  const record = await inside(`
    const { provideLibvirt } = await import(${url("./provide-libvirt.ts")});
    const say = () => {};
    const first = await provideLibvirt({ dataDir, earlier: undefined, say });
    const second = await provideLibvirt({ dataDir, earlier: first.own, say });
    print({ first, isSame: first.own.pid === second.own.pid });`);
  expect(record).toMatchObject({ first: { socket: "/run/libvirt/libvirt-sock" }, isSame: true });
  await host.defineTinyGuest({ name: "tiny" });
  await host.virsh(["start", "tiny"]);
  await host.waitForGuest("tiny");
  expect(await fingerprint()).toBe(before);
}, 60_000);

test("machines outlive it, and the next one finds them", async () => {
  const machine = host.processes().find((one) => one.name.startsWith("qemu-system"));
  expect(machine).toBeDefined();
  await inside(`
    const { stopOwnLibvirtd } = await import(${url("./own-libvirtd.ts")});
    const { recordOf } = await import(${url("./run-state.ts")});
    const { readFileSync } = await import("node:fs");
    await stopOwnLibvirtd(recordOf(Number(readFileSync(dataDir + "/libvirt/libvirtd.pid", "utf8"))));
    print({});`);
  expect(host.processes().map((one) => one.name)).not.toContain("libvirtd");
  await inside(`
    const { startOwnLibvirtd } = await import(${url("./own-libvirtd.ts")});
    print(await startOwnLibvirtd(dataDir));`);
  expect((await host.virsh(["list", "--name"])).stdout.trim()).toBe("tiny");
  expect(host.processes()).toContainEqual(machine);
  await host.virsh(["destroy", "tiny"]);
  expect(host.processes().some((one) => one.name.startsWith("qemu-system"))).toBe(false);
}, 60_000);

/** Runs a module inside the bare host and gives back what it printed. */
async function inside(code: string): Promise<unknown> {
  const dataDir = join(lab.dir, "h1/lib/novacron-data");
  const program = `
    const dataDir = ${JSON.stringify(dataDir)};
    (await import("node:fs")).mkdirSync(dataDir, { recursive: true });
    const print = (value) => console.log(JSON.stringify(value));
    ${code}`;
  const command = [process.execPath, "--input-type=module", "-e", program];
  const { stdout } = await host.exec(command, { timeoutMs: 50_000 });
  expect(existsSync(dataDir)).toBe(true);
  return JSON.parse(stdout);
}

async function fingerprint(): Promise<string> {
  const script = "cd /etc/libvirt && find . -type f -name '*.conf' | sort | xargs sha256sum";
  return (await host.exec(["sh", "-c", script])).stdout;
}

function url(file: string): string {
  return JSON.stringify(new URL(file, import.meta.url).href);
}
