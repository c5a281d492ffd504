import { hasEnded, isScheduled } from "@novacron/protocol/domain/operation";
import type { OperationView } from "@novacron/protocol/http/operations";
import { remainingOf } from "../live/move-history.ts";

/** A move that was asked for and may not begin yet, because others need the same place. */
export function waitsItsTurn({ state, migration }: OperationView): boolean {
  return migration?.phase === "planned" && !hasEnded(state);
}

/** What runs, then what waits for its turn, then what waits for its time; the newest first in each. */
export function inOrder(all: Iterable<OperationView>): OperationView[] {
  const rank = (one: OperationView) => (isScheduled(one) ? 2 : waitsItsTurn(one) ? 1 : 0);
  return [...all].sort((a, b) => rank(a) - rank(b) || b.requestedAt - a.requestedAt);
}

/** How many moves run, and how many wait for their turn. */
export function movesNow(all: Iterable<OperationView>) {
  let running = 0;
  let waiting = 0;
  for (const one of all) {
    const { state, migration } = one;
    if (migration === undefined || hasEnded(state) || isScheduled(one)) continue;
    if (migration.phase === "planned") waiting += 1;
    else running += 1;
  }
  return { running, waiting };
}

/**
 * How long a move still takes: what remains by what it gains on the guest's writing, and by the forecast
 * where nothing flows yet. Null where neither says anything.
 */
export function leftMs(operation: OperationView, now: number): number | null {
  const { migration } = operation;
  if (migration === undefined) return null;
  const { progress, forecast } = migration;
  const rest =
    progress === null
      ? null
      : remainingOf({
          memoryBytes: progress.memoryRemainingBytes,
          diskBytes: progress.diskRemainingBytes,
        });
  const gain = (progress?.bytesPerSecond ?? 0) - (progress?.dirtyBytesPerSecond ?? 0);
  if (rest !== null && gain > 0) return (rest / gain) * 1_000;
  if (forecast === null || operation.startedAt === null) return null;
  const left = forecast.durationMs.p50 - (now - operation.startedAt);
  return left > 0 ? left : null;
}
