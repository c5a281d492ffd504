import { move } from "./changes.ts";
import type { PlacementState } from "./state.ts";
import type { Toll } from "./toll.ts";

/**
 * Of each host that costs something, the dearest first: each machine to where it is cheapest, as long as
 * that pays. Quick, and near the best where little is wrong.
 */
export function greedy(state: PlacementState, toll: Toll): void {
  const dearest = Array.from({ length: state.model.hosts }, (_, host) => host).sort(
    (a, b) => state.hostCost[b]! - state.hostCost[a]! || a - b,
  );
  for (const host of dearest) {
    if (state.hostCost[host] === 0) break;
    for (const machine of [...state.onHost[host]!]) {
      if (state.hostCost[host] === 0) break;
      const to = cheapest(state, machine, host);
      if (to >= 0) move(state, machine, to, { toll, allowance: 0 });
    }
  }
}

function cheapest(state: PlacementState, machine: number, from: number): number {
  let best = -1;
  let bestPrice = state.hostCost[from]! - state.costWith(from, -1, machine);
  for (let to = 0; to < state.model.hosts; to += 1) {
    if (to === from || !state.isAllowed(machine, to)) continue;
    const price =
      state.costWith(to, machine, -1) - state.hostCost[to]! + state.wayDelta(machine, to);
    if (price < bestPrice) {
      best = to;
      bestPrice = price;
    }
  }
  return best;
}
