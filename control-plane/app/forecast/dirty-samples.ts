import type { DirtyRate } from "@novacron/protocol/domain/migration-forecast";

/** One dirty-page rate as the hypervisor gave it: pages found changed after so long, over that time. */
export interface DirtySample {
  readonly at: number;
  readonly seconds: number;
  readonly bytesPerSecond: number;
  readonly mode: DirtyRate["mode"];
}

/** Samples beyond these, and older ones, say nothing of now. */
const samplesMax = 12;
const oldestMs = 6 * 3_600_000;
/** A long sample that found less than this share of what short ones promise has levelled off. */
const levelled = 0.8;
/** Below this a page more or less decides: no level can be told. */
const leastBytesPerSecond = 2 * 1024 ** 2;

/**
 * A few samples as a forecast wants them: pace and spread from the shortest ones, since those level off
 * least; the working set from where longer ones find less than the pace would have written. Null without any.
 */
export function dirtyRateOf(samples: readonly DirtySample[], now: number): DirtyRate | null {
  const recent = samples
    .filter(({ at }) => now - at <= oldestMs)
    .sort((one, other) => other.at - one.at)
    .slice(0, samplesMax);
  const newest = recent[0];
  if (newest === undefined) return null;
  const shortest = Math.min(...recent.map(({ seconds }) => seconds));
  const short = recent.filter(({ seconds }) => seconds === shortest);
  const rates = short.map(({ bytesPerSecond }) => bytesPerSecond);
  const mean = meanOf(rates);
  return {
    bytesPerSecond: mean,
    spreadBytesPerSecond: rates.length < 3 ? null : spreadOf(rates, mean),
    samples: rates.length,
    ageMs: Math.max(0, now - newest.at),
    workingSetBytes: workingSetOf(recent, mean),
    mode: newest.mode,
  };
}

function workingSetOf(samples: readonly DirtySample[], pace: number): number | null {
  if (pace < leastBytesPerSecond) return null;
  const longest = Math.max(...samples.map(({ seconds }) => seconds));
  const long = samples.filter(({ seconds }) => seconds === longest);
  const found = meanOf(long.map(({ bytesPerSecond, seconds }) => bytesPerSecond * seconds));
  return found < pace * longest * levelled ? found : null;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function spreadOf(values: readonly number[], mean: number): number {
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
}
