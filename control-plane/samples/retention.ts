const dayMs = 86_400_000;

/** How long samples stay, and how much room they may take. Whichever is reached first drops the oldest. */
export interface Retention {
  readonly rawMs: number;
  /** One age for each roll-up of `rollupWidthsMs`: 1 min, 15 min, 1 h. */
  readonly rollupsMs: readonly [number, number, number];
  readonly maxBytes: number;
}

export const defaultRetention: Retention = {
  rawMs: 7 * dayMs,
  rollupsMs: [30 * dayMs, 365 * dayMs, 1_096 * dayMs],
  maxBytes: 20 * 1024 ** 3,
};

/** In words, for the system page. */
export function describeRetention(retention: Retention): string {
  const [minute, quarter, hour] = retention.rollupsMs;
  return [
    `raw ${inWords(retention.rawMs)}`,
    `1 min ${inWords(minute)}`,
    `15 min ${inWords(quarter)}`,
    `1 h ${inWords(hour)}`,
    `at most ${inBytes(retention.maxBytes)}`,
  ].join(", ");
}

/**
 * Age is counted from the clock or from the newest sample, whichever is earlier: a clock that jumps ahead
 * must not make everything look old.
 */
export function ageFrom(nowMs: number, newestMs: number | null): number {
  return newestMs === null ? nowMs : Math.min(nowMs, newestMs);
}

function inWords(ms: number): string {
  if (ms % dayMs === 0) return ms === dayMs ? "1 day" : `${ms / dayMs} days`;
  return `${Math.round(ms / 60_000)} min`;
}

function inBytes(bytes: number): string {
  const gib = bytes / 1024 ** 3;
  return gib >= 1 ? `${Math.round(gib * 10) / 10} GiB` : `${Math.round(bytes / 1024 ** 2)} MiB`;
}
