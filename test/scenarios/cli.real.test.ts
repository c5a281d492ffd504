import { HookFolder } from "@novacron/agent/host/hooks/testing/hook-folder";
import type { HostHook } from "@novacron/protocol/domain/host-hook";
import type { MachineId } from "@novacron/protocol/domain/ids";
import type { Maintenance } from "@novacron/protocol/domain/maintenance";
import type { HostView } from "@novacron/protocol/http/hosts";
import type { MachineRow, MachineView } from "@novacron/protocol/http/machines";
import type { OperationView } from "@novacron/protocol/http/operations";
import type { RecordEntry } from "@novacron/protocol/http/record";
import { afterAll, beforeAll, expect, it } from "vitest";
import { BusClient } from "../conformance/bus-client.ts";
import { CliUser } from "../framework/cli-user.ts";
import { act, newOperationId } from "../framework/operations.ts";
import { adminPassword, StackUnderTest } from "../framework/stack-under-test.ts";

let stack: StackUnderTest;
let user: CliUser;
let tiny: MachineId;
const hooks = new HookFolder();

beforeAll(async () => {
  hooks.put("upgrade", "echo 3 upgraded; echo $NOVACRON_HOOK");
  hooks.put("open", "true", 0o777);
  const agentEnv = { NOVACRON_HOOKS: hooks.folder };
  stack = await StackUnderTest.up({ labHosts: 1, agentEnv });
  user = new CliUser(stack.folder, stack.plane.url);
  tiny = (await stack.hosts[0]!.lab.defineTinyGuest({ name: "tiny" })) as MachineId;
  await stack.until("the machine is listed", async () => {
    return (await stack.api.call("listMachines")).total === 1;
  });
});
afterAll(async () => {
  await stack?.down();
  hooks[Symbol.dispose]();
});

it("says that nobody is logged in, with a code for scripts", async () => {
  const { status, stderr, stdout } = await user.run(["host", "ls"]);
  expect({ status, stdout }).toEqual({ status: 4, stdout: "" });
  expect(stderr).toContain("UNAUTHENTICATED");
});

it("refuses a wrong password, then logs in", async () => {
  const wrong = await user.run(["login"], "not the password\n");
  expect(wrong.status).toBe(4);
  expect(wrong.stderr).toContain("BAD_CREDENTIALS");
  const right = await user.run(["login"], `${adminPassword}\n`);
  expect(right).toMatchObject({ status: 0 });
  expect(right.stdout + right.stderr).not.toContain(adminPassword);
  expect((await user.run(["whoami"])).stdout).toContain("administrator for everything");
});

it("lists hosts and machines for people and for scripts", async () => {
  const hosts = await user.json<HostView[]>(["host", "ls"]);
  expect(hosts).toMatchObject([{ id: stack.hosts[0]!.id, state: "online" }]);
  expect((await user.run(["host", "ls"])).stdout).toContain(stack.hosts[0]!.lab.name);
  const machines = await user.json<MachineRow[] | { items: MachineRow[] }>(["vm", "ls"]);
  const rows = Array.isArray(machines) ? machines : machines.items;
  expect(rows).toMatchObject([{ id: tiny, name: "tiny", state: "shutoff" }]);
  expect((await user.run(["vm", "ls", "--filter", "state:running"])).stdout).not.toContain("tiny");
});

it("prints a machine's definition", async () => {
  const printed = await user.run(["vm", "xml", "tiny"]);
  expect(printed).toMatchObject({ status: 0 });
  expect(printed.stdout).toContain(`<uuid>${tiny}</uuid>`);
  expect(await user.json(["vm", "xml", "tiny"])).toMatchObject({ live: null, machine: tiny });
});

it("names what does not exist and what was typed wrong", async () => {
  expect(await user.run(["vm", "show", "nothing"])).toMatchObject({ status: 3 });
  expect(await user.run(["vm", "strat", "tiny"])).toMatchObject({ status: 2 });
  expect(await user.run(["vm", "start", "tiny", "--id", "x"])).toMatchObject({ status: 2 });
});

it("starts, pauses and resumes a machine, waiting for the outcome", async () => {
  for (const [verb, state] of [
    ["start", "running"],
    ["pause", "paused"],
    ["resume", "running"],
  ] as const) {
    const { status, stdout } = await user.run(["vm", verb, "tiny"]);
    expect({ status, verb }).toEqual({ status: 0, verb });
    expect(stdout).toMatch(/^admin (started|paused|resumed) tiny on /);
    expect((await user.json<MachineView>(["vm", "show", "tiny"])).state).toBe(state);
  }
});

it("sets autostart", async () => {
  expect(await user.run(["vm", "autostart", "tiny", "on"])).toMatchObject({ status: 0 });
  expect((await user.json<MachineView>(["vm", "show", "tiny"])).autostart).toBe("novacron");
  expect(await user.run(["vm", "autostart", "tiny", "maybe"])).toMatchObject({ status: 2 });
  expect((await user.json<MachineView>(["vm", "show", "tiny"])).autostart).toBe("novacron");
});

it("says by its exit code why not, and that an operation failed", async () => {
  const impossible = await user.run(["vm", "start", "tiny"]);
  expect(impossible.status).toBe(5);
  expect(impossible.stderr).toContain("ACTION_NOT_POSSIBLE");
  const id = newOperationId();
  const deaf = await user.run(["vm", "stop", "tiny", "--timeout", "1", "--id", id]);
  expect(deaf.status).toBe(7);
  expect(deaf.stdout).toContain("could not shut down tiny");
  expect(await user.run(["op", "watch", id])).toMatchObject({ status: 7 });
  expect(await user.run(["op", "cancel", id])).toMatchObject({ status: 5 });
  expect(await user.run(["vm", "force-off", "tiny"])).toMatchObject({ status: 0 });
});

it("has a host run one of its own hooks while nothing runs there", async () => {
  const { name } = stack.hosts[0]!.lab;
  expect(await user.json<HostHook[]>(["host", "hooks", name])).toEqual([
    { name: "open", problem: expect.stringContaining("others than its owner") },
    { name: "upgrade", problem: null },
  ]);
  const start = ["host", "maintenance", "start", name, "--hook", "none", "--accept-risk"];
  const refused = await user.run([...start, "--command", "open"]);
  expect(refused.status).toBe(5);
  expect(refused.stderr).toContain("would not run open");
  expect(await user.run([...start, "--command", "../upgrade"])).toMatchObject({ status: 2 });
  const { id } = await user.json<Maintenance>([...start, "--command", "upgrade"]);
  const show = ["host", "maintenance", "show", id];
  const ended = await stack.until("the hook has ended", async () => {
    const one = await user.json<Maintenance>(show);
    return one.state === "ended" && one;
  });
  expect(ended.hosts[0]?.run).toMatchObject({
    state: "succeeded",
    exitCode: 0,
    output: "3 upgraded\nupgrade\n",
  });
  expect((await user.run(show)).stdout).toContain("succeeded, status 0");
});

it("tells by the limits that are set that a pool is nearly full", async () => {
  const { lab } = stack.hosts[0]!;
  const small = "/var/lib/libvirt/small";
  await lab.exec(["mkdir", "-p", small]);
  await lab.exec(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", small]);
  await lab.virsh(["pool-create-as", "small", "dir", "--target", small]);
  const told = async () => (await user.json<HostView>(["host", "show", lab.name])).problems;
  const until = (what: string, severity: string | null) =>
    stack.until(what, async () => {
      const found = (await told()).find(({ code }) => code === "pool-low");
      return (found?.severity ?? null) === severity;
    });
  const set = (...words: string[]) => user.run(["host", "set-limits", ...words]);
  expect(await set("hold=0s")).toMatchObject({ status: 0 });
  await lab.exec(["dd", "if=/dev/zero", `of=${small}/filler`, "bs=1k", "count=7600"]);
  await lab.virsh(["pool-refresh", "small"]);
  await until("the pool is told", "warning");
  expect((await user.run(["host", "show", lab.name])).stdout).toMatch(
    // What is low when it is first looked at has no since.
    /warning: Storage small on .* is nearly full(, since .*)? \(.* of 8.00 MiB left \(7.2 %\), told below 10 % until 12 %\)/,
  );
  expect(await set("pool.critical=8%", "pool.criticalUntil=9%")).toMatchObject({ status: 0 });
  await until("it is critical by the new limit", "critical");
  const { status, stderr } = await set("pool.critical=11%");
  expect({ status, stderr }).toMatchObject({
    status: 2,
    stderr: expect.stringContaining("pool.critical: must not be above warning"),
  });
  await lab.exec(["rm", `${small}/filler`]);
  await lab.virsh(["pool-refresh", "small"]);
  await until("it is right again", null);
  expect((await set("--usual")).stdout).toMatch(/^pool.critical +3/m);
  await lab.virsh(["pool-destroy", "small"]);
  await lab.exec(["umount", small]);
});

it("lists operations and the timeline", async () => {
  const operations = await user.json<OperationView[]>(["op", "ls"]);
  expect(operations.map(({ kind }) => kind)).toContain("machine.force-off");
  expect((await user.run(["op", "ls", "--open"])).stdout).toContain("no operations");
  const entries = await user.json<RecordEntry[]>(["timeline", "tiny"]);
  expect(entries.every(({ machine }) => machine === tiny)).toBe(true);
  const text = (await user.run(["timeline", "tiny"])).stdout;
  expect(text).toContain("admin forced off tiny");
  const before = new Date(entries.at(-1)!.at - 1).toISOString();
  expect((await user.run(["timeline", "--at", before])).stdout).not.toContain("tiny");
});

it("shows metrics of host and machine", async () => {
  await act(stack, { kind: "machine.start", machine: tiny });
  const name = stack.hosts[0]!.lab.name;
  const range = await stack.until("there are samples of the machine", async () => {
    const args = ["metrics", "tiny", "--last", "5m", "--fields", "cpuUsed"];
    const found = await user.json<{ series: { values: Record<string, unknown[]> }[] }>(args);
    return found.series.some(({ values }) => values.cpuUsed?.some((one) => one !== null)) && found;
  });
  expect(range.series).toHaveLength(1);
  const host = await user.run(["metrics", name, "--target", "host", "--fields", "load1"]);
  expect(host.status).toBe(0);
  expect(host.stdout).toContain("load1");
  expect(await user.run(["metrics", "tiny", "--last", "soon"])).toMatchObject({ status: 2 });
});

it("makes a read-only login on the bus that works, and takes it away", async () => {
  const made = await user.json<{ name: string; password: string; url: string }>([
    ...["mqtt", "user", "add", "grafana"],
  ]);
  const client = await BusClient.open(made.url, { username: made.name, password: made.password });
  await client.subscribe([`novacron/v1/fleet/machine/${tiny}`]);
  await stack.until("the retained fact is there", () => client.messages.length > 0);
  expect(JSON.parse(client.messages[0]!.payload)).toMatchObject({ name: "tiny" });
  await client.close();
  expect((await user.run(["mqtt", "user", "ls"])).stdout).toContain("grafana");
  expect(await user.run(["mqtt", "user", "add", "grafana"])).toMatchObject({ status: 5 });
  expect(await user.run(["mqtt", "user", "rm", "grafana"])).toMatchObject({ status: 0 });
  const gone = BusClient.open(made.url, { username: made.name, password: made.password });
  await expect(gone).rejects.toThrow();
});

it("says that the control plane is not reached", async () => {
  await stack.plane.end("SIGTERM");
  const { status, stderr } = await user.run(["vm", "ls"]);
  expect(status).toBe(6);
  expect(stderr).toContain("UNREACHABLE");
});
