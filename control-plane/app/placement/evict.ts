import type { PlacementState } from "./state.ts";

/**
 * Machines to take off a host until what stays fits: the fewest that are enough, and of those the ones
 * cheapest to move. `going` leave anyway.
 */
export function evictFrom(
  state: PlacementState,
  host: number,
  going: ReadonlySet<number>,
): readonly number[] {
  const { resources, capacity, demand } = state.model;
  const over = Float64Array.from({ length: resources }, (_, r) => {
    let load = state.loadOf(host, r);
    for (const machine of state.onHost[host]!) {
      if (going.has(machine)) load -= demand[machine * resources + r]!;
    }
    return load - capacity[host * resources + r]!;
  });
  const candidates = state.onHost[host]!.filter(
    (machine) => !going.has(machine) && canLeave(state, machine),
  );
  const chosen: number[] = [];
  while (over.some((each) => each > 0) && candidates.length > 0) {
    const next = mostUseful(state, candidates, over);
    if (next < 0) break;
    const machine = candidates.splice(next, 1)[0]!;
    chosen.push(machine);
    for (let r = 0; r < resources; r += 1) over[r]! -= demand[machine * resources + r]!;
  }
  return chosen;
}

/** The cheapest that alone is enough; else the one that takes most of the overload away. */
function mostUseful(
  state: PlacementState,
  candidates: readonly number[],
  over: Float64Array,
): number {
  const { resources, demand, moveCost } = state.model;
  let best = -1;
  let bestRank = -Infinity;
  candidates.forEach((machine, index) => {
    let covered = 0;
    let excess = 0;
    let missing = 0;
    for (let r = 0; r < resources; r += 1) {
      if (over[r]! <= 0) continue;
      const takes = demand[machine * resources + r]!;
      covered += Math.min(takes, over[r]!) / over[r]!;
      if (takes < over[r]!) missing += 1;
      excess += Math.max(0, takes - over[r]!) / over[r]!;
    }
    if (covered === 0) return;
    const enough = missing === 0 ? 1_000 : 0;
    const rank = enough + covered - excess / 1_000 - moveCost[machine]! / 1e9;
    if (rank > bestRank) {
      best = index;
      bestRank = rank;
    }
  });
  return best;
}

function canLeave({ model }: PlacementState, machine: number): boolean {
  const row = model.allowedRow[machine]!;
  if (row < 0) return true;
  const allowed = model.allowed[row]!;
  return allowed.indexOf(1) !== allowed.lastIndexOf(1);
}
