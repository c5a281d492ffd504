/** A logarithmic axis over spans in milliseconds, with its ticks at whole ones. */
export interface LogScale {
  readonly place: (value: number) => number;
  readonly ticks: readonly number[];
}

/** Values below this are drawn at it: zero has no logarithm. */
const floor = 1;

/** From 0 at the smallest value to 1 at the largest, both widened to a whole tick where that costs little. */
export function logScale(values: readonly number[]): LogScale {
  const known = values.filter((value) => Number.isFinite(value)).map((v) => Math.max(floor, v));
  const low = Math.log10(Math.min(...known, Number.MAX_SAFE_INTEGER));
  const high = Math.log10(Math.max(...known, floor));
  if (known.length === 0) return { place: () => 0, ticks: [] };
  const from = low - pad(low, high);
  const to = high + pad(low, high);
  const place = (value: number) =>
    Math.min(1, Math.max(0, (Math.log10(Math.max(floor, value)) - from) / (to - from)));
  return { place, ticks: ticksBetween(from, to) };
}

function pad(low: number, high: number): number {
  return Math.max(0.15, (high - low) * 0.06);
}

/** Spans that people read at a glance, in milliseconds; the fine ones only where there is room. */
const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const coarse = [1, 10, 100, second, 10 * second, minute, 10 * minute, hour, 10 * hour, 100 * hour];
const fine = [2, 5, 20, 50, 200, 500, 2 * second, 5 * second, 20 * second, 2 * minute, 5 * minute];

function ticksBetween(from: number, to: number): number[] {
  const offered = to - from < 1.6 ? [...coarse, ...fine] : coarse;
  return offered
    .filter((value) => Math.log10(value) >= from && Math.log10(value) <= to)
    .sort((a, b) => a - b);
}
