import type { MachineId } from "@novacron/protocol/domain/ids";
import { afterAll, beforeAll, expect, it } from "vitest";
import { act, inState, recorded } from "../framework/operations.ts";
import { StackUnderTest } from "../framework/stack-under-test.ts";
import { longestGapMs, storedSamples } from "../framework/stored-samples.ts";
import { signalProcess } from "../lab/processes.ts";

let stack: StackUnderTest;
const ids = new Map<string, MachineId>();
const others = ["busy-1", "busy-2", "idle-1", "idle-2"] as const;
const ofName = (name: string): MachineId => {
  const id = ids.get(name);
  if (id === undefined) throw new Error(`there is no machine ${name}`);
  return id;
};

beforeAll(async () => {
  stack = await StackUnderTest.up({ labHosts: 2 });
  const { lab } = stack.hosts[0]!;
  for (const name of [...others, "stopped"]) {
    const tiny = name.startsWith("busy") ? "busy" : "idle";
    ids.set(name, (await lab.defineTinyGuest({ name, tiny })) as MachineId);
    await lab.virsh(["start", name]);
  }
  ids.set("moving", (await lab.defineGuest({ name: "moving", memoryMib: 128 })) as MachineId);
  await lab.virsh(["start", "moving"]);
  await lab.waitForGuest("moving", 120_000);
  await stack.until("all machines have samples", () =>
    [...ids.values()].every((id) => samplesOf(id).times.length > 2),
  );
});
afterAll(() => stack?.down());

const samplesOf = (machine: MachineId | "", host = 0) =>
  storedSamples(stack.plane.data, stack.hosts[host]!.id, machine);

/** Samples of everybody else since `from`: as many as there were ticks, none twice, none missing. */
function expectPace(from: number): void {
  for (const machine of ["", ...others.map(ofName)] as const) {
    const { times, doubles } = samplesOf(machine);
    const since = times.filter((at) => at >= from);
    expect(doubles).toEqual([]);
    expect(since.length).toBeGreaterThan(10);
    expect(longestGapMs(since)).toBeLessThanOrEqual(2 * stack.intervalMs);
  }
}

const ticksSince = (from: number): number => samplesOf("").times.filter((at) => at >= from).length;

it("a QEMU that is stopped costs its own figures only, and is named", async () => {
  const from = Date.now();
  const pid = stack.hosts[0]!.qemuPids().get("stopped") ?? 0;
  signalProcess(pid, "SIGSTOP");
  try {
    const culprit = await stack.until(
      "the culprit is named",
      async () => {
        const host = await stack.api.call("showHost", { params: { host: stack.hosts[0]!.id } });
        const { culprits } = host.inventory.libvirt;
        return culprits.length > 0 && { culprits, problems: host.problems };
      },
      90_000,
    );
    expect(culprit.culprits.map(({ machine }) => machine)).toEqual(["stopped"]);
    expect(culprit.problems.map(({ code }) => code)).toContain("culprit");
    await stack.until("a while passes with it stopped", () => ticksSince(from) > 25, 90_000);
    expectPace(from);
  } finally {
    signalProcess(pid, "SIGCONT");
  }
  await stack.until(
    "nobody is named any more",
    async () => {
      const host = await stack.api.call("showHost", { params: { host: stack.hosts[0]!.id } });
      return host.inventory.libvirt.culprits.length === 0;
    },
    90_000,
  );
});

it("a machine that moves to another host leaves the others their pace", async () => {
  const from = Date.now();
  const [source, target] = [stack.hosts[0]!.lab, stack.hosts[1]!.lab];
  const uri = `qemu+unix:///system?socket=${target.socketPath}`;
  const way = ["--live", "--p2p", "--persistent", "--undefinesource", "--bandwidth", "4"];
  const to = ["--migrateuri", `tcp://${target.address}`];
  const moved = source.virsh(["migrate", ...way, "moving", uri, ...to], { timeoutMs: 150_000 });
  const isDone = moved.then(() => true);
  const job = await stack.until("the move is seen", async () => {
    const view = await stack.api.call("showMachine", { params: { machine: ofName("moving") } });
    return view.report.job ?? view.latest.jobProgress;
  });
  expect(job).not.toBeNull();
  expect(await isDone).toBe(true);
  await stack.until("it is on the other host", async () => {
    const view = await stack.api.call("showMachine", { params: { machine: ofName("moving") } });
    return view.host === stack.hosts[1]!.id && view.copies.length === 1;
  });
  await stack.until("a while passes", () => ticksSince(from) > 12);
  expectPace(from);
  const view = await inState(stack, ofName("moving"), "running");
  expect(view.conflict).toBe(false);
  const entry = await recorded(stack, ofName("moving"), { kind: "machine.placement" });
  expect(entry).toMatchObject({ host: stack.hosts[1]!.id });
  await stack.until("it has samples there", () => samplesOf(ofName("moving"), 1).times.length > 2);
  expect(await act(stack, { kind: "machine.force-off", machine: ofName("moving") })).toMatchObject({
    state: "succeeded",
    host: stack.hosts[1]!.id,
  });
});
