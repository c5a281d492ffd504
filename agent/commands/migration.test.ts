import type { MachineId } from "@novacron/protocol/domain/ids";
import type { MigrationDescription, MigrationOptions } from "@novacron/protocol/domain/migration";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { CommandAction, CommandEvent } from "@novacron/protocol/messages/command";
import { expect, test, vi } from "vitest";
import { simulatedMachines } from "../sim/machine-specs.ts";
import { SimNetwork } from "../sim/sim-network.ts";
import { TestHost } from "../testing/test-agent.ts";

const secret = "t".repeat(43);
const slow: MigrationOptions = { kind: "live", bandwidthBytesPerSecond: 20_000_000 };

/** Two hosts with their agents, and a machine on the first whose disk both reach. */
async function fleet() {
  const network = new SimNetwork();
  const { mark: _, ...plain } = simulatedMachines(7, 0, 1)[0]!;
  const shared = { ...plain, state: "running", autostart: "off", sharedDisk: true } as const;
  const one = new TestHost([shared], {}, { index: 0, network });
  const two = new TestHost([], {}, { index: 1, network, clock: one.clock });
  for (const host of [one, two]) {
    await host.begin();
    host.acknowledge();
    host.uplink.connect();
  }
  await one.clock.advance(1_000);
  const { id, name } = shared;
  const machine = one.hypervisor.power.of(id);
  const there = () => two.hypervisor.power.all().find(({ spec }) => spec.id === id) ?? null;
  return { one, two, machine, id, name, there };
}
type Fleet = Awaited<ReturnType<typeof fleet>>;

async function ended(host: TestHost, id: string, forMs = 60_000): Promise<CommandEvent> {
  const found = () =>
    host.uplink.commandEvents.findLast(
      (event) => event.id === id && (event.type === "succeeded" || event.type === "failed"),
    );
  for (let passed = 0; passed < forMs && found() === undefined; passed += 250) {
    await host.clock.advance(250);
  }
  expect(found()).toBeDefined();
  return found() as CommandEvent;
}

async function done(host: TestHost, action: CommandAction): Promise<CommandEvent> {
  const event = await ended(host, host.command(action).id);
  expect(event).toMatchObject({ type: "succeeded" });
  return event;
}

async function describe({ one, id }: Fleet): Promise<MigrationDescription> {
  const event = await done(one, { kind: "migration.describe", machine: id, generation: 0 });
  const answer = event.type === "succeeded" ? event.migration : undefined;
  expect(answer?.kind).toBe("migration.describe");
  return (answer as { description: MigrationDescription }).description;
}

/** All that comes before the move, and the command for it. */
async function prepared(kit: Fleet, options: MigrationOptions = { kind: "live" }) {
  const { one, two, id, name } = kit;
  const description = await describe(kit);
  const target = { machine: id, generation: 0, source: one.host, description, options, secret };
  const event = await done(two, { kind: "migration.prepare", ...target, name, next: 1 });
  const answer = event.type === "succeeded" ? event.migration : undefined;
  const port = answer?.kind === "migration.prepare" ? answer.port : null;
  const perform: CommandAction = {
    kind: "migration.perform",
    machine: id,
    generation: 0,
    next: 1,
    target: two.host,
    addresses: ["10.0.0.2"],
    port,
    secret,
    options,
    disks: [],
  };
  return perform;
}

test("a move by its commands: prepared, performed, adopted, released", async () => {
  const kit = await fleet();
  const { one, two, id } = kit;
  const description = await describe(kit);
  const options = { kind: "live" } as const;
  const check = { machine: id, generation: 0, source: one.host, description, options, secret };
  const checked = await done(two, { kind: "migration.check", ...check });
  expect(checked).toMatchObject({ migration: { findings: [] } });
  const performed = await done(one, await prepared(kit));
  expect(performed).toMatchObject({ migration: { kind: "migration.perform", postCopy: false } });
  const said = one.uplink.commandEvents.filter((event) => event.type === "progress");
  expect(said.some((event) => (event.migration?.memoryTotalBytes ?? 0) > 0)).toBe(true);
  expect(one.journalDisk.facts.barred).toHaveProperty(id);
  const source = { machine: id, generation: 0, source: one.host, next: 1 };
  await done(two, { kind: "migration.adopt", ...source });
  expect(kit.there()?.mark).toEqual({
    owner: two.host,
    generation: 1,
    autostart: expect.any(Boolean),
  });
  const release = { machine: id, generation: 0, target: two.host, keepDisks: false };
  await done(one, { kind: "migration.release", ...release });
  expect(one.journalDisk.facts.barred).toEqual({});
  expect(one.journalDisk.facts.departed).toContain(id);
  expect(one.hypervisor.power.all().some(({ spec }) => spec.id === id)).toBe(false);
});

test("both hosts put the events of a move down to it", async () => {
  const kit = await fleet();
  await done(kit.one, await prepared(kit));
  const adopt = { machine: kit.id, generation: 0, source: kit.one.host, next: 1 };
  await done(kit.two, { kind: "migration.adopt", ...adopt });
  await kit.one.clock.advance(2_000);
  for (const host of [kit.one, kit.two]) {
    const events = host.uplink.batches.flatMap((batch) => batch.events);
    const changes = events.filter((event) => "cause" in event && eventId(event) === kit.id);
    expect(changes.length).toBeGreaterThan(1);
    for (const change of changes) expect(change).toMatchObject({ cause: "operation" });
  }
});

function eventId(event: object): string | undefined {
  if ("id" in event) return event.id as string;
  return "machine" in event ? (event.machine as { id: string }).id : undefined;
}

test("a cancelled move: the machine runs on and may be started, stopped and moved again", async () => {
  const kit = await fleet();
  const { one, id } = kit;
  const command = one.command(await prepared(kit, slow));
  await one.clock.advance(2_000);
  const { host, session, uplink } = one;
  const cancel = { v: 1, type: "cancel", id: command.id, host, epoch: 1, session } as const;
  uplink.send({ topic: "hostCommand", payload: cancel });
  const event = await ended(one, command.id);
  const problem = { code: "CANCELLED", details: { source: "running", held: false } };
  expect(event).toMatchObject({ type: "failed", problem });
  expect(one.journalDisk.facts.barred).toEqual({});
  const abandon = { machine: id, generation: 0, source: one.host };
  await done(kit.two, { kind: "migration.abandon", ...abandon });
  expect(kit.there()).toBe(null);
  await done(one, { kind: "machine.force-off", machine: id, generation: 0 });
});

test("what a bus delivers after its move was abandoned makes nothing, in the agent's next life too", async () => {
  const kit = await fleet();
  const { one, two, id, name } = kit;
  const target = { machine: id, generation: 0, source: one.host } as const;
  const options = { kind: "live" } as const;
  const description = await describe(kit);
  const prepare = two.makeCommand({
    kind: "migration.prepare",
    ...target,
    description,
    options,
    secret,
    name,
    next: 1,
  });
  const { operation } = prepare;
  const abandon = two.command({ kind: "migration.abandon", ...target }, { operation });
  expect(await ended(two, abandon.id)).toMatchObject({ type: "succeeded" });
  two.kill();
  await two.begin();
  two.uplink.connect();
  const late = { ...prepare, session: two.session };
  two.uplink.send({ topic: "hostCommand", payload: late });
  const refused = { code: "MIGRATION_ABANDONED", details: { abandonedBy: abandon.id } };
  expect(await ended(two, late.id)).toMatchObject({ type: "failed", problem: refused });
  expect(two.hypervisor.incoming?.expected()).toEqual([]);
  await done(two, {
    kind: "migration.prepare",
    ...target,
    description,
    options,
    secret,
    name,
    next: 1,
  });
  expect(two.hypervisor.incoming?.expected()).toEqual([id]);
});

test("the agent dies while the machine moves: the next one waits for the end and tells it", async () => {
  const kit = await fleet();
  const { one } = kit;
  const command = one.command(await prepared(kit, slow));
  await one.clock.advance(2_000);
  one.kill();
  await one.clock.advance(500);
  await one.begin();
  one.uplink.connect();
  const event = await ended(one, command.id, 600_000);
  expect(event).toMatchObject({ type: "succeeded", result: { observed: true } });
  expect(kit.there()?.state).toBe("running");
  expect(one.journalDisk.facts.barred).toHaveProperty(kit.id);
});

test("the agent dies in post-copy, and the next one finds the memory lost: it says so", async () => {
  const kit = await fleet();
  const { one } = kit;
  const command = one.command(await prepared(kit, slow));
  await one.clock.advance(2_000);
  one.kill();
  const lost = new NovaError("MIGRATION_MEMORY_LOST", "move the machine");
  const followed = vi.spyOn(one.hypervisor.migration!, "follow").mockRejectedValue(lost);
  await one.begin();
  one.uplink.connect();
  const event = await ended(one, command.id);
  expect(event).toMatchObject({ type: "failed", problem: { code: "MIGRATION_MEMORY_LOST" } });
  expect(followed.mock.calls[0]?.[2]).toMatchObject({ gate: { secret } });
});

/** Switched over, the target's answer lost: the source's copy stands still. */
async function unclear() {
  const kit = await fleet();
  kit.one.hypervisor.faults.answerLost.add(kit.id);
  const event = await ended(kit.one, kit.one.command(await prepared(kit)).id);
  const problem = { code: "MIGRATION_UNCLEAR", details: { source: "paused", held: true } };
  expect(event).toMatchObject({ type: "failed", problem });
  return kit;
}

test("a held copy is neither resumed nor started by anybody but the move", async () => {
  const kit = await unclear();
  const { one, id } = kit;
  const resume = one.command({ kind: "machine.resume", machine: id, generation: 0 });
  const refused = { type: "failed", problem: { code: "ACTION_NOT_POSSIBLE" } };
  expect(await ended(one, resume.id)).toMatchObject(refused);
  expect(kit.machine.state).toBe("paused");
  const release = { machine: id, generation: 0, target: kit.two.host, keepDisks: false };
  await done(one, { kind: "migration.release", ...release });
  expect(one.hypervisor.power.all()).not.toContain(kit.machine);
  expect(kit.there()?.state).toBe("running");
});

test("a source that crashes after the switch-over and boots again starts no stale copy", async () => {
  const kit = await unclear();
  const { one, id } = kit;
  kit.machine.autostart = "novacron";
  kit.machine.mark = { generation: 0, owner: one.host, autostart: true };
  one.kill();
  one.hypervisor.power.rebootHost();
  one.hostFacts.reboot();
  await one.begin();
  one.uplink.connect();
  const mine = { id, generation: 0, autostart: true, barred: null };
  one.assign({ machines: [mine] });
  await one.clock.advance(300_000);
  expect(kit.machine.state).toBe("shutoff");
  const start = one.command({ kind: "machine.start", machine: id, generation: 0 });
  const refused = { type: "failed", problem: { code: "ACTION_NOT_POSSIBLE" } };
  expect(await ended(one, start.id)).toMatchObject(refused);
  expect(kit.machine.state).toBe("shutoff");
  await done(one, { kind: "migration.resume", machine: id, generation: 0, target: kit.two.host });
  await done(one, { kind: "machine.start", machine: id, generation: 0 });
  expect(kit.machine.state).toBe("running");
});

test("a move is obeyed while its host knows the generation before or after it, and no other", async () => {
  const kit = await fleet();
  const { one, id } = kit;
  const perform = await prepared(kit);
  const told = (generation: number) =>
    one.assign({ machines: [{ id: id as MachineId, generation, autostart: false, barred: null }] });
  told(2);
  await one.clock.advance(100);
  expect(await ended(one, one.command(perform).id)).toMatchObject({
    problem: { code: "GENERATION_REFUSED" },
  });
  expect(kit.machine.state).toBe("running");
  const other = await fleet();
  const again = await prepared(other);
  other.one.assign({
    machines: [{ id: other.id, generation: 1, autostart: false, barred: null }],
  });
  await other.one.clock.advance(100);
  await done(other.one, again);
});

test("a host that cannot move machines says how it could", async () => {
  const host = new TestHost();
  await host.begin();
  host.uplink.connect();
  const { id } = host.machines[0]!;
  const command = host.command({ kind: "migration.describe", machine: id, generation: 0 });
  const problem = { code: "ACTION_NOT_POSSIBLE", next: expect.stringContaining("certificate") };
  expect(await ended(host, command.id)).toMatchObject({ type: "failed", problem });
});
