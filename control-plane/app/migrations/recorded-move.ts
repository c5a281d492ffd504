import type { RecordedMove } from "@novacron/protocol/domain/migration-forecast";
import { hasEnded } from "@novacron/protocol/domain/operation";
import { migrationOf, type OpenMove } from "./move-state.ts";

/** What is learned of a move that has ended; null where no memory and no disk ever flowed. */
export function recordedMove(move: OpenMove): RecordedMove | null {
  const { operation, row } = move;
  const performed = operation.steps.find(
    ({ name, startedAt }) => name === "perform" && startedAt !== null,
  );
  if (!hasEnded(operation.state) || row.subject === null || performed === undefined) return null;
  const { forecast, measured } = migrationOf(move);
  const startedAt = operation.steps[0]?.startedAt ?? operation.requestedAt;
  const endedAt = Math.max(startedAt, performed.endedAt ?? operation.endedAt ?? startedAt);
  const bytes = measured === null ? null : (measured.memoryBytes ?? 0) + (measured.diskBytes ?? 0);
  return {
    operation: operation.id,
    subject: row.subject,
    forecast,
    startedAt,
    endedAt,
    outcome: outcomeOf(move),
    durationMs: endedAt - startedAt,
    pauseMs: measured?.pauseMs ?? null,
    bytes,
    linkBytesPerSecond: measured?.bytesPerSecond ?? null,
    iterations: measured?.iterations ?? null,
  };
}

function outcomeOf(move: OpenMove): RecordedMove["outcome"] {
  const { operation } = move;
  if (operation.problem?.code === "MIGRATION_NOT_CONVERGED" || operation.result.postCopy === true) {
    return "not-converged";
  }
  if (operation.state === "succeeded") return "completed";
  return operation.state === "cancelled" ? "cancelled" : "failed";
}
