import { anneal } from "./anneal.ts";
import { move } from "./changes.ts";
import { greedy } from "./greedy.ts";
import type { PlacementModel } from "./model.ts";
import { Random } from "./random.ts";
import { repair } from "./repair.ts";
import { PlacementState } from "./state.ts";
import type { Style } from "./style.ts";
import { noToll, Toll } from "./toll.ts";

export interface SearchOptions {
  readonly seed: number;
  /** Steps of the search; the same number and seed give the same answer where `expired` is not given. */
  readonly steps: number;
  /** Share of the time that is spent, 0 to 1, where time bounds the search rather than steps. */
  readonly spent?: () => number;
  /** What differs from `thorough`. */
  readonly style?: Partial<Style>;
  /** Begins with a greedy pass and stays near it: right where little is wrong and moves are dear. */
  readonly gentle?: boolean;
  /** Mends what is broken and stops. */
  readonly repairOnly?: boolean;
  /** Where to begin; where the machines are now, unless said. */
  readonly start?: Int32Array;
  /** Called with each placement better than all before it, for those who may be stopped at any moment. */
  readonly onBetter?: (cost: number, placement: Int32Array) => void;
}

export interface SearchResult {
  readonly placement: Int32Array;
  readonly cost: number;
  readonly steps: number;
}

/** The solver: mends broken rules first, then looks for the cheapest placement that keeps all of them. */
export function search(model: PlacementModel, options: SearchOptions): SearchResult {
  const random = new Random(options.seed);
  const state = new PlacementState(model, options.start);
  repair(state, random);
  const mended = { placement: state.at.slice(), cost: state.cost, steps: 0 };
  if (options.repairOnly === true) return mended;
  if (options.gentle === true) greedy(state, new Toll(model, noToll));
  return sendHome(model, anneal(state, random, options));
}

/** Takes back each move that saves nothing. */
function sendHome(model: PlacementModel, found: SearchResult): SearchResult {
  const state = new PlacementState(model, found.placement);
  const terms = { toll: new Toll(model, noToll), allowance: 0 };
  for (let machine = 0; machine < model.machines; machine += 1) {
    const home = model.initial[machine]!;
    const at = state.at[machine]!;
    if (home >= 0 && at >= 0 && at !== home) move(state, machine, home, terms);
  }
  return { ...found, placement: state.at.slice(), cost: state.cost };
}
