import type { HostId } from "@novacron/protocol/domain/ids";
import type { MigrationForecast } from "@novacron/protocol/domain/migration-forecast";
import type { MoveLimits } from "@novacron/protocol/domain/move-limits";
import { placesOf } from "../migrations/move-queue.ts";

/** A move of a plan, as far as its time goes. */
export interface TimedMove {
  readonly source: HostId;
  readonly target: HostId;
  readonly stage: number;
  readonly forecast: MigrationForecast | null;
}

interface Running {
  readonly move: TimedMove;
  readonly endMs: number;
}

/**
 * How long a plan takes by the medians of its moves: of each stage so many at once as the limits let, each in its turn,
 * and one stage after the other. Null where a move has no forecast.
 */
export function planDuration(moves: readonly TimedMove[], limits: MoveLimits): number | null {
  if (moves.some(({ forecast }) => forecast === null)) return null;
  const stages = [...new Set(moves.map(({ stage }) => stage))].sort((a, b) => a - b);
  return stages.reduce((atMs, stage) => {
    const waiting = moves.filter((move) => move.stage === stage);
    return stageEnd(waiting, limits, atMs);
  }, 0);
}

function stageEnd(moves: readonly TimedMove[], limits: MoveLimits, beginMs: number): number {
  let waiting = moves;
  let running: Running[] = [];
  let nowMs = beginMs;
  const taken = new Map<string, number>();
  const count = (key: string, by: number) => taken.set(key, (taken.get(key) ?? 0) + by);
  while (waiting.length > 0 || running.length > 0) {
    const left: TimedMove[] = [];
    for (const move of waiting) {
      const places = placesOf(move, limits);
      if (places.some(({ key, most }) => (taken.get(key) ?? 0) >= most)) {
        left.push(move);
        continue;
      }
      for (const { key } of places) count(key, 1);
      running.push({ move, endMs: nowMs + (move.forecast?.durationMs.p50 ?? 0) });
    }
    waiting = left;
    nowMs = Math.min(...running.map(({ endMs }) => endMs));
    for (const { move, endMs } of running) {
      if (endMs <= nowMs) for (const { key } of placesOf(move, limits)) count(key, -1);
    }
    running = running.filter(({ endMs }) => endMs > nowMs);
  }
  return nowMs;
}
