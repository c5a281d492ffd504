import type { HostEvent } from "@novacron/protocol/messages/batch";
import { expect, test } from "vitest";
import { simulatedMachines } from "../sim/machine-specs.ts";
import { TestHost } from "../testing/test-agent.ts";

async function connected(host = new TestHost()): Promise<TestHost> {
  await host.begin();
  host.acknowledge();
  host.uplink.connect();
  await host.clock.advance(7_000);
  return host;
}

function eventsSince(host: TestHost, from: number): HostEvent[] {
  return host.uplink.batches.slice(from).flatMap((batch) => batch.events);
}

function ticks(host: TestHost, from = 0) {
  return host.uplink.batches.slice(from).filter((batch) => batch.samples.length > 0);
}

test("a bulk call that hangs stops neither host samples nor the machines' own", async () => {
  const host = await connected();
  host.hypervisor.faults.allHung = true;
  const from = host.uplink.batches.length;
  await host.clock.advance(40_000);
  const during = ticks(host, from);
  expect(during.length).toBe(8);
  for (const batch of during.slice(0, -1)) {
    const machine = batch.samples.find((block) => block.target === "machine");
    expect(machine?.columns).toContain("cpuUsed");
    expect(machine?.rows.length).toBeGreaterThan(0);
  }
  const times = during.map((batch) => batch.at);
  expect(times.slice(1).map((at, index) => at - (times[index] ?? 0))).toEqual(Array(7).fill(5_000));
});

test("one machine that hangs is named, the others keep their pace", async () => {
  const host = await connected();
  const culprit = host.hypervisor.power.all().find((machine) => machine.isAlive)!;
  host.hypervisor.faults.hung.add(culprit.spec.id);
  await host.clock.advance(20_000);
  const [block] = ticks(host).at(-1)?.samples ?? [];
  const skipped = block?.columns.indexOf("machinesSkipped") ?? -1;
  expect(block?.rows[0]?.[skipped]).toBe(1);
  const machines = ticks(host)
    .at(-1)
    ?.samples.find((one) => one.target === "machine");
  const named = machines?.rows.map((row) => row[0]);
  expect(named?.length).toBe(
    host.hypervisor.power.all().filter((machine) => machine.isAlive).length,
  );
});

test("libvirt lost: machines unknown, not none; back: differences are told", async () => {
  const host = await connected();
  const from = host.uplink.batches.length;
  host.hypervisor.loseLibvirt();
  await host.clock.advance(2_000);
  expect(host.uplink.reports.at(-1)?.machines).toBe(null);
  const machine = host.hypervisor.power.all().find((one) => one.isAlive)!;
  host.hypervisor.power.crash(machine);
  await host.clock.advance(10_000);
  expect(ticks(host, from).length).toBeGreaterThanOrEqual(2);
  host.hypervisor.restoreLibvirt();
  await host.clock.advance(2_000);
  expect(eventsSince(host, from)).toMatchObject([
    { type: "host.note", note: "libvirt-lost" },
    { type: "host.note", note: "libvirt-back" },
    { type: "machine.changed", event: "found/changed", cause: "unknown" },
  ]);
  const report = host.uplink.reports.at(-1);
  expect(report?.machines?.find((one) => one.id === machine.spec.id)?.state).toBe("shutoff");
});

test("an event that was lost is found by the slow full reading", async () => {
  const host = await connected();
  const from = host.uplink.batches.length;
  host.hypervisor.faults.eventDelayMs = 1e9;
  const machine = host.hypervisor.power.all().find((one) => one.isAlive)!;
  host.hypervisor.power.pause(machine);
  await host.clock.advance(67_000);
  expect(eventsSince(host, from)).toMatchObject([{ event: "found/changed", cause: "unknown" }]);
});

test("what libvirt does without a word once it is back is found within seconds", async () => {
  const host = await connected();
  const { hypervisor, clock } = host;
  hypervisor.loseLibvirt();
  await clock.advance(2_000);
  hypervisor.restoreLibvirt();
  await clock.advance(2_000);
  const from = host.uplink.batches.length;
  hypervisor.faults.eventDelayMs = 1e9;
  const machine = hypervisor.power.all().find((one) => one.isAlive)!;
  hypervisor.power.crash(machine);
  await clock.advance(12_000);
  expect(eventsSince(host, from)).toMatchObject([{ event: "found/changed", cause: "unknown" }]);
});

test("an event that comes twice is told once; causes are kept apart", async () => {
  const host = await connected();
  const { power, faults } = host.hypervisor;
  faults.duplicateEvents = true;
  const [one, two, three] = power.all().filter((machine) => machine.state === "running");
  const from = host.uplink.batches.length;
  const made = host.command({ kind: "machine.pause", machine: one!.spec.id, generation: 0 });
  await host.clock.advance(1_000);
  power.pause(two!);
  power.guestShutdown(three!);
  await host.clock.advance(10_000);
  power.resume(one!);
  await host.clock.advance(1_000);
  const changes = eventsSince(host, from).flatMap((event) =>
    event.type === "machine.changed" ? [[event.event, event.cause, event.operation]] : [],
  );
  expect(changes).toEqual([
    ["suspended/paused", "operation", made.operation],
    ["suspended/paused", "external", null],
    ["shutdown/guest", "guest", null],
    ["stopped/shutdown", "guest", null],
    ["resumed/unpaused", "external", null],
  ]);
});

test("killed with a command that had not begun: it starts again and carries it out", async () => {
  const host = await connected();
  const machine = host.hypervisor.power.all().find((one) => one.state === "running")!;
  const made = host.command({ kind: "machine.pause", machine: machine.spec.id, generation: 0 });
  host.kill();
  const receivedAt = Math.round(host.clock.now());
  host.journalDisk.entries.clear();
  host.journalDisk.entries.set(made.id, { command: made, receivedAt, begun: false, outcome: null });
  await host.begin();
  host.uplink.connect();
  await host.clock.advance(5_000);
  expect(host.outcomes()[made.id]).toBe("succeeded");
  expect(machine.state).toBe("paused");
});

test("killed while acting: never again, the true state is looked at", async () => {
  const host = await connected();
  const { power } = host.hypervisor;
  const [one, two] = power.all().filter((machine) => machine.state === "running");
  host.hypervisor.faults.deaf.add(two!.spec.id);
  const base = { kind: "machine.shutdown" as const, generation: 0, timeoutMs: 60_000 };
  const first = host.command({ ...base, machine: one!.spec.id });
  const second = host.command({ ...base, machine: two!.spec.id });
  await host.clock.advance(300);
  host.kill();
  // The guest goes on shutting down without the agent.
  power.guestShutdown(one!);
  await host.clock.advance(10_000);
  await host.begin();
  host.uplink.connect();
  await host.clock.advance(5_000);
  expect(host.outcomes()).toEqual({ [first.id]: "succeeded", [second.id]: "COMMAND_INTERRUPTED" });
  const seen = host.uplink.commandEvents.find((event) => event.id === first.id);
  expect(seen).toMatchObject({ result: { state: "shutoff", observed: true } });
  host.uplink.send({ topic: "hostCommand", payload: second });
  await host.clock.advance(5_000);
  expect(host.outcomes()[second.id]).toBe("COMMAND_INTERRUPTED");
  expect(two!.state).toBe("running");
});

test("an outcome reached while the bus was away is told at the next connect", async () => {
  const host = await connected();
  const machine = host.hypervisor.power.all().find((one) => one.state === "running")!;
  const { id } = host.command({
    kind: "machine.shutdown",
    machine: machine.spec.id,
    generation: 0,
    timeoutMs: 60_000,
  });
  await host.clock.advance(300);
  host.uplink.disconnect();
  await host.clock.advance(10_000);
  expect(host.outcomes()[id]).toBe("accepted");
  host.uplink.connect();
  await host.clock.advance(100);
  expect(host.outcomes()[id]).toBe("succeeded");
});

test("a full disk is shown on the host, samples wait in memory, and it mends itself", async () => {
  const host = await connected();
  host.uplink.onBatch = null;
  host.outboxDisk.capacityBytes = host.outboxDisk.bytes + 10;
  await host.clock.advance(30_000);
  const full = host.uplink.reports.at(-1)?.inventory.problems;
  expect(full).toMatchObject([{ code: "DISK_FULL" }]);
  host.outboxDisk.capacityBytes = 1e9;
  host.acknowledge();
  await host.clock.advance(60_000);
  expect(host.uplink.reports.at(-1)?.inventory.problems).toBe(undefined);
  expect(host.stored).toBe(host.outboxDisk.nextSeq - 1);
});

test("a wall clock that is set is noted, and the pace does not change", async () => {
  const host = await connected();
  const from = host.uplink.batches.length;
  host.clock.jumpWall(-3_600_000);
  await host.clock.advance(20_100);
  expect(ticks(host, from).length).toBe(4);
  expect(eventsSince(host, from)).toMatchObject([{ note: "clock-jump", detail: "-3600000 ms" }]);
});

test("the control plane sets the pace, and may ask for single devices", async () => {
  const host = await connected();
  const detail = host.hypervisor.power
    .all()
    .filter((one) => one.isAlive)
    .map((one) => one.spec.id);
  host.assign({ metricsIntervalMs: 1_000, detail: detail.slice(0, 1) });
  await host.clock.advance(1_100);
  const from = host.uplink.batches.length;
  await host.clock.advance(20_000);
  expect(ticks(host, from).length).toBe(20);
  const targets = ticks(host, from).flatMap((batch) => batch.samples.map((block) => block.target));
  expect(targets).toContain("machineDisk");
  expect(targets).toContain("machineNic");
  expect(host.uplink.reports.at(-1)?.inventory.metricsIntervalMs).toBe(1_000);
});

test("after the host's reboot its own machines start once, by the control plane's word", async () => {
  const host = await connected(new TestHost(simulatedMachines(7, 0, 12)));
  const { power } = host.hypervisor;
  const ours = power.all().filter((machine) => machine.autostart === "novacron" && machine.isAlive);
  expect(ours.length).toBeGreaterThan(1);
  host.kill();
  power.rebootHost();
  host.hostFacts.reboot();
  await connected(host);
  expect(ours.filter((machine) => machine.isAlive)).toEqual([]);
  const confirmed = ours.slice(1).map(({ spec }) => ({
    id: spec.id,
    generation: 0,
    autostart: true,
    barred: null,
  }));
  host.assign({ session: "session-1", machines: confirmed });
  await host.clock.advance(5_000);
  expect(ours.filter((machine) => machine.isAlive)).toEqual([]);
  host.assign({ machines: confirmed });
  await host.clock.advance(10_000);
  expect(ours.filter((machine) => machine.isAlive)).toEqual(ours.slice(1));
  // Switched off by somebody, it stays off, also after a restart of the agent.
  power.destroy(ours[1]!);
  host.kill();
  await connected(host);
  host.assign({ machines: confirmed });
  await host.clock.advance(200_000);
  expect(ours[1]!.isAlive).toBe(false);
});

test("an outbox restored from a backup goes on under a new boot, and nothing new is lost", async () => {
  const host = await connected();
  const { entries, nextSeq, synced, boot } = host.outboxDisk;
  const backup = { entries: [...entries], nextSeq, synced, boot };
  await host.clock.advance(60_000);
  host.kill();
  Object.assign(host.outboxDisk, backup);
  await host.begin();
  await host.clock.advance(12_000);
  const from = host.uplink.batches.length;
  host.acknowledge();
  host.uplink.connect();
  // As the control plane answers a repetition: with its mark of that boot, and with none of a new one.
  const marks = new Map([[boot, host.stored]]);
  host.uplink.onBatch = ({ boot: of, seq, floor }) => {
    const mark = marks.get(of) ?? 0;
    if (seq > mark && seq - 1 <= Math.max(mark, floor)) marks.set(of, seq);
    const payload = { v: 1 as const, host: host.host, boot: of, upTo: marks.get(of) ?? 0 };
    host.clock.after(5, () => host.uplink.send({ topic: "hostAck", payload }));
  };
  await host.clock.advance(20_000);
  const told = host.uplink.batches.slice(from).filter((batch) => batch.boot !== boot);
  expect(new Set(told.map((batch) => batch.boot)).size).toBe(1);
  expect(told[0]?.seq).toBe(1);
  const notes = told.flatMap((batch) => batch.events);
  expect(notes).toContainEqual(expect.objectContaining({ note: "agent-started" }));
  expect(notes).toContainEqual(expect.objectContaining({ note: "outbox-renewed" }));
  const samples = told.filter((batch) => batch.samples.length > 0);
  expect(samples.length).toBeGreaterThanOrEqual(5);
  expect(marks.get(told[0]!.boot)).toBe(told.at(-1)?.seq);
  expect(host.outboxDisk.entries).toEqual([]);
});

test("a control plane of an older epoch is told why it is refused, until one in charge speaks", async () => {
  const host = await connected();
  const speak = (epoch: number, state: "online" | "offline" = "online") =>
    host.uplink.send({
      topic: "controlStatus",
      payload: { v: 1, epoch, controlPlane: "cp", version: "0.1.0", state, at: 1 },
    });
  const problems = () => host.uplink.reports.at(-1)?.inventory.problems ?? [];
  speak(3);
  speak(1, "offline");
  await host.clock.advance(2_000);
  expect(problems()).toEqual([]);
  speak(1);
  host.command({ kind: "machine.start", machine: host.machines[0]!.id, generation: 0 });
  await host.clock.advance(2_000);
  expect(host.outcomes()).toEqual({ "cmd-1": "EPOCH_REFUSED" });
  expect(problems()).toMatchObject([{ code: "epoch-refused" }]);
  expect(problems()[0]?.text).toContain("obeyed epoch 3");
  expect(problems()[0]?.text).toContain("NOVACRON_EPOCH=4");
  speak(4);
  await host.clock.advance(2_000);
  expect(problems()).toEqual([]);
});
