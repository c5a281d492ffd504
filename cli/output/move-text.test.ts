import { expect, it } from "vitest";
import { pauseRange, progressLine } from "./move-text.ts";

const progress = {
  at: 0,
  iteration: 3,
  memoryTotalBytes: 8 * 2 ** 30,
  memoryRemainingBytes: 2 ** 30,
  memoryTransferredBytes: 0,
  diskTotalBytes: null,
  diskRemainingBytes: 2 ** 30,
  bytesPerSecond: 100 * 2 ** 20,
  dirtyBytesPerSecond: 2 ** 20,
  expectedPauseMs: 850,
  autoConvergeThrottlePercent: 40,
  postCopy: false,
};

it("a move that flows is told by its figures, and what is not known is left out", () => {
  expect(progressLine(progress)).toBe(
    "pass 3, 2.00 GiB left, 100 MiB/s sent, 1.00 MiB/s written, pause now 850 ms, guest slowed by 40 %",
  );
  const early = { ...progress, iteration: null, dirtyBytesPerSecond: null, expectedPauseMs: null };
  expect(progressLine({ ...early, autoConvergeThrottlePercent: null, postCopy: true })).toBe(
    "2.00 GiB left, 100 MiB/s sent, in post-copy",
  );
  expect(progressLine(null)).toBeNull();
});

it("a pause that cannot be is none", () => {
  expect(pauseRange({ p5: 0, p50: 0, p95: 0 })).toBe("none");
  expect(pauseRange({ p5: 50, p50: 100, p95: 300 })).toBe("100 ms (50 ms to 300 ms)");
});
