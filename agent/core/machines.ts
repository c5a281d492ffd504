import type { MachineId } from "@novacron/protocol/domain/ids";
import type { MachineReport } from "@novacron/protocol/domain/machine";

/**
 * The machines of this host as the agent knows them, without I/O. Events change the list at once; a full
 * reading (at connect, once more soon after, then every minute) is the net that catches what no event told, and every difference
 * it finds is reported as an event of its own, but not before a second reading has found it too: the event
 * of it may just be on its way. What an event said while the reading was under way is newer than it.
 */
export interface MachinesState {
  /** Null until the first full reading. */
  readonly known: ReadonlyMap<MachineId, MachineReport> | null;
  /** What events said since the full reading under way began; null while none is. */
  readonly during: ReadonlyMap<MachineId, MachineReport | null> | null;
  /** Found different by the last reading; told when the next one finds it so too and no event came. */
  readonly suspected: ReadonlySet<MachineId>;
  /** Last event of each machine with its report, to know an event that comes twice. */
  readonly last: ReadonlyMap<MachineId, string>;
}

export type MachinesEvent =
  | {
      readonly type: "changed";
      readonly id: MachineId;
      readonly name: string;
      readonly event: string;
      readonly report: MachineReport | null;
    }
  | { readonly type: "reading" }
  | {
      readonly type: "read";
      readonly reports: readonly MachineReport[];
      /** The first of a connection: no event will come for what is different, so it is told at once. */
      readonly isFirst: boolean;
    }
  | { readonly type: "read-failed" };

/** A change to be reported; `report` null means the machine is gone. */
export interface MachineChange {
  readonly id: MachineId;
  readonly name: string;
  readonly event: string;
  readonly report: MachineReport | null;
  /** True where no event told it. */
  readonly found: boolean;
}

export const noMachines: MachinesState = {
  known: null,
  during: null,
  suspected: new Set(),
  last: new Map(),
};

export function stepMachines(
  state: MachinesState,
  event: MachinesEvent,
  now: number,
): readonly [MachinesState, readonly MachineChange[]] {
  switch (event.type) {
    case "changed":
      return changed(state, event, now);
    case "reading":
      return [{ ...state, during: new Map() }, []];
    case "read-failed":
      return [{ ...state, during: null }, []];
    case "read":
      return read(state, event, now);
  }
}

function changed(
  state: MachinesState,
  event: MachinesEvent & { readonly type: "changed" },
  now: number,
): readonly [MachinesState, readonly MachineChange[]] {
  const before = state.known?.get(event.id) ?? state.during?.get(event.id) ?? null;
  const report = event.report === null ? null : withSince(event.report, before, now);
  const print = JSON.stringify([event.event, report === null ? null : { ...report, since: 0 }]);
  if (state.last.get(event.id) === print) return [state, []];
  const isGoneAlready = report === null && before === null && state.known !== null;
  const next: MachinesState = {
    known: state.known === null ? null : withOne(state.known, event.id, report),
    during: state.during === null ? null : new Map(state.during).set(event.id, report),
    suspected: new Set([...state.suspected].filter((id) => id !== event.id)),
    last:
      report === null ? without(state.last, event.id) : new Map(state.last).set(event.id, print),
  };
  if (isGoneAlready) return [next, []];
  const { id, event: what } = event;
  const name = report?.name ?? before?.name ?? event.name;
  return [next, [{ id, name, event: what, report, found: false }]];
}

function read(
  state: MachinesState,
  { reports, isFirst }: MachinesEvent & { readonly type: "read" },
  now: number,
): readonly [MachinesState, readonly MachineChange[]] {
  const { during } = state;
  if (state.known === null) return [firstRead(state, reports), []];
  const next = new Map(state.known);
  for (const [id, report] of during ?? []) {
    if (report !== null) next.set(id, report);
  }
  const suspected = new Set<MachineId>();
  const changes: MachineChange[] = [];
  const isTold = (id: MachineId): boolean => {
    if (isFirst || state.suspected.has(id)) return true;
    suspected.add(id);
    return false;
  };
  for (const report of reports) {
    const { id, name } = report;
    const before = state.known.get(id) ?? null;
    if (during?.has(id) === true || (before !== null && sameReport(before, report))) continue;
    if (!isTold(id)) continue;
    const one = withSince(report, before, now);
    next.set(id, one);
    changes.push({ id, name, event: "found/changed", report: one, found: true });
  }
  const there = new Set(reports.map((report) => report.id));
  for (const [id, { name }] of state.known) {
    if (there.has(id) || during?.has(id) === true || !isTold(id)) continue;
    next.delete(id);
    changes.push({ id, name, event: "found/gone", report: null, found: true });
  }
  const last = changes.reduce((kept, change) => without(kept, change.id), state.last);
  return [{ known: next, during: null, suspected, last }, changes];
}

/** What is there when the agent first looks is no news. */
function firstRead(state: MachinesState, reports: readonly MachineReport[]): MachinesState {
  const known = new Map<MachineId, MachineReport>();
  for (const report of reports) known.set(report.id, report);
  for (const [id, report] of state.during ?? []) {
    if (report === null) known.delete(id);
    else known.set(id, report);
  }
  return { ...state, known, during: null };
}

/** `since` is what the agent saw, or the hypervisor knew at the first look: it stays while the state does. */
function withSince(
  report: MachineReport,
  before: MachineReport | null,
  now: number,
): MachineReport {
  const same = before !== null && before.state === report.state;
  return { ...report, since: same ? before.since : now };
}

export function sameReport(one: MachineReport, other: MachineReport): boolean {
  return JSON.stringify({ ...one, since: 0 }) === JSON.stringify({ ...other, since: 0 });
}

function withOne(
  known: ReadonlyMap<MachineId, MachineReport>,
  id: MachineId,
  report: MachineReport | null,
): ReadonlyMap<MachineId, MachineReport> {
  return report === null ? without(known, id) : new Map(known).set(id, report);
}

function without<K, V>(map: ReadonlyMap<K, V>, key: K): ReadonlyMap<K, V> {
  if (!map.has(key)) return map;
  const copy = new Map(map);
  copy.delete(key);
  return copy;
}
