import { exchange, move } from "./changes.ts";
import type { Random } from "./random.ts";
import type { SearchOptions, SearchResult } from "./search.ts";
import type { PlacementState } from "./state.ts";
import { Toll } from "./toll.ts";

/** How many steps go by between two looks at the effort. */
const stepsPerLook = 4_096;
/** Heat at the beginning and the end, in sizes of an average machine. */
const hottest = 1 / 16;
const coldest = 1 / 40_000;
/** Where a search is to stay near what it began with. */
const gentle = 1 / 1_000;
/** Exchanges in a thousand steps; the others move one machine. */
const exchanges = 500;

/**
 * Simulated annealing over moves of one machine and exchanges of two. Machines are taken from the dearer
 * of two hosts, which is where something can be gained. Answers the best placement it saw.
 */
export function anneal(
  state: PlacementState,
  random: Random,
  options: SearchOptions,
): SearchResult {
  const { hosts } = state.model;
  const size = meanSize(state);
  const toll = new Toll(state.model, options.toll);
  const first = options.gentle === true ? gentle : hottest;
  const cooling = Math.log(coldest / first);
  let best = state.cost;
  let bestAt = state.at.slice();
  let steps = 0;
  const spentOf = options.spent ?? (() => steps / options.steps);
  for (let spent = spentOf(); spent < 1 && best > 0; spent = spentOf()) {
    const heat = size * first * Math.exp(cooling * spent);
    toll.lower(spent);
    for (let step = 0; step < stepsPerLook; step += 1) {
      const from = dearer(state, random.below(hosts), random.below(hosts));
      const machine = oneOf(state.onHost[from]!, random);
      const to = random.below(hosts);
      if (machine < 0 || from === to) continue;
      const allowance = -heat * Math.log(random.unit() + 1e-12);
      if (random.below(1_000) < exchanges) {
        const other = oneOf(state.onHost[to]!, random);
        if (other >= 0) exchange(state, machine, other, { toll, allowance });
      } else move(state, machine, to, { toll, allowance });
    }
    steps += stepsPerLook;
    if (state.cost < best) {
      best = state.cost;
      bestAt = state.at.slice();
      options.onBetter?.(best, bestAt);
    }
  }
  return { steps, cost: best, placement: bestAt };
}

function dearer(state: PlacementState, one: number, two: number): number {
  return state.hostCost[one]! > state.hostCost[two]! ? one : two;
}

function oneOf(machines: readonly number[], random: Random): number {
  return machines.length === 0 ? -1 : machines[random.below(machines.length)]!;
}

/** Weighted demand of an average machine: the scale of what a change can gain or lose. */
function meanSize({ model }: PlacementState): number {
  const { resources, demand, loadWeight, machines } = model;
  let sum = 0;
  for (let at = 0; at < machines * resources; at += 1)
    sum += demand[at]! * loadWeight[at % resources]!;
  return Math.max(1, sum / Math.max(1, machines));
}
