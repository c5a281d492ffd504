import { existsSync, readFileSync } from "node:fs";
import { runCommand } from "@novacron/tools/bootstrap/run-command";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Lab } from "./lab.ts";
import type { LabHost } from "./lab-host.ts";
import { findProcesses, processStart } from "./processes.ts";

let lab: Lab;
let hosts: readonly LabHost[];

beforeAll(async () => {
  lab = await Lab.up({ hosts: 2 });
  hosts = lab.hosts;
}, 120_000);

afterAll(async () => {
  await lab?.down();
}, 60_000);

test("virsh reaches each host, and each is a host of its own", async () => {
  const names = await Promise.all(hosts.map((host) => host.virsh(["hostname"])));
  expect(names.map((one) => one.stdout.trim())).toEqual([`${lab.name}-h1`, `${lab.name}-h2`]);
  for (const host of hosts) {
    const xml = (await host.virsh(["capabilities"])).stdout;
    expect(xml).toContain(host.record.hostUuid);
  }
  const pools = await hosts[0]!.virsh(["pool-list", "--name"]);
  expect(pools.stdout.trim()).toBe("images");
});

test("the hosts reach each other and this machine over the bridge, whoever else is on it", async () => {
  const [first, second] = [hosts[0]!, hosts[1]!];
  for (const host of hosts) {
    // As of a machine on its way from one to the other.
    const words = "add moving address 02:00:00:00:00:01 type veth peer name guest";
    await host.exec(["ip", "link", ...words.split(" ")]);
    await host.exec(["ip", "link", "set", "moving", "master", "br0", "up"]);
  }
  // ARP is enough of a proof, and needs no tool beyond bash: a refused connection is an answer.
  for (const target of [second.address, lab.gateway]) {
    const script = `exec 3<>/dev/tcp/${target}/9`;
    const result = await first.exec(["bash", "-c", script], { allowFailure: true });
    expect(result.stderr).toContain("Connection refused");
  }
  for (const host of hosts) await host.exec(["ip", "link", "delete", "moving"]);
});

test("a real guest runs on each host and survives libvirtd's crash", async () => {
  for (const host of hosts) {
    await host.defineGuest({ name: "small", nic: { network: "lab" } });
    await host.virsh(["start", "small"]);
    await host.defineTinyGuest({ name: "tiny", nic: "tap" });
    await host.virsh(["start", "tiny"]);
  }
  for (const host of hosts) {
    await host.waitForGuest("tiny");
    await host.waitForGuest("small");
  }
  const host = hosts[0]!;
  const before = host.processes().filter((one) => one.name.startsWith("qemu-system"));
  expect(before).toHaveLength(2);
  await host.killLibvirtd("KILL");
  await host.startLibvirtd();
  const list = await host.virsh(["list", "--name"]);
  expect(list.stdout.trim().split("\n").sort()).toEqual(["small", "tiny"]);
  const after = host.processes().filter((one) => one.name.startsWith("qemu-system"));
  expect(after).toEqual(before);
}, 120_000);

test("the small guest answers the power button", async () => {
  const host = hosts[1]!;
  await host.virsh(["shutdown", "small"]);
  await expect
    .poll(async () => (await host.virsh(["domstate", "small"])).stdout.trim(), { timeout: 30_000 })
    .toBe("shut off");
}, 60_000);

test("down leaves nothing: no process, no mount, no bridge, no folder", async () => {
  const other = await Lab.up({ hosts: 1 });
  const host = other.hosts[0]!;
  await host.defineTinyGuest({ name: "tiny" });
  await host.virsh(["start", "tiny"]);
  const pids = host.processes().map((one) => one.outside);
  const starts = pids.map(processStart);
  expect(pids.length).toBeGreaterThanOrEqual(4);
  await other.down();
  expect(pids.filter((pid, at) => processStart(pid) === starts[at])).toEqual([]);
  expect(readFileSync("/proc/self/mountinfo", "utf8")).not.toContain(other.dir);
  expect((await runCommand(["ip", "link"])).stdout).not.toContain(`${other.name}`);
  expect(existsSync(other.dir)).toBe(false);
  expect(Lab.open(other.name)).toBeUndefined();
  // The other lab of this test goes on.
  expect((await hosts[0]!.virsh(["list", "--name"])).stdout).toContain("small");
}, 120_000);

test("what a killed run left behind is taken away by the next", async () => {
  const name = `crash-${process.pid}`;
  const script = `
    const { Lab } = await import(${JSON.stringify(new URL("./lab.ts", import.meta.url).href)});
    await Lab.up({ hosts: 1, name: "${name}" });
    process.kill(process.pid, "SIGKILL");`;
  const run = runCommand([process.execPath, "--input-type=module", "-e", script]);
  await expect(run).rejects.toThrow("SIGKILL");
  const left = Lab.list().find((state) => state.name === name);
  expect(left?.hosts).toHaveLength(1);
  const mine = (args: readonly string[]): boolean => args.includes(`${left?.dir}/h1`);
  expect(findProcesses(mine).length).toBeGreaterThan(0);
  await Lab.clean();
  expect(findProcesses(mine)).toEqual([]);
  expect(Lab.open(name)).toBeUndefined();
}, 120_000);
