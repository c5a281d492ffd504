import type { Clock } from "../../ports/clock.ts";
import type { RecordPlace, Span, StateStore } from "../../ports/state-store.ts";
import type { HistoryRetention } from "./history-retention.ts";

export const sweepLimits = {
  /** Rows of each kind that one slice looks at, so that no decision waits for it noticeably. */
  slice: 200,
  roundMs: 3_600_000,
  retryMs: 60_000,
} as const;

interface Round {
  readonly recordBeforeMs: number;
  readonly operationsBeforeMs: number;
  readonly after: RecordPlace | null;
  readonly recordDone: boolean;
  readonly operationsDone: boolean;
}

export interface HistorySweepPorts {
  readonly clock: Clock;
  readonly state: StateStore;
  readonly retention: HistoryRetention;
}

/** Forgets what the retention does not keep: a round each hour, in slices between which others work. */
export class HistorySweep {
  readonly #ports: HistorySweepPorts;
  #round: Round | null = null;
  #nextRoundMs = 0;
  #dropped = 0;

  constructor(ports: HistorySweepPorts) {
    this.#ports = ports;
  }

  /** Entries and operations forgotten since the start. */
  dropped(): number {
    return this.#dropped;
  }

  /** The next slice, where one is due. Rejects as the store does; the round begins anew later. */
  async step(): Promise<void> {
    const nowMs = this.#ports.clock.monotonicMs();
    if (this.#round === null && nowMs < this.#nextRoundMs) return;
    try {
      const round = await this.#slice(this.#round ?? (await this.#begin()));
      const isOver = round.recordDone && round.operationsDone;
      this.#round = isOver ? null : round;
      this.#nextRoundMs = nowMs + sweepLimits.roundMs;
    } catch (error) {
      this.#round = null;
      this.#nextRoundMs = nowMs + sweepLimits.retryMs;
      throw error;
    }
  }

  async #begin(): Promise<Round> {
    const { state, retention } = this.#ports;
    const [record, operations] = await state.transaction(async (tx) => [
      await tx.recordSpan(retention.recordEntries),
      await tx.operationSpan(retention.operations),
    ]);
    return {
      recordBeforeMs: this.#horizon(record, retention.recordMs),
      operationsBeforeMs: this.#horizon(operations, retention.operationsMs),
      after: null,
      recordDone: false,
      operationsDone: false,
    };
  }

  async #slice(round: Round): Promise<Round> {
    const { after, recordBeforeMs: beforeMs } = round;
    const limit = sweepLimits.slice;
    const { record, operations } = await this.#ports.state.transaction(async (tx) => ({
      record: round.recordDone
        ? { dropped: 0, next: null }
        : await tx.sweepRecord({ beforeMs, after, limit }),
      operations: round.operationsDone
        ? 0
        : await tx.dropOperations(round.operationsBeforeMs, limit),
    }));
    this.#dropped += record.dropped + operations;
    return {
      ...round,
      after: record.next,
      recordDone: record.next === null,
      operationsDone: operations < limit,
    };
  }

  /** By the clock or the newest row, whichever is earlier: a clock that jumps ahead makes nothing old. */
  #horizon({ newestMs, horizonMs }: Span, ageMs: number): number {
    const nowMs = this.#ports.clock.now();
    return Math.max(Math.min(nowMs, newestMs ?? nowMs) - ageMs, horizonMs ?? 0);
  }
}
