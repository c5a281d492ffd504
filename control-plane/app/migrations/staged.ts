import type { OperationId } from "@novacron/protocol/domain/ids";
import { hasEnded, type Operation } from "@novacron/protocol/domain/operation";

/** One move of a plan that is carried out stage by stage. */
export interface StagedMove {
  readonly stage: number;
  readonly operation: OperationId | null;
  readonly state: "planned" | "moving" | "moved" | "failed" | "stays" | "returned";
  readonly problem: string | null;
}

/** What became of an operation; null where it was never taken. */
export type Look = (operation: OperationId) => Operation | null;

/** Moves with what their operations came to. */
export function looked<M extends StagedMove>(
  moves: readonly M[],
  look: Look,
  done: M["state"],
): M[] {
  return moves.map((move) => {
    const operation =
      move.state === "moving" && move.operation !== null ? look(move.operation) : null;
    if (operation === null || !hasEnded(operation.state)) return move;
    if (operation.state === "succeeded") return { ...move, state: done, problem: null };
    const problem = operation.problem?.message ?? `the move was ${operation.state}`;
    return { ...move, state: "failed", problem };
  });
}

/** Places of the moves that may begin: those of the first stage that is not over. */
export function due(moves: readonly StagedMove[]): number[] {
  const open = moves.filter(({ state }) => state === "planned" || state === "moving");
  const stage = Math.min(...open.map((move) => move.stage));
  return moves.flatMap((move, at) =>
    move.state === "planned" && move.stage === stage ? [at] : [],
  );
}

export function isDone(moves: readonly StagedMove[]): boolean {
  return moves.every(({ state }) => state !== "planned" && state !== "moving");
}
