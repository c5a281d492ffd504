/**
 * Arithmetic of two readings of one counter. Every function answers null where the figure cannot be proven:
 * a value is missing, the counter fell (it began anew), or no time passed.
 */

/** Shorter than this, the moment of the reading is less exact than the rate would pretend. */
const shortestSeconds = 0.05;

/** What a counter grew by; null where it fell or is not known. */
export function growth(
  before: number | null | undefined,
  now: number | null | undefined,
): number | null {
  if (typeof before !== "number" || typeof now !== "number") return null;
  const grown = now - before;
  return grown >= 0 && Number.isFinite(grown) ? grown : null;
}

export function perSecond(grown: number | null, seconds: number): number | null {
  if (grown === null || !(seconds >= shortestSeconds)) return null;
  return grown / seconds;
}

/** A share between 0 and 1; what lies a little outside by inexact clocks is put on the edge. */
export function share(part: number | null, whole: number | null): number | null {
  if (part === null || whole === null || !(whole > 0)) return null;
  return Math.min(1, Math.max(0, part / whole));
}

/** Mean milliseconds of each operation; null where there was none. */
export function meanMs(timeNs: number | null, operations: number | null): number | null {
  if (timeNs === null || operations === null || operations === 0) return null;
  return timeNs / operations / 1e6;
}

/** A level as it was read; null where it is not a number or below zero. */
export function level(value: number | null | undefined): number | null {
  return typeof value === "number" && Number.isFinite(value) && value >= 0 ? value : null;
}
