export interface BackoffLimits {
  readonly firstMs: number;
  readonly maxMs: number;
}

/**
 * How long to wait before attempt number `failures` + 1: doubling, and spread over its upper half, so that a
 * thousand agents do not come back in one moment. `random` is in [0, 1).
 */
export function backoffMs(failures: number, random: number, limits: BackoffLimits): number {
  const doublings = Math.min(Math.max(0, failures - 1), 30);
  const full = Math.min(limits.maxMs, limits.firstMs * 2 ** doublings);
  return Math.round(full * (0.5 + 0.5 * random));
}
