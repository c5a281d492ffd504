import type { MigrationProgress } from "@novacron/protocol/domain/migration";
import type { OperationView } from "@novacron/protocol/http/operations";
import { expect, it } from "vitest";
import { addPoint, MoveHistory, type RemainingPoint, remainingOf } from "./move-history.ts";

const at = (time: number, left: number | null): MigrationProgress => ({
  at: time,
  iteration: 1,
  memoryTotalBytes: 100,
  memoryRemainingBytes: left,
  memoryTransferredBytes: null,
  diskTotalBytes: null,
  diskRemainingBytes: null,
  bytesPerSecond: null,
  dirtyBytesPerSecond: null,
  expectedPauseMs: null,
  autoConvergeThrottlePercent: null,
  postCopy: false,
});

it("keeps the whole way in a bounded number of points, the newest always", () => {
  let points: readonly RemainingPoint[] = [];
  for (let time = 1; time <= 2_000; time += 1) points = addPoint(points, at(time, 2_000 - time));
  expect(points.length).toBeLessThanOrEqual(240);
  expect(points[0]?.at).toBe(1);
  expect(points.at(-1)).toEqual({ at: 2_000, memoryBytes: 0, diskBytes: null });
});

it("takes a report that comes twice or late once", () => {
  const points = addPoint([], at(5, 10));
  expect(addPoint(points, at(5, 10))).toBe(points);
  expect(addPoint(points, at(4, 12))).toBe(points);
});

it("adds memory and disks, and knows when neither is known", () => {
  expect(remainingOf({ memoryBytes: 3, diskBytes: null })).toBe(3);
  expect(remainingOf({ memoryBytes: 3, diskBytes: 4 })).toBe(7);
  expect(remainingOf({ memoryBytes: null, diskBytes: null })).toBeNull();
});

it("keeps the ways of the moves seen last, and none of those that have ended", () => {
  const history = new MoveHistory();
  const report = (id: string, time: number, state = "running") =>
    ({ id, state, migration: { progress: at(time, 5) } }) as unknown as OperationView;
  for (let move = 0; move < 100; move += 1) history.push([report(`m${move}`, 1)]);
  history.push([report("m99", 2), report("late", 1, "succeeded")]);
  expect(history.get("m0")).toEqual([]);
  expect(history.get("late")).toEqual([]);
  expect(history.get("m99")).toHaveLength(2);
});
