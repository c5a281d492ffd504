import type { MigrationProgress } from "@novacron/protocol/domain/migration";
import type { ForecastRange } from "@novacron/protocol/domain/migration-forecast";
import type { OperationMigration } from "@novacron/protocol/domain/operation-migration";
import { bytes, percent, span } from "./format.ts";
import type { Cell } from "./table.ts";

/** Median and 90 % interval. */
export function range(value: ForecastRange | null | undefined): string {
  if (value === null || value === undefined) return "-";
  return `${span(value.p50)} (${span(value.p5)} to ${span(value.p95)})`;
}

/** A machine that does not run, or stays where it is, has no pause. */
export function pauseRange(value: ForecastRange | null | undefined): string {
  return value?.p95 === 0 ? "none" : range(value);
}

export function rate(bytesPerSecond: number | null | undefined): string {
  return bytesPerSecond == null ? "-" : `${bytes(Math.round(bytesPerSecond))}/s`;
}

export function leftOf(progress: MigrationProgress | null | undefined): number | null {
  if (progress == null) return null;
  return (progress.memoryRemainingBytes ?? 0) + (progress.diskRemainingBytes ?? 0);
}

/** How it goes just now, in one line; null where nothing flows yet. */
export function progressLine(progress: MigrationProgress | null | undefined): string | null {
  if (progress == null) return null;
  const throttle = progress.autoConvergeThrottlePercent ?? 0;
  const parts = [
    progress.iteration === null ? null : `pass ${progress.iteration}`,
    `${bytes(leftOf(progress))} left`,
    `${rate(progress.bytesPerSecond)} sent`,
    progress.dirtyBytesPerSecond === null ? null : `${rate(progress.dirtyBytesPerSecond)} written`,
    progress.expectedPauseMs === null ? null : `pause now ${span(progress.expectedPauseMs)}`,
    throttle > 0 ? `guest slowed by ${percent(throttle / 100)}` : null,
    progress.postCopy ? "in post-copy" : null,
  ];
  return parts.filter((part) => part !== null).join(", ");
}

/** All of one move: how it goes, what was forecast, and what it took. */
export function moveFacts(move: OperationMigration): readonly (readonly [string, Cell])[] {
  const { forecast, measured, options, outcome } = move;
  const rows: (readonly [string, Cell])[] = [
    ["Kind", move.kind],
    ["To", move.targetName],
    ["Phase", move.phase],
    ["Waits for", move.waitsFor.join("; ")],
    ["Now", outcome === null ? progressLine(move.progress) : null],
    ["May pause", span(options.maxPauseMs)],
    ["Gives up after", span(options.giveUpAfterMs)],
    ["Stalled after", span(options.stallAfterMs)],
    [
      "Bandwidth",
      options.bandwidthBytesPerSecond === undefined
        ? "no limit"
        : rate(options.bandwidthBytesPerSecond),
    ],
    ["Post-copy", options.postCopy === true ? "allowed" : "no"],
    [
      "Forecast",
      forecast === null
        ? null
        : `${range(forecast.durationMs)}, pause ${pauseRange(forecast.pauseMs)}`,
    ],
    [
      "Took",
      measured === null ? null : `${span(measured.durationMs)}, pause ${span(measured.pauseMs)}`,
    ],
    ["Outcome", outcome],
    ["Undo", move.undo === "none" ? null : move.undo],
  ];
  return rows.filter(([, value]) => value !== null && value !== "");
}
