import type { MigrationProgress } from "@novacron/protocol/domain/migration";

/** What is said of a move of 1 GiB, of which nothing else is known than what a test is about. */
export function moveProgress(over: Partial<MigrationProgress>): MigrationProgress {
  return {
    at: 1,
    iteration: null,
    memoryTotalBytes: 1024 ** 3,
    memoryRemainingBytes: null,
    memoryTransferredBytes: null,
    diskTotalBytes: null,
    diskRemainingBytes: null,
    bytesPerSecond: null,
    dirtyBytesPerSecond: null,
    expectedPauseMs: null,
    autoConvergeThrottlePercent: null,
    postCopy: false,
    ...over,
  };
}
