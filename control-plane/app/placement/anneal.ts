import { Proposals } from "./proposals.ts";
import type { Random } from "./random.ts";
import { RoomPrice } from "./room-price.ts";
import type { SearchOptions, SearchResult } from "./search.ts";
import { Sizes } from "./sizes.ts";
import type { PlacementState } from "./state.ts";
import { thorough } from "./style.ts";
import { Toll } from "./toll.ts";

/** How many steps go by between two looks at the effort. */
const stepsPerLook = 4_096;
/** Heat at the beginning, in sizes of an average machine. */
const hottest = 1 / 16;
/** Where a search is to stay near what it began with. */
const gentle = 1 / 1_000;

/** Simulated annealing over what `Proposals` tries. Answers the best placement it saw. */
export function anneal(
  state: PlacementState,
  random: Random,
  options: SearchOptions,
): SearchResult {
  const style = { ...thorough, ...options.style };
  const sizes = new Sizes(state.model);
  const toll = new Toll(state.model, style);
  const roomPrice = new RoomPrice(state, style.roomPrice);
  const proposals = new Proposals(state, { random, sizes, style });
  const terms = { toll, allowance: 0 };
  const first = options.gentle === true ? gentle : hottest;
  const cooling = Math.log(style.coldest / first);
  let best = state.cost;
  let bestAt = state.at.slice();
  let steps = 0;
  const spentOf = options.spent ?? (() => steps / options.steps);
  for (let spent = spentOf(); spent < 1 && best > 0; spent = spentOf()) {
    const heat = sizes.mean * first * Math.exp(cooling * spent);
    toll.lower(spent);
    roomPrice.raise(spent);
    for (let step = 0; step < stepsPerLook; step += 1) {
      terms.allowance = -heat * Math.log(random.unit() + 1e-12);
      proposals.tryOne(terms);
    }
    steps += stepsPerLook;
    if (state.cost < best && roomPrice.isKept) {
      best = state.cost;
      bestAt = state.at.slice();
      options.onBetter?.(best, bestAt);
    }
  }
  return { steps, cost: best, placement: bestAt };
}
