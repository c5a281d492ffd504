import { firstPauseMs } from "@novacron/protocol/domain/first-pause";
import type { MigrationProgress } from "@novacron/protocol/domain/migration";

/**
 * How long QEMU may stop the guest for the last part of a move (`downtime-limit`), and the longest that a person or policy
 * allows. A short one comes first; it is doubled while the passes after the first do not come down to it.
 */
export interface AllowedPause {
  readonly ms: number;
  readonly longestMs: number;
}

export function firstPause(longestMs: number): AllowedPause {
  return { ms: firstPauseMs(longestMs), longestMs };
}

/** After a look at a move under way: twice as much where the longest would do and what is allowed did not. */
export function stepPause(pause: AllowedPause, progress: MigrationProgress): AllowedPause {
  // What is written meanwhile is known from the second pass on, and the first ends by itself.
  if ((progress.iteration ?? 0) < 2 || remainingMs(progress) > pause.longestMs) return pause;
  return { ...pause, ms: Math.min(pause.longestMs, pause.ms * 2) };
}

/** Whether a pass ends within this time, so that more may have to be allowed soon. */
export function isPauseNear(
  { ms, longestMs }: AllowedPause,
  progress: MigrationProgress,
  withinMs: number,
): boolean {
  return ms < longestMs && remainingMs(progress) <= longestMs + withinMs;
}

/** What the memory that remains takes at the pace of now. */
function remainingMs(progress: MigrationProgress): number {
  const { iteration, memoryRemainingBytes, bytesPerSecond } = progress;
  // Before its first pass QEMU says that nothing remains, since it has counted nothing yet.
  if (!iteration || memoryRemainingBytes === null || !bytesPerSecond) {
    return Number.POSITIVE_INFINITY;
  }
  return (memoryRemainingBytes * 1_000) / bytesPerSecond;
}
