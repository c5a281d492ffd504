import { normalQuantile, strata } from "./normal.ts";

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
const priorPlaces = strata(25).map((z) => z * priorWidth);

/**
 * Calibration: the places of the last moves say which quantile of the next forecast's own distribution is
 * really its 5th, 50th or 95th percentile (split conformal in spirit, on normal scores, weighted by likeness). Both ends of the
 * interval are stretched besides while values fall beyond them too often, whatever the reason.
 */
export class ScoreWindow {
  readonly #places: Placed[] = [];
  /** How much further than the places say the ends of the interval lie from its middle. */
  #below = 1;
  #above = 1;

  get size(): number {
    return this.#places.length;
  }

  learn(placed: Placed): void {
    const [low, , high] = this.places(placed);
    const { z } = placed;
    this.#below = stretched(this.#below, z < low);
    this.#above = stretched(this.#above, z > high);
    this.#places.push(placed);
    if (this.#places.length > placesMax) this.#places.shift();
  }

  /** The places of the 5th, 50th and 95th percentile for moves like this one. */
  places(like: Omit<Placed, "z">): readonly [number, number, number] {
    const weighted = this.#places.map((one, at) => ({
      z: one.z,
      weight: likeness(one, like) * 0.5 ** ((this.#places.length - 1 - at) / halfLife),
    }));
    const weight = priorWeight / priorPlaces.length;
    for (const z of priorPlaces) weighted.push({ z, weight });
    weighted.sort((one, other) => one.z - other.z);
    const [low, middle, high] = [tail, 0.5, 1 - tail].map((share) =>
      weightedQuantile(weighted, share),
    ) as [number, number, number];
    return [middle - (middle - low) * this.#below, middle, middle + (high - middle) * this.#above];
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

function weightedQuantile(
  sorted: readonly { readonly z: number; readonly weight: number }[],
  share: number,
): number {
  const all = sorted.reduce((sum, { weight }) => sum + weight, 0);
  let before = 0;
  let last = { z: normalQuantile(share), middle: 0 };
  for (const { z, weight } of sorted) {
    const middle = (before + weight / 2) / all;
    if (middle >= share) {
      const step = middle - last.middle;
      return last.middle === 0 || step <= 0
        ? z
        : last.z + ((z - last.z) * (share - last.middle)) / step;
    }
    last = { z, middle };
    before += weight;
  }
  return last.z;
}
