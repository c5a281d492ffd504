import { BoundedMap } from "../support/bounded-map.ts";

/** One number each for the part of a time that is fixed and for the part that flows. */
export interface Parts {
  readonly fixed: number;
  readonly flow: number;
}

/** Natural logarithms of the two factors that the parts are multiplied by. */
type Factors = readonly [number, number];

/** What one move says: the logarithm of measured over forecast, and how the forecast was made up. */
export interface Told {
  readonly kind: string;
  readonly pair: string;
  readonly logRatio: number;
  readonly shares: Parts;
  /** How unsure the forecast was of itself: what it did not know is no fault of the factors. */
  readonly forecastSpread: number;
}

interface Level {
  factors: Factors;
  /** Their covariance: [fixed, both, flow]. */
  doubt: readonly [number, number, number];
  count: number;
}

/** Standard deviation of the factors' logarithms between one level and the next, before anything is learned. */
const doubts = { all: [0.9, 0.5], kind: [0.4, 0.25], pair: [0.3, 0.2] } as const;
/** Each move lets the levels drift by so much: what was learned long ago counts less. */
const drift = 0.00005;
/** One move says no more than so many standard deviations. */
const surprise = 2;
const pairsMax = 4_096;
/** How fast the noise is learned: from few moves at first, then over some 50 of them. */
const noiseDelay = 4;
const noisePace = 0.02;
const noiseSurprise = 12;

/**
 * Corrects a physical forecast by how earlier moves went, in logarithms: one factor for what is fixed, one
 * for what flows, each a sum over three levels (all moves, the kind, the kind on this pair of hosts). Every
 * level is a small Kalman filter; a level with few moves stays near zero and so leans on the one above it.
 */
export class FactorFilter {
  #noise: number;
  #count = 0;
  readonly #all: Level = fresh("all");
  readonly #kinds = new BoundedMap<string, Level>(16);
  readonly #pairs = new BoundedMap<string, Level>(pairsMax);

  constructor(noise: number) {
    this.#noise = noise;
  }

  /** Standard deviation of the logarithm of one move about a perfect forecast, as learned so far. */
  get noise(): number {
    return this.#noise;
  }

  /** The logarithms to add for a kind and a pair. */
  factors(kind: string, pair: string): Parts {
    const levels = this.#levels(kind, pair);
    return {
      fixed: levels.reduce((sum, level) => sum + level.factors[0], 0),
      flow: levels.reduce((sum, level) => sum + level.factors[1], 0),
    };
  }

  counts(kind: string, pair: string): { all: number; kind: number; pair: number } {
    const [all, ofKind, ofPair] = this.#levels(kind, pair);
    return { all: all!.count, kind: ofKind!.count, pair: ofPair!.count };
  }

  learn({ kind, pair, logRatio, shares, forecastSpread }: Told): void {
    const levels = this.#levels(kind, pair);
    for (const level of levels) grow(level);
    const explained = levels.reduce((sum, level) => sum + certainty(level, shares), 0);
    const variance = explained + this.#noise ** 2 + forecastSpread ** 2;
    const most = surprise * Math.sqrt(variance);
    const told = Math.min(most, Math.max(-most, logRatio));
    for (const level of levels) update(level, told, shares, variance);
    this.#learnNoise(logRatio, variance);
    this.#kinds.set(kind, levels[1]!);
    this.#pairs.set(`${kind} ${pair}`, levels[2]!);
  }

  /** What a forecast was sure of and got wrong raises the noise; what it was unsure of says little. */
  #learnNoise(logRatio: number, variance: number): void {
    this.#count += 1;
    const blame = this.#noise ** 2 / variance;
    const excess = Math.min(logRatio ** 2 / variance, noiseSurprise) - 1;
    const pace = Math.max(1 / (this.#count + noiseDelay), noisePace);
    this.#noise *= Math.sqrt(1 + pace * blame * excess);
  }

  #levels(kind: string, pair: string): Level[] {
    const ofKind = this.#kinds.get(kind) ?? fresh("kind");
    const ofPair = this.#pairs.get(`${kind} ${pair}`) ?? fresh("pair");
    return [this.#all, ofKind, ofPair];
  }
}

function fresh(level: keyof typeof doubts): Level {
  const [fixed, flow] = doubts[level];
  return { factors: [0, 0], doubt: [fixed ** 2, 0, flow ** 2], count: 0 };
}

function grow(level: Level): void {
  const [fixed, both, flow] = level.doubt;
  level.doubt = [fixed + drift, both, flow + drift];
}

function certainty(level: Level, { fixed, flow }: Parts): number {
  const [a, b, c] = level.doubt;
  return fixed * fixed * a + 2 * fixed * flow * b + flow * flow * c;
}

function update(level: Level, told: number, { fixed, flow }: Parts, variance: number): void {
  const [a, b, c] = level.doubt;
  const toFixed = fixed * a + flow * b;
  const toFlow = fixed * b + flow * c;
  const step = told / variance;
  level.factors = [level.factors[0] + toFixed * step, level.factors[1] + toFlow * step];
  level.doubt = [
    a - (toFixed * toFixed) / variance,
    b - (toFixed * toFlow) / variance,
    c - (toFlow * toFlow) / variance,
  ];
  level.count += 1;
}
