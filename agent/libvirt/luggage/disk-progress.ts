import type { MigrationProgress } from "@novacron/protocol/domain/migration";
import type { Clock } from "../../ports/clock.ts";

const sayEveryMs = 500;

/** How far a copy of disks is, without a job of libvirt to ask. */
export class DiskProgress {
  readonly #clock: Clock;
  readonly #total: number;
  readonly #say: (progress: MigrationProgress) => void;
  readonly #begunMs: number;
  #saidMs = Number.NEGATIVE_INFINITY;
  doneBytes = 0;

  constructor(clock: Clock, totalBytes: number, say: (progress: MigrationProgress) => void) {
    this.#clock = clock;
    this.#total = totalBytes;
    this.#say = say;
    this.#begunMs = clock.monotonicMs();
  }

  /** Counts bytes; gives back how many milliseconds it is ahead of a limit. */
  add(bytes: number, limitBytesPerSecond: number | undefined): number {
    this.doneBytes += bytes;
    const nowMs = this.#clock.monotonicMs();
    const tookMs = nowMs - this.#begunMs;
    if (nowMs - this.#saidMs >= sayEveryMs) {
      this.#saidMs = nowMs;
      this.#say(diskProgress(this.#clock.now(), { ...this.#figures(tookMs) }));
    }
    if (limitBytesPerSecond === undefined) return 0;
    return Math.max(0, (this.doneBytes / limitBytesPerSecond) * 1_000 - tookMs);
  }

  #figures(tookMs: number): DiskFigures {
    return {
      total: this.#total,
      remaining: Math.max(0, this.#total - this.doneBytes),
      bytesPerSecond: tookMs > 0 ? Math.round((this.doneBytes / tookMs) * 1_000) : null,
    };
  }
}

export interface DiskFigures {
  readonly total: number;
  readonly remaining: number;
  readonly bytesPerSecond: number | null;
}

/** The progress of a move that carries no memory. */
export function diskProgress(
  atMs: number,
  { total, remaining, bytesPerSecond }: DiskFigures,
): MigrationProgress {
  return {
    at: Math.max(0, Math.round(atMs)),
    iteration: null,
    memoryTotalBytes: null,
    memoryRemainingBytes: null,
    memoryTransferredBytes: null,
    diskTotalBytes: total,
    diskRemainingBytes: remaining,
    bytesPerSecond,
    dirtyBytesPerSecond: null,
    expectedPauseMs: null,
    autoConvergeThrottlePercent: null,
    postCopy: false,
  };
}
