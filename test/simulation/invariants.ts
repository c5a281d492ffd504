import { notBeforeOf } from "@novacron/control-plane/app/migrations/scheduled-move";
import type { OperationId } from "@novacron/protocol/domain/ids";
import { hasEnded, isScheduled, type Operation } from "@novacron/protocol/domain/operation";
import { movesLeaveNothing } from "./moving-invariants.ts";
import { wallStartMs } from "./node-clock.ts";
import type { Wish, Wishes } from "./wishes.ts";
import type { World } from "./world.ts";

/** What must hold after every run, whatever happened in it. Each finding is a sentence. */
export async function findViolations(world: World, wishes: Wishes): Promise<readonly string[]> {
  return [
    ...(await samplesAreKept(world)),
    ...samplesAreStoredOnce(world),
    ...(await notesAreRecordedOnce(world)),
    ...(await operationsEnd(world, wishes)),
    ...operationsRunOnce(world, wishes),
    ...(await viewsAreTrue(world)),
    ...(await reportsAreHeld(world)),
    ...outboxesDrain(world),
    ...nothingIsGivenUp(world),
    ...world.obedience.violations,
    ...world.copies.violations,
    ...(world.plan.moves ? movesLeaveNothing(world) : []),
    ...world.agents.flatMap((agent) =>
      agent.staleActs.map((act) => `stale command obeyed: ${act}`),
    ),
  ];
}

/** No accepted sample is lost. A disk that lied about syncing may lose them, but must not stop the rest. */
async function samplesAreKept(world: World): Promise<string[]> {
  if (world.plan.lyingDisk) return [];
  const { metrics } = world.control.openStores();
  await metrics.start(new AbortController().signal);
  const stored = new Set<string>();
  for (const table of world.control.disk.tableNames()) {
    const [, target, host] = table.split("\n");
    if (target !== "host" || host === undefined) continue;
    for (const key of world.control.disk.table(table).keys()) stored.add(`${host} ${key}`);
  }
  return world.emissions
    .accepted()
    .filter(({ host, sampleAt }) => sampleAt !== null && !stored.has(`${host} 0 ${sampleAt}`))
    .map(({ host, seq, sampleAt }) => `accepted sample lost: ${host} seq ${seq} at ${sampleAt}`);
}

/** A clock set back can give two ticks one time, and the later one stands; that is no batch stored twice. */
function samplesAreStoredOnce(world: World): string[] {
  const times = countBy(world.emissions.all(), ({ host, sampleAt }) => `${host} ${sampleAt}`);
  return world.control.disk
    .doubled()
    .filter(({ host, at }) => (times.get(`${host} ${at}`) ?? 0) < 2)
    .map(({ host, at }) => `stored twice: sample of ${host} at ${at}`);
}

/** What happened to a machine stands in the record, once. */
async function notesAreRecordedOnce(world: World): Promise<string[]> {
  const { state } = world.control.openStores();
  await state.start(new AbortController().signal);
  const entries = await state.transaction((tx) =>
    tx.record({ kind: "machine.note", limit: 1_000_000 }),
  );
  const found: string[] = [];
  const times = new Map<string, number>();
  for (const entry of entries) {
    const detail = String(entry.data.detail ?? "");
    times.set(detail, (times.get(detail) ?? 0) + 1);
  }
  const emitted = new Map<string, number>();
  for (const emission of world.emissions.all()) {
    for (const note of emission.notes) emitted.set(note, (emitted.get(note) ?? 0) + 1);
  }
  for (const [note, count] of times) {
    if (note.startsWith("boot ") && count > (emitted.get(note) ?? 0)) {
      found.push(`recorded ${count} times: ${note}`);
    }
  }
  if (world.plan.lyingDisk) return found;
  for (const emission of world.emissions.accepted()) {
    for (const note of emission.notes) {
      if (note.startsWith("boot ") && !times.has(note)) found.push(`event lost: ${note}`);
    }
  }
  return found;
}

/** As the control plane has it. */
function wallOf({ scheduler, control }: World): number {
  return Math.round(wallStartMs + scheduler.nowMs + control.skew.ms);
}

/** Every operation that was accepted ends, and stays as it ended. */
async function operationsEnd(world: World, wishes: Wishes): Promise<string[]> {
  const found: string[] = [];
  const stored = await storedOperations(world, wishes);
  for (const wish of wishes.all) {
    const operation = stored.get(wish.id);
    if (operation === undefined) {
      const lied = world.plan.lyingDisk;
      if (wish.accepted && !lied) found.push(`accepted operation is gone: ${wish.id} ${wish.kind}`);
      continue;
    }
    // Its clock was set back, so its time is yet to come.
    if (isScheduled(operation) && notBeforeOf(operation) > wallOf(world)) continue;
    if (!hasEnded(operation.state)) {
      found.push(`operation never ends: ${wish.id} ${wish.kind} is ${operation.state}`);
    }
  }
  return found;
}

export async function storedOperations(
  world: World,
  wishes: Wishes,
): Promise<Map<OperationId, Operation>> {
  const { state } = world.control.openStores();
  await state.start(new AbortController().signal);
  const found = new Map<OperationId, Operation>();
  await state.transaction(async (tx) => {
    for (const wish of wishes.all) {
      const operation = await tx.operation(wish.id);
      if (operation !== null) found.set(wish.id, operation);
    }
  });
  return found;
}

/** A machine is never acted on more often than somebody asked. Autostart may start it too. */
function operationsRunOnce(world: World, wishes: Wishes): string[] {
  const found: string[] = [];
  const asked = countBy(wishes.all.filter(mayHaveRun), (wish) => `${wish.kind} ${wish.machine}`);
  const acts = countBy(
    world.agents.flatMap((agent) => agent.acts),
    (act) => `${act.kind} ${act.machine}`,
  );
  for (const [key, count] of acts) {
    const [kind, machine] = key.split(" ");
    const most = (asked.get(key) ?? 0) + autostarts(world, kind, machine);
    if (count > most) found.push(`executed ${count} times, asked ${most}: ${key}`);
  }
  return found;
}

/** A wish that was always answered, and refused, was never to be acted on. */
function mayHaveRun(wish: Wish): boolean {
  return wish.accepted || !wish.refused || wish.unanswered > 0;
}

/** On whichever hosts it has been meanwhile. */
function autostarts(
  { agents }: World,
  kind: string | undefined,
  machine: string | undefined,
): number {
  if (kind !== "machine.start") return 0;
  const isMarked = agents.some(({ hypervisor }) =>
    hypervisor.power.all().some(({ spec, mark }) => spec.id === machine && mark?.autostart),
  );
  return isMarked ? agents.reduce((sum, agent) => sum + agent.powerLosses, 0) : 0;
}

/** When all is calm, the console shows what is. */
async function viewsAreTrue(world: World): Promise<string[]> {
  const { app } = world.control;
  if (app === null) return ["the control plane does not run after healing"];
  const found: string[] = [];
  for (const agent of world.agents) {
    const host = app.hostView(agent.host);
    if (host === null) {
      found.push(`host unknown: ${agent.name}`);
      continue;
    }
    if (host.state !== "online") found.push(`host ${agent.name} is shown ${host.state}`);
    for (const machine of agent.hypervisor.power.all()) {
      const row = app.machineRow(machine.spec.id);
      // Of a machine that stands on two hosts the console shows both, and which it shows first is a choice.
      const isCopied = world.agents.some((other) => other !== agent && other.has(machine.spec.id));
      if (!isCopied && row?.state !== machine.state) {
        found.push(`${machine.spec.name} is ${machine.state}, shown ${row?.state ?? "not at all"}`);
      }
    }
  }
  return found;
}

/** A report that the bus took and never delivered is sent again, even where nothing changes any more. */
async function reportsAreHeld(world: World): Promise<string[]> {
  const { state } = world.control.openStores();
  await state.start(new AbortController().signal);
  const rows = await state.transaction((tx) => tx.hosts());
  return world.agents.flatMap(({ host, name, said }) => {
    const held = rows.find((row) => row.id === host);
    if (said === null || held === undefined) return [];
    const isHeld = held.session === said.session && held.revision >= said.revision;
    return isHeld ? [] : [`report ${said.revision} of ${name} is not held, but ${held.revision}`];
  });
}

/** After healing, what could not be sent before is sent and acknowledged. */
function outboxesDrain(world: World): string[] {
  return world.agents
    .filter((agent) => agent.outboxDisk.entries.length > 8)
    .map((agent) => `${agent.name} still holds ${agent.outboxDisk.entries.length} batches`);
}

/** An outbox with room gives nothing up. */
function nothingIsGivenUp(world: World): string[] {
  const hasRoom = world.plan.outboxBytes > 1024 * 1024;
  return hasRoom ? world.emissions.givenUp.map((text) => `given up unacknowledged: ${text}`) : [];
}

function countBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) {
    const key = keyOf(item);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}
