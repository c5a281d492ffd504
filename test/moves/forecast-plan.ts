import type { MigrationOptions } from "@novacron/protocol/domain/migration";
import { Random } from "../simulation/random.ts";

const MiB = 1_048_576;

/** A guest whose memory writing and disk are known. */
export interface ForecastGuest {
  readonly memoryMib: number;
  /** Memory that it writes over and over. */
  readonly setMib: number;
  readonly dirtyKibPerSecond: number;
  /** 0: it has no disk. */
  readonly diskMib: number;
  readonly diskKibPerSecond: number;
}

/** Moves that one guest makes before another takes its place. */
export const movesOfGuest = 8;

/** One guest in so many fills its memory, and one writes faster than most links take it: their moves are the longest. */
const large = { every: 3, at: 2 };
const hot = { every: 5, at: 3 };

const bandwidth = { least: 8 * MiB, most: 400 * MiB };
const pause = { least: 50, most: 2_000 };
/** What one pass over memory and disk may take at most: with some hundred moves it adds up. */
const passSecondsMax = 90;

/** The same number is the same guest and the same wish, whatever was done before. */
export function forecastGuest(n: number): ForecastGuest {
  const place = Math.floor((n - 1) / movesOfGuest);
  const random = new Random(7_000 + place);
  const memoryMib = random.pick([256, 512, 1_024, 2_048]);
  const isLarge = place % large.every === large.at;
  const isHot = place % hot.every === hot.at;
  const setMib = isLarge
    ? Math.round(memoryMib * 0.6)
    : Math.round(spread(random, 8, Math.min(256, memoryMib * 0.6)));
  const isStill = !isHot && random.chance(0.2);
  const leastKib = isHot ? 24 * 1_024 : 64;
  const dirtyKibPerSecond = isStill ? 0 : Math.round(spread(random, leastKib, 96 * 1_024));
  const hasDisk = random.chance(0.4);
  const diskMib = hasDisk ? Math.round(spread(random, 8, 256)) : 0;
  const diskKibPerSecond =
    hasDisk && random.chance(0.5) ? Math.round(spread(random, 64, 4_096)) : 0;
  return { memoryMib, setMib, dirtyKibPerSecond, diskMib, diskKibPerSecond };
}

export function forecastWish(n: number, { setMib, diskMib }: ForecastGuest): MigrationOptions {
  const random = new Random(90_000 + n);
  const least = Math.max(bandwidth.least, ((setMib + diskMib) * MiB) / passSecondsMax);
  return {
    bandwidthBytesPerSecond: Math.round(spread(random, least, bandwidth.most)),
    maxPauseMs: Math.round(spread(random, pause.least, pause.most)),
    giveUpAfterMs: 180_000,
    stallAfterMs: 15_000,
    autoConverge: random.chance(0.5),
  };
}

/** Even over orders of magnitude. */
function spread(random: Random, low: number, high: number): number {
  return low * (high / low) ** random.next();
}
