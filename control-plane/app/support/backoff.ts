/** Waiting time before try number `tries` (from 1): doubles from `firstMs` to `mostMs`. */
export function backoffMs(tries: number, firstMs: number, mostMs: number): number {
  return Math.min(mostMs, firstMs * 2 ** Math.min(30, Math.max(0, tries - 1)));
}
