/** Bounds of the outbox. Times in milliseconds of the monotonic clock. */
export interface OutboxLimits {
  readonly maxBytes: number;
  readonly maxAgeMs: number;
  /** Entries that could not be written yet wait in memory up to this. */
  readonly tailBytes: number;
  /** Batches handed to the broker and not taken by it yet. */
  readonly window: number;
  /** Batches sent and not acknowledged by the control plane yet. */
  readonly maxAhead: number;
  readonly maxAheadBytes: number;
  readonly ackTimeoutMs: number;
  readonly maxBackoffMs: number;
  readonly writeRetryMs: number;
  /** An entry that still waits after this is synced to disk. */
  readonly syncDelayMs: number;
}

export interface JournalLimits {
  /** Commands that wait or run. */
  readonly queue: number;
  readonly parallel: number;
  /** Ended commands remembered, so that a late duplicate is answered and not obeyed. */
  readonly keep: number;
  readonly storeRetryMs: number;
  /** Outcomes repeated at the first connect after a restart. */
  readonly repeatOutcomes: number;
  /** How long the true state may be asked for after a restart, before the outcome is "interrupted". */
  readonly inspectTimeoutMs: number;
}

export interface AgentLimits {
  readonly outbox: OutboxLimits;
  readonly journal: JournalLimits;
  readonly metricsIntervalMs: number;
  /** The bulk statistics call is not made more often than this; CPU and memory come from /proc. */
  readonly bulkIntervalMs: number;
  /** How long a tick waits for the bulk call before it goes out without. */
  readonly bulkGraceMs: number;
  readonly eventDebounceMs: number;
  readonly pendingEvents: number;
  readonly reportDebounceMs: number;
  readonly reportUnheardMs: number;
  readonly rereadMs: number;
  readonly inventoryMs: number;
  /** How long the first report waits for pools and networks to be read. */
  readonly inventoryWaitMs: number;
  /** How long autostart waits for the control plane before it starts what is provably this host's. */
  readonly autostartWaitMs: number;
  /** A host that booted longer ago than this, with a journal that knows nothing, did not just boot. */
  readonly freshBootMs: number;
  /** Commands look at the machine itself this often, should an event be lost. */
  readonly goalPollMs: number;
  readonly goalTimeoutMs: number;
  readonly tunnels: number;
}

const MiB = 1024 * 1024;

export const defaultLimits: AgentLimits = {
  outbox: {
    maxBytes: 256 * MiB,
    maxAgeMs: 24 * 3_600_000,
    tailBytes: 4 * MiB,
    window: 16,
    maxAhead: 64,
    maxAheadBytes: 16 * MiB,
    ackTimeoutMs: 10_000,
    maxBackoffMs: 60_000,
    writeRetryMs: 5_000,
    syncDelayMs: 1_000,
  },
  journal: {
    queue: 256,
    parallel: 8,
    keep: 4_096,
    storeRetryMs: 2_000,
    repeatOutcomes: 64,
    inspectTimeoutMs: 120_000,
  },
  metricsIntervalMs: 5_000,
  bulkIntervalMs: 5_000,
  bulkGraceMs: 300,
  eventDebounceMs: 20,
  pendingEvents: 10_000,
  reportDebounceMs: 1_000,
  reportUnheardMs: 15_000,
  rereadMs: 60_000,
  inventoryMs: 600_000,
  inventoryWaitMs: 5_000,
  autostartWaitMs: 120_000,
  freshBootMs: 900_000,
  goalPollMs: 5_000,
  goalTimeoutMs: 60_000,
  tunnels: 16,
};
