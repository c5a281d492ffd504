import { expect, it } from "vitest";
import { pointsOf, type RecordedMoveView } from "./calibration.ts";

const range = (p50: number) => ({ p5: p50 / 2, p50, p95: p50 * 2 });
const move = (name: string, over: object): RecordedMoveView =>
  ({
    operation: name,
    machineName: name,
    sourceName: "h1",
    targetName: "h2",
    outcome: "completed",
    durationMs: 5_000,
    pauseMs: 40,
    forecast: { durationMs: range(4_000), pauseMs: range(30) },
    ...over,
  }) as unknown as RecordedMoveView;

it("takes moves that ended as they should and had a forecast, the shortest first", () => {
  const moves = [
    move("long", { forecast: { durationMs: range(9_000), pauseMs: range(10) } }),
    move("short", {}),
    move("cancelled", { outcome: "cancelled" }),
    move("unforeseen", { forecast: null }),
    move("off", { pauseMs: null }),
  ];
  expect(pointsOf(moves, "duration").map((point) => point.key)).toEqual(["short", "off", "long"]);
  expect(pointsOf(moves, "pause").map((point) => [point.title, point.measured])).toEqual([
    ["long, h1 → h2", 40],
    ["short, h1 → h2", 40],
  ]);
});
