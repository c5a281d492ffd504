import type { PlacementState } from "./state.ts";
import type { Toll } from "./toll.ts";

export interface Terms {
  readonly toll: Toll;
  /** By how much the price may rise. */
  readonly allowance: number;
}

/** Moves a machine if the terms allow that. */
export function move(state: PlacementState, machine: number, to: number, terms: Terms): boolean {
  const from = state.at[machine]!;
  const way = state.wayDelta(machine, to) + terms.toll.of(machine, from, to);
  const delta = state.tradeDelta(from, to, machine, -1) + way;
  // Nearly all that is tried is refused here.
  if (delta > terms.allowance) return false;
  if (delta + state.groupDelta(machine, to, -1) > terms.allowance) return false;
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
  const delta = state.tradeDelta(from, to, first, second) + way + toll;
  if (delta > terms.allowance) return false;
  const group = state.groupDelta(first, to, second) + state.groupDelta(second, from, first);
  if (delta + group > terms.allowance) return false;
  return state.swap(first, second);
}
