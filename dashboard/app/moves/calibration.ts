import type { ForecastRange } from "@novacron/protocol/domain/migration-forecast";
import type { Answer } from "../api/call.ts";
import type { CalibrationPoint } from "./CalibrationChart.tsx";

export type RecordedMoveView = Answer<"movesRecorded">["items"][number];
export type Quantity = "duration" | "pause";

/** Forecast and measured value of one quantity; null where there is nothing to hold against each other. */
export function pairOf(
  move: RecordedMoveView,
  quantity: Quantity,
): { readonly range: ForecastRange; readonly measured: number } | null {
  const { forecast } = move;
  if (forecast === null || move.outcome !== "completed") return null;
  const measured = quantity === "duration" ? move.durationMs : move.pauseMs;
  if (measured === null) return null;
  return { range: quantity === "duration" ? forecast.durationMs : forecast.pauseMs, measured };
}

/** The moves as points of the chart, by the forecast's median. */
export function pointsOf(
  moves: readonly RecordedMoveView[],
  quantity: Quantity,
): readonly CalibrationPoint[] {
  return moves
    .flatMap((move) => {
      const pair = pairOf(move, quantity);
      const title = `${move.machineName}, ${move.sourceName} → ${move.targetName}`;
      return pair === null ? [] : [{ key: move.operation as string, title, ...pair }];
    })
    .sort((a, b) => a.range.p50 - b.range.p50);
}
