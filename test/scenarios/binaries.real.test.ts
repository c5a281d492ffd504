import { join } from "node:path";
import { testBinaries } from "@novacron/tools/binaries/test-binaries";
import { afterAll, beforeAll, expect, it } from "vitest";
import { CliUser } from "../framework/cli-user.ts";
import { recorded } from "../framework/operations.ts";
import { adminPassword, StackUnderTest } from "../framework/stack-under-test.ts";
import { storedSamples } from "../framework/stored-samples.ts";

// Every scenario runs against the binaries where NOVACRON_TEST_BINARIES names their folder; this one always does.
let stack: StackUnderTest;
let cli: CliUser;
const before = process.env.NOVACRON_TEST_BINARIES;

beforeAll(async () => {
  process.env.NOVACRON_TEST_BINARIES = before || (await testBinaries()).folder;
  stack = await StackUnderTest.up({ labHosts: 1 });
  cli = new CliUser(stack.folder, stack.plane.url);
  await stack.hosts[0]!.lab.defineTinyGuest({ name: "tiny" });
});
afterAll(async () => {
  if (before === undefined) delete process.env.NOVACRON_TEST_BINARIES;
  await stack?.down();
});

it("agent, control plane and CLI as one file each start and stop a machine", async () => {
  expect((await cli.run(["login"], `${adminPassword}\n`)).status).toBe(0);
  const machine = await stack.until("the machine is listed", async () => {
    return (await stack.api.call("listMachines")).items.find(({ name }) => name === "tiny");
  });
  for (const [word, state] of [
    ["start", "running"],
    ["force-off", "shutoff"],
  ] as const) {
    const { status, stderr } = await cli.run(["vm", word, "tiny"]);
    expect(status, stderr).toBe(0);
    const where = ({ data }: { readonly data: Readonly<Record<string, unknown>> }) =>
      data.state === state;
    await recorded(stack, machine.id, { kind: "machine.state", where });
  }
});

it("the agent found out the hardware, and its samples reach the store's thread", async () => {
  const host = stack.hosts[0]!;
  const view = await stack.until("the host names its processor", async () => {
    const shown = await stack.api.call("showHost", { params: { host: host.id } });
    return shown.inventory.cpuModel !== null && shown.inventory.cpuModel !== "" && shown;
  });
  expect(view.inventory.agentVersion).toBe("0.1.0");
  await stack.until("samples are stored", () => {
    return storedSamples(stack.plane.data, host.id).times.length > 3;
  });
});

it("agent and control plane come back from a crash, and samples go on", async () => {
  const host = stack.hosts[0]!;
  const times = () => storedSamples(stack.plane.data, host.id).times.length;
  await host.end("SIGKILL");
  await stack.plane.end("SIGKILL");
  await stack.plane.start();
  const known = times();
  host.startAgent();
  await stack.waitForHosts(1);
  await stack.until("newer samples are stored", () => times() > known + 1);
});

it("the control plane's other words work beside it", async () => {
  const backup = join(stack.folder, "backup.tar.zst");
  for (const [words, says] of [
    [["audit-verify"], "The audit log is whole"],
    [["backup", "--to", backup], "Backed up"],
    [["release", "ls"], "No release in"],
  ] as const) {
    const { status, out, errors } = await stack.plane.word(words);
    expect(status, errors).toBe(0);
    expect(out).toContain(says);
  }
});

it("the console is inside", async () => {
  const page = await fetch(`${stack.plane.url}/`);
  expect(page.status).toBe(200);
  const script = /src="(\/assets\/[^"]+\.js)"/.exec(await page.text())?.[1];
  const answer = await fetch(`${stack.plane.url}${script}`);
  expect(answer.headers.get("content-type")).toContain("javascript");
});
