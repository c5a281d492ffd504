import { firstPauseMs } from "@novacron/protocol/domain/first-pause";
import type { MigrationProgress } from "@novacron/protocol/domain/migration";
import fc from "fast-check";
import { expect, test } from "vitest";
import { moveProgress } from "../testing/move-progress.ts";
import { type AllowedPause, firstPause, isPauseNear, stepPause } from "./allowed-pause.ts";

const MB = 1e6;

const progress = (over: Partial<MigrationProgress>) =>
  moveProgress({
    iteration: 2,
    memoryRemainingBytes: 10 * MB,
    bytesPerSecond: 100 * MB,
    ...over,
  });

const after = (pause: AllowedPause, ...looks: readonly Partial<MigrationProgress>[]): number =>
  looks.reduce((now, look) => stepPause(now, progress(look)), pause).ms;

test("a short pause comes first, and never more than the longest", () => {
  expect([10, 15, 100, 300, 2_000].map(firstPauseMs)).toEqual([10, 15, 20, 38, 250]);
});

test("more is allowed once a pass after the first is left that the longest pause would hold", () => {
  const near = { memoryRemainingBytes: 10 * MB };
  expect(after(firstPause(300), near)).toBe(76);
  expect(after(firstPause(300), near, near, near, near)).toBe(300);
});

test.each([
  ["in the first pass, which ends by itself", { iteration: 1 }],
  ["before QEMU has counted anything", { iteration: 0, memoryRemainingBytes: 0 }],
  ["while more remains than the longest pause would hold", { memoryRemainingBytes: 31 * MB }],
  ["while nothing flows", { bytesPerSecond: 0 }],
  ["while disks are copied", { iteration: null, memoryRemainingBytes: null }],
])("nothing more is allowed %s", (_, look) => {
  expect(after(firstPause(300), look)).toBe(38);
});

test("the end of a pass is near by the pace of now, as long as more can be allowed", () => {
  const look = progress({ iteration: 1, memoryRemainingBytes: 79 * MB });
  expect(isPauseNear(firstPause(300), look, 500)).toBe(true);
  expect(isPauseNear(firstPause(200), look, 500)).toBe(false);
  expect(isPauseNear({ ms: 300, longestMs: 300 }, look, 500)).toBe(false);
});

test("whatever is seen, it only grows, and three looks near the end allow the longest", () => {
  const looks = fc.array(
    fc.record({
      iteration: fc.option(fc.nat(9)),
      memoryRemainingBytes: fc.option(fc.nat(100 * MB)),
      bytesPerSecond: fc.option(fc.nat(200 * MB)),
    }),
  );
  fc.assert(
    fc.property(fc.integer({ min: 10, max: 600_000 }), looks, (longestMs, seen) => {
      let pause = firstPause(longestMs);
      for (const look of seen) {
        const next = stepPause(pause, progress(look));
        expect(next.ms).toBeGreaterThanOrEqual(pause.ms);
        expect(next.ms).toBeLessThanOrEqual(longestMs);
        pause = next;
      }
      const near = { memoryRemainingBytes: 0 };
      expect(after(pause, near, near, near, near)).toBe(longestMs);
    }),
  );
});
