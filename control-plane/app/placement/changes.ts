import type { PlacementState } from "./state.ts";
import type { Toll } from "./toll.ts";

export interface Terms {
  readonly toll: Toll;
  /** By how much the price may rise. */
  readonly allowance: number;
}

/**
 * Moves a machine if the terms allow that. The cheapest test that can refuse comes first: nearly all that
 * is tried is refused.
 */
export function move(state: PlacementState, machine: number, to: number, terms: Terms): boolean {
  const from = state.at[machine]!;
  const way = state.wayDelta(machine, to) + terms.toll.of(machine, from, to);
  const limit = terms.allowance - way + state.hostCost[from]! + state.hostCost[to]!;
  const target = state.costWith(to, machine, -1);
  if (target > limit) return false;
  const source = state.costWith(from, -1, machine);
  if (target + source > limit) return false;
  if (target + source + state.groupDelta(machine, to, -1) > limit) return false;
  return state.shift(machine, to);
}

/** Exchanges two machines of different hosts if the terms allow that. */
export function exchange(
  state: PlacementState,
  first: number,
  second: number,
  terms: Terms,
): boolean {
  const from = state.at[first]!;
  const to = state.at[second]!;
  const way = state.wayDelta(first, to) + state.wayDelta(second, from);
  const toll = terms.toll.of(first, from, to) + terms.toll.of(second, to, from);
  const limit = terms.allowance - way - toll + state.hostCost[from]! + state.hostCost[to]!;
  const target = state.costWith(to, first, second);
  if (target > limit) return false;
  const source = state.costWith(from, second, first);
  if (target + source > limit) return false;
  const group = state.groupDelta(first, to, second) + state.groupDelta(second, from, first);
  if (target + source + group > limit) return false;
  return state.swap(first, second);
}
