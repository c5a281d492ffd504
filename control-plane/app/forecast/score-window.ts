import { strata } from "./normal.ts";

/** Where a measured value fell in its forecast's own distribution, with what the move was like. */
export interface Placed {
  /** As a standard normal value: 0 is the median, 1.64 the 95th percentile. */
  readonly z: number;
  readonly kind: string;
  readonly pair: string;
  /** Logarithm of dirty rate over bandwidth: how hard memory is to bring down. */
  readonly strain: number;
}

const placesMax = 600;
/** Moves of another kind or pair, and older ones, count less. */
const otherKind = 0.1;
const otherPair = 0.6;
const strainWidth = 1;
const halfLife = 250;
/** Share of values that lie below an interval, and above it. */
const tail = 0.05;
const stretchPace = 0.06;
const stretchMost = 3;
/** Until moves say otherwise the forecast's own distribution holds, as if so many had. */
const priorWeight = 10;
const priorWidth = 1.15;
const priorPlaces = 25;

/** A place as it is kept; those of the prior have no number. */
interface Kept {
  readonly z: number;
  readonly placed: Placed | null;
  readonly number: number;
}

/**
 * Calibration: the places of the last moves say which quantile of the next forecast's own distribution is
 * really its 5th, 50th or 95th percentile (split conformal in spirit, on normal scores, weighted by likeness). Both
 * ends of the interval are stretched besides while values fall beyond them too often, whatever the reason.
 */
export class ScoreWindow {
  /** In the order of z, so that a quantile is one walk along them. */
  readonly #kept: Kept[] = strata(priorPlaces).map((z) => ({
    z: z * priorWidth,
    placed: null,
    number: 0,
  }));
  #learned = 0;
  /** How much further than the places say the ends of the interval lie from its middle. */
  #below = 1;
  #above = 1;

  learn(placed: Placed): void {
    const { z } = placed;
    const [low, , high] = this.places(placed);
    this.#below = stretched(this.#below, z < low);
    this.#above = stretched(this.#above, z > high);
    this.#learned += 1;
    const next = this.#kept.findIndex((one) => one.z > z);
    const at = next < 0 ? this.#kept.length : next;
    this.#kept.splice(at, 0, { z, placed, number: this.#learned });
    if (this.#learned <= placesMax) return;
    const oldest = this.#learned - placesMax;
    this.#kept.splice(
      this.#kept.findIndex(({ placed: is, number }) => is !== null && number === oldest),
      1,
    );
  }

  /** The places of the 5th, 50th and 95th percentile for moves like this one. */
  places(like: Omit<Placed, "z">): readonly [number, number, number] {
    const weights = this.#kept.map(({ placed, number }) =>
      placed === null
        ? priorWeight / priorPlaces
        : likeness(placed, like) * 0.5 ** ((this.#learned - number) / halfLife),
    );
    const middle = this.#quantile(weights, 0.5);
    const low = this.#quantile(weights, tail);
    const high = this.#quantile(weights, 1 - tail);
    return [middle - (middle - low) * this.#below, middle, middle + (high - middle) * this.#above];
  }

  /** Each place stands for the middle of its weight; between two of them the value is interpolated. */
  #quantile(weights: readonly number[], share: number): number {
    const wanted = share * weights.reduce((sum, weight) => sum + weight, 0);
    let before = 0;
    let last = { z: this.#kept[0]!.z, middle: 0 };
    for (let at = 0; at < weights.length; at += 1) {
      const { z } = this.#kept[at]!;
      const middle = before + weights[at]! / 2;
      if (middle >= wanted) {
        const step = middle - last.middle;
        return step <= 0 ? z : last.z + ((z - last.z) * (wanted - last.middle)) / step;
      }
      last = { z, middle };
      before += weights[at]!;
    }
    return last.z;
  }
}

/** Longer after each value beyond that end, a little shorter after each other one: in balance at 5 in 100. */
function stretched(stretch: number, beyond: boolean): number {
  const next = stretch * (1 + stretchPace * (beyond ? 1 - tail : -tail));
  return Math.min(stretchMost, Math.max(1 / stretchMost, next));
}

function likeness(one: Placed, like: Omit<Placed, "z">): number {
  const apart = (one.strain - like.strain) / strainWidth;
  return (
    (one.kind === like.kind ? 1 : otherKind) *
    (one.pair === like.pair ? 1 : otherPair) *
    Math.exp((-apart * apart) / 2)
  );
}
