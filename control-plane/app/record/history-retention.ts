const dayMs = 86_400_000;

/** How long the record and ended operations stay, and how many. Whichever is reached first drops the oldest. */
export interface HistoryRetention {
  readonly recordMs: number;
  readonly recordEntries: number;
  /** Counted from when they were asked for. An open operation is never dropped. */
  readonly operationsMs: number;
  readonly operations: number;
}

export const defaultHistory: HistoryRetention = {
  recordMs: 365 * dayMs,
  recordEntries: 1_000_000,
  operationsMs: 365 * dayMs,
  operations: 100_000,
};

/** In words, for the system page. */
export function describeHistory(kept: HistoryRetention): string {
  return [
    `record ${days(kept.recordMs)}, at most ${kept.recordEntries} entries`,
    `operations ${days(kept.operationsMs)}, at most ${kept.operations}`,
  ].join("; ");
}

function days(ms: number): string {
  const count = Math.round(ms / dayMs);
  return count === 1 ? "1 day" : `${count} days`;
}
