import type { MachineId } from "@novacron/protocol/domain/ids";
import type { CommandAction, CommandEvent } from "@novacron/protocol/messages/command";
import { expect, test } from "vitest";
import { uuidOf } from "../sim/chance.ts";
import type { SimMachine } from "../sim/sim-machine.ts";
import { TestHost } from "../testing/test-agent.ts";

async function connected() {
  const host = new TestHost();
  await host.begin();
  host.acknowledge();
  host.uplink.connect();
  await host.clock.advance(1_000);
  const { power } = host.hypervisor;
  power.destroy(power.all()[1]!);
  await host.clock.advance(10_000);
  const running = power.all().find((machine) => machine.state === "running")!;
  const off = power.all().find((machine) => machine.state === "shutoff")!;
  return { host, power, running, off };
}

type Kit = Awaited<ReturnType<typeof connected>>;
type PowerKind = "start" | "shutdown" | "reboot" | "force-off" | "pause" | "resume";

function action(kind: PowerKind, machine: SimMachine): CommandAction {
  const { id } = machine.spec;
  const base = { machine: id, generation: 0 };
  return kind === "shutdown" || kind === "reboot"
    ? { kind: `machine.${kind}`, ...base, timeoutMs: 20_000 }
    : { kind: `machine.${kind}`, ...base };
}

async function outcome({ host }: Kit, what: CommandAction, forMs = 30_000): Promise<CommandEvent> {
  const { id } = host.command(what);
  await host.clock.advance(forMs);
  const ended = host.uplink.commandEvents.filter(
    (event) => event.id === id && (event.type === "succeeded" || event.type === "failed"),
  );
  expect(ended.length).toBe(1);
  return ended[0] as CommandEvent;
}

const reach = [
  ["start", "off", "running"],
  ["shutdown", "running", "shutoff"],
  ["force-off", "running", "shutoff"],
  ["pause", "running", "paused"],
  ["reboot", "running", "running"],
] as const;

test.each(reach)("%s of a machine that is %s ends %s", async (kind, from, to) => {
  const kit = await connected();
  const machine = kit[from];
  expect(await outcome(kit, action(kind, machine))).toMatchObject({ type: "succeeded" });
  expect(machine.state).toBe(to);
  const events = kit.host.uplink.commandEvents.map((event) => event.type);
  expect(events[0]).toBe("accepted");
  expect(events.at(-1)).toBe("succeeded");
});

test("a goal that is reached already is a success that says so", async () => {
  const kit = await connected();
  const there = { type: "succeeded", result: { alreadyThere: true } };
  expect(await outcome(kit, action("start", kit.running))).toMatchObject(there);
  expect(await outcome(kit, action("resume", kit.running))).toMatchObject(there);
  expect(await outcome(kit, action("shutdown", kit.off))).toMatchObject(there);
  expect(await outcome(kit, action("force-off", kit.off))).toMatchObject(there);
});

test("what the state forbids is refused with what would remove the reason", async () => {
  const kit = await connected();
  const refused = { type: "failed", problem: { code: "ACTION_NOT_POSSIBLE" } };
  expect(await outcome(kit, action("pause", kit.off))).toMatchObject(refused);
  expect(await outcome(kit, action("reboot", kit.off))).toMatchObject(refused);
  kit.power.pause(kit.running);
  expect(await outcome(kit, action("start", kit.running))).toMatchObject(refused);
  const resumed = await outcome(kit, action("resume", kit.running));
  expect(resumed).toMatchObject({ type: "succeeded" });
});

test("a guest that does not react: the deadline says that it still runs and what would help", async () => {
  const kit = await connected();
  kit.host.hypervisor.faults.deaf.add(kit.running.spec.id);
  const event = await outcome(kit, action("shutdown", kit.running));
  expect(event).toMatchObject({ type: "failed", problem: { code: "DEADLINE_EXCEEDED" } });
  if (event.type !== "failed") return;
  expect(event.problem.message).toContain("still runs");
  expect(event.problem.next).toContain("force-off");
  expect(kit.running.state).toBe("running");
});

test("force-off goes beside a shutdown that hangs, and ends it too", async () => {
  const kit = await connected();
  kit.host.hypervisor.faults.deaf.add(kit.running.spec.id);
  const shutdown = kit.host.command({
    ...action("shutdown", kit.running),
    timeoutMs: 600_000,
  } as CommandAction);
  await kit.host.clock.advance(2_000);
  const off = kit.host.command(action("force-off", kit.running));
  await kit.host.clock.advance(2_000);
  expect(kit.host.outcomes()).toMatchObject({ [shutdown.id]: "succeeded", [off.id]: "succeeded" });
});

test("a cancelled shutdown stops waiting and says that the guest was asked", async () => {
  const kit = await connected();
  const { host } = kit;
  host.hypervisor.faults.deaf.add(kit.running.spec.id);
  const { id } = host.command(action("shutdown", kit.running));
  await host.clock.advance(1_000);
  const { session } = host;
  const cancel = { v: 1, type: "cancel", id, host: host.host, epoch: 1, session } as const;
  host.uplink.send({ topic: "hostCommand", payload: cancel });
  await host.clock.advance(100);
  expect(host.outcomes()[id]).toBe("CANCELLED");
});

test("goals are seen even where their events come late, twice or not at all", async () => {
  const kit = await connected();
  const { faults } = kit.host.hypervisor;
  faults.duplicateEvents = true;
  faults.eventDelayMs = 400_000;
  expect(await outcome(kit, action("start", kit.off))).toMatchObject({ type: "succeeded" });
  expect(await outcome(kit, action("shutdown", kit.running))).toMatchObject({ type: "succeeded" });
});

test("libvirt's own failure is passed on", async () => {
  const kit = await connected();
  const { faults } = kit.host.hypervisor;
  faults.startFails.set(kit.off.spec.id, "no such network");
  const failed = {
    type: "failed",
    problem: { code: "LIBVIRT_ERROR", details: { libvirtCode: 1 } },
  };
  expect(await outcome(kit, action("start", kit.off))).toMatchObject(failed);
  kit.host.hypervisor.loseLibvirt();
  const lost = { type: "failed", problem: { code: "LIBVIRT_UNAVAILABLE" } };
  expect(await outcome(kit, action("start", kit.off))).toMatchObject(lost);
});

test("commands of one machine run in turn, of several at once", async () => {
  const kit = await connected();
  const { host, running, off } = kit;
  host.hypervisor.faults.slowStart.set(off.spec.id, 5_000);
  const first = host.command(action("start", off));
  const second = host.command(action("pause", off));
  const other = host.command(action("pause", running));
  await host.clock.advance(1_000);
  expect(host.outcomes()).toMatchObject({ [other.id]: "succeeded", [first.id]: "accepted" });
  expect(off.state).toBe("shutoff");
  await host.clock.advance(6_000);
  expect(host.outcomes()).toMatchObject({ [first.id]: "succeeded", [second.id]: "succeeded" });
  expect(off.state).toBe("paused");
});

test("autostart is written into the machine, and libvirt's own is turned off", async () => {
  const kit = await connected();
  const { host, off } = kit;
  off.autostart = "libvirt";
  off.mark = null;
  const { id } = off.spec;
  const on = { kind: "machine.autostart" as const, machine: id, generation: 0, enabled: true };
  expect(await outcome(kit, on)).toMatchObject({ result: { autostart: "novacron" } });
  expect(off.mark).toEqual({ generation: 0, owner: host.host, autostart: true });
  expect(off.autostart).toBe("novacron");
  expect(await outcome(kit, on)).toMatchObject({ result: { alreadyThere: true } });
  expect(await outcome(kit, { ...on, enabled: false })).toMatchObject({
    result: { autostart: "off" },
  });
});

test("setting autostart raises the generation in the machine, and never lowers it", async () => {
  const kit = await connected();
  const { id } = kit.off.spec;
  const on = { kind: "machine.autostart" as const, machine: id, generation: 3, enabled: true };
  expect(await outcome(kit, on)).toMatchObject({ result: { autostart: "novacron" } });
  expect(kit.off.mark).toMatchObject({ generation: 3 });
  expect(await outcome(kit, { ...on, generation: 4 })).toMatchObject({
    result: { autostart: "novacron" },
  });
  expect(kit.off.mark).toMatchObject({ generation: 4 });
  expect(await outcome(kit, { ...on, generation: 3 })).toMatchObject({
    problem: { code: "GENERATION_REFUSED" },
  });
});

test("a demo guest comes, is known again, and goes; no other machine goes that way", async () => {
  const kit = await connected();
  const machine = uuidOf(1, "demo") as MachineId;
  const create = { kind: "machine.create-demo" as const, machine, generation: 0, name: "demo" };
  const remove = { kind: "machine.delete-demo" as const, machine, generation: 0 };
  expect(await outcome(kit, create)).toMatchObject({ result: { state: "running", name: "demo" } });
  expect(await outcome(kit, create)).toMatchObject({ result: { alreadyThere: true } });
  expect(await outcome(kit, remove)).toMatchObject({ result: { deleted: true } });
  expect(await outcome(kit, remove)).toMatchObject({ result: { alreadyThere: true } });
  const other = { ...remove, machine: kit.off.spec.id };
  expect(await outcome(kit, other)).toMatchObject({ problem: { code: "ACTION_NOT_POSSIBLE" } });
});

test("a machine that is not here is not found; another generation is refused", async () => {
  const kit = await connected();
  const absent = {
    kind: "machine.start" as const,
    machine: uuidOf(1, "x") as MachineId,
    generation: 0,
  };
  expect(await outcome(kit, absent)).toMatchObject({ problem: { code: "NOT_FOUND" } });
  const later = { ...absent, machine: kit.off.spec.id, generation: 5 };
  expect(await outcome(kit, later)).toMatchObject({ problem: { code: "GENERATION_REFUSED" } });
  expect(kit.off.state).toBe("shutoff");
});

test("a generation learned while the machine is looked at stops the act", async () => {
  const kit = await connected();
  const { host, off } = kit;
  const { id } = off.spec;
  const looks: (() => void)[] = [];
  const look = host.hypervisor.machine.bind(host.hypervisor);
  host.hypervisor.machine = async (machine) => {
    await new Promise<void>((resolve) => looks.push(resolve));
    return await look(machine);
  };
  const made = host.command(action("start", off));
  await host.clock.advance(100);
  expect(looks.length).toBe(1);
  host.assign({ machines: [{ id, generation: 4, autostart: false, barred: null }] });
  await host.clock.advance(100);
  for (const go of looks) go();
  await host.clock.advance(5_000);
  expect(host.outcomes()[made.id]).toBe("GENERATION_REFUSED");
  expect(off.state).toBe("shutoff");
});

test("a host of another manager is only watched", async () => {
  const host = new TestHost();
  host.hostFacts.foreignManager = "vdsm";
  await host.begin();
  host.uplink.connect();
  await host.clock.advance(1_000);
  const machine = host.hypervisor.power.all()[0]!;
  const { id } = host.command(action("force-off", machine));
  await host.clock.advance(1_000);
  expect(host.outcomes()[id]).toBe("HOST_READ_ONLY");
  expect(machine.state).toBe("running");
});
