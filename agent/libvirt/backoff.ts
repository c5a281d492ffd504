export interface BackoffOptions {
  readonly firstMs: number;
  readonly maxMs: number;
}

export const defaultBackoff: BackoffOptions = { firstMs: 250, maxMs: 15_000 };

/**
 * Wait before try number `failures` + 1: doubled each time up to a limit, then cut by up to a half
 * at random (`random` in [0, 1)), so that many clients of one daemon do not return in step.
 */
export function backoffMs(failures: number, random: number, options = defaultBackoff): number {
  const full = Math.min(options.maxMs, options.firstMs * 2 ** Math.min(failures, 30));
  return Math.round(full * (1 - random / 2));
}
