import type { PlacementModel } from "./model.ts";
import { Rooms } from "./rooms.ts";

/** One move of one machine; moves of one stage may run at once, a stage begins when the one before ended. */
export interface OrderedMove {
  readonly machine: number;
  /** -1 where it was nowhere. */
  readonly from: number;
  readonly to: number;
  readonly stage: number;
  /** True where it only makes way and moves on later. */
  readonly detour: boolean;
}

export interface Ordered {
  readonly moves: readonly OrderedMove[];
  /** Where all stand when the moves are done. */
  readonly placement: Int32Array;
  /** Machines that could not be brought to where they were meant to be. */
  readonly given: readonly number[];
}

/** Detours of all together, as a share of the moves. */
const detourShare = 0.2;

/**
 * Puts the moves from one placement to another in an order in which each fits when it begins: a machine is
 * counted on both hosts until its stage has ended. Rings, in which each waits for the next, are broken by
 * a detour; what cannot be brought about stays where it is.
 */
export function order(model: PlacementModel, target: Int32Array): Ordered {
  const rooms = new Rooms(model);
  let pending: number[] = [];
  for (let machine = 0; machine < model.machines; machine += 1) {
    if (target[machine] !== model.initial[machine] && target[machine]! >= 0) pending.push(machine);
  }
  pending = urgentFirst(model, rooms, pending);
  const moves: OrderedMove[] = [];
  let detours = Math.ceil(pending.length * detourShare) + 4;
  let stage = 0;
  while (pending.length > 0) {
    const left = pending.filter((machine) => {
      const from = rooms.at[machine]!;
      const to = target[machine]!;
      if (!rooms.arrive(machine, to)) return true;
      moves.push({ machine, from, to, stage, detour: false });
      return false;
    });
    if (left.length === pending.length) {
      const detour = detours > 0 ? makeWay(model, rooms, { pending, target }) : null;
      if (detour === null) break;
      detours -= 1;
      moves.push({ ...detour, stage, detour: true });
    }
    rooms.endStage();
    pending = left;
    stage += 1;
  }
  return { moves, placement: rooms.at.slice(), given: pending };
}

/** Machines without a place and those on overloaded hosts go first: a plan cut short has helped most. */
function urgentFirst(model: PlacementModel, rooms: Rooms, pending: readonly number[]): number[] {
  const urgency = (machine: number): number => {
    const home = model.initial[machine]!;
    if (home < 0) return 3;
    return rooms.isOverCapacity(home) ? 2 : rooms.isOverSafety(home) ? 1 : 0;
  };
  const ranked = pending.map((machine) => [urgency(machine), machine] as const);
  return ranked.sort((a, b) => b[0] - a[0] || a[1] - b[1]).map(([, machine]) => machine);
}

interface Stuck {
  readonly pending: readonly number[];
  readonly target: Int32Array;
}

/** Brings one of the machines that stand in another's way to a third host for the time being. */
function makeWay(
  model: PlacementModel,
  rooms: Rooms,
  { pending, target }: Stuck,
): { machine: number; from: number; to: number } | null {
  const wanted = new Set(pending.map((machine) => target[machine]!));
  for (const machine of pending) {
    const from = rooms.at[machine]!;
    if (from < 0 || !wanted.has(from)) continue;
    for (let host = 0; host < model.hosts; host += 1) {
      if (host === from || wanted.has(host)) continue;
      if (rooms.arrive(machine, host)) return { machine, from, to: host };
    }
  }
  return null;
}
