import type { MachineId } from "@novacron/protocol/domain/ids";
import type { MachineReport } from "@novacron/protocol/domain/machine";

/**
 * Which machines are to be asked for their addresses, without I/O. No event tells of a lease, and the full reading
 * comes each minute: after what a guest takes an address upon it is asked for soon, then ever less often, until every
 * interface of a network has one or the reading will come as soon.
 *
 *   started, resumed, agent connected, reboot ──> waiting ──due──> asked ──all there, off, gone, or tried out──> nothing
 *                                                    ^               │
 *                                                    └───────────────┘ else after the next pause
 */
export interface AddressAsks {
  readonly waiting: ReadonlyMap<MachineId, Waiting>;
}

interface Waiting {
  /** Pauses used up. */
  readonly turn: number;
  /** Monotonic. */
  readonly dueMs: number;
}

export const addressLimits = {
  /** A guest with a small system asks for its lease within seconds of its start, a large one within a minute. */
  pausesMs: [2_000, 3_000, 5_000, 10_000, 20_000],
  machines: 1_000,
} as const;

export type AddressEvent =
  | { readonly type: "changed"; readonly event: string; readonly report: MachineReport }
  | { readonly type: "gone"; readonly id: MachineId }
  | { readonly type: "noted"; readonly note: string; readonly report: MachineReport }
  | { readonly type: "tick" };

export const noAsks: AddressAsks = { waiting: new Map() };

export type AddressStep = readonly [AddressAsks, readonly MachineId[]];

export function stepAddresses(state: AddressAsks, event: AddressEvent, nowMs: number): AddressStep {
  switch (event.type) {
    case "gone":
      return [without(state, event.id), []];
    case "noted":
      return [isTelling(event.note) ? begun(state, event.report, nowMs) : state, []];
    case "changed": {
      const { report } = event;
      if (!isWanting(report)) return [without(state, report.id), []];
      return [/^(started|resumed)\//.test(event.event) ? begun(state, report, nowMs) : state, []];
    }
    case "tick":
      return ticked(state, nowMs);
  }
}

/** When `tick` has something to do; null for never. */
export function nextAskMs({ waiting }: AddressAsks): number | null {
  let least: number | null = null;
  for (const { dueMs } of waiting.values()) least = Math.min(least ?? dueMs, dueMs);
  return least;
}

/** Only leases of libvirt's networks can be asked for. */
export function isWanting({ state, nics }: MachineReport): boolean {
  return (
    state === "running" &&
    nics.some(({ type, addresses }) => type === "network" && addresses.length === 0)
  );
}

function isTelling(note: string): boolean {
  return note === "agent-connected" || note === "guest-reboot";
}

function begun(state: AddressAsks, report: MachineReport, nowMs: number): AddressAsks {
  const { waiting } = state;
  const isFull = waiting.size >= addressLimits.machines && !waiting.has(report.id);
  if (!isWanting(report) || isFull) return state;
  const first = { turn: 0, dueMs: nowMs + addressLimits.pausesMs[0] };
  return { waiting: new Map(waiting).set(report.id, first) };
}

function ticked(state: AddressAsks, nowMs: number): AddressStep {
  const waiting = new Map(state.waiting);
  const due: MachineId[] = [];
  for (const [id, { turn, dueMs }] of state.waiting) {
    if (dueMs > nowMs) continue;
    due.push(id);
    const pauseMs = addressLimits.pausesMs[turn + 1];
    if (pauseMs === undefined) waiting.delete(id);
    else waiting.set(id, { turn: turn + 1, dueMs: nowMs + pauseMs });
  }
  return due.length === 0 ? [state, []] : [{ waiting }, due];
}

function without(state: AddressAsks, id: MachineId): AddressAsks {
  if (!state.waiting.has(id)) return state;
  const waiting = new Map(state.waiting);
  waiting.delete(id);
  return { waiting };
}
