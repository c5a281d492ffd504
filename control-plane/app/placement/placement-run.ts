import { counted } from "@novacron/protocol/domain/figures";
import type { OperationId } from "@novacron/protocol/domain/ids";
import type {
  PlacementPlan,
  PlacementRun,
  PlacementRunMove,
} from "@novacron/protocol/domain/placement";
import { due, isDone, type Look, looked } from "../migrations/staged.ts";

/**
 * A plan that is carried out stage by stage, without I/O. It ends `done` or `failed`: what was planned after a move that
 * failed stood on it. A restart ends it as `interrupted`, since by then the fleet is another one; a person ends it as
 * `stopped`.
 */
export function beginRun(
  { id, moves, explanation }: PlacementPlan,
  { by, nowMs, newId }: { by: string; nowMs: number; newId: () => OperationId },
): PlacementRun {
  return {
    plan: id,
    requestedBy: by,
    startedAt: nowMs,
    endedAt: null,
    state: "running",
    problem: null,
    stoppedBy: null,
    explanation: [...explanation],
    moves: moves.map(({ from: _from, detour: _detour, forecast: _forecast, ...move }) => ({
      ...move,
      operation: newId(),
      state: "planned",
      problem: null,
    })),
  };
}

/** With the moves that are to be asked for now. */
export function goOn(
  run: PlacementRun,
  look: Look,
  nowMs: number,
): readonly [PlacementRun, readonly PlacementRunMove[]] {
  const seen = { ...run, moves: looked(run.moves, look, "moved") };
  const failed = seen.moves.filter(({ state }) => state === "failed");
  const [first] = failed;
  if (run.stoppedBy !== null) {
    if (seen.moves.some(({ state }) => state === "moving")) return [seen, []];
    const problem = `${run.stoppedBy} stopped it: ${movedText(seen)}`;
    return [endRun(seen, { state: "stopped", problem, nowMs }), []];
  }
  if (first === undefined) {
    if (isDone(seen.moves)) return [{ ...seen, state: "done", endedAt: nowMs }, []];
    const places = due(seen.moves);
    const moves = seen.moves.map((move, at) =>
      places.includes(at) ? { ...move, state: "moving" as const } : move,
    );
    return [{ ...seen, moves }, places.flatMap((at) => moves[at] ?? [])];
  }
  if (seen.moves.some(({ state }) => state === "moving")) return [seen, []];
  const why = `${first.machineName} was not moved: ${first.problem ?? "its move failed"}`;
  return [endRun(seen, { state: "failed", problem: why, nowMs }), []];
}

/** No other move begins; with those that are under way, to be cancelled. */
export function stop(run: PlacementRun, by: string): readonly [PlacementRun, OperationId[]] {
  const moving = run.moves.filter(({ state }) => state === "moving");
  const stopped = { ...stay(run), stoppedBy: by };
  return [stopped, moving.map(({ operation }) => operation)];
}

export function movedText({ moves }: PlacementRun): string {
  const moved = moves.filter(({ state }) => state === "moved").length;
  return `${moved} of ${counted(moves.length, "move")} made`;
}

/** The request of one of its moves was refused. */
export function refuse(run: PlacementRun, operation: OperationId, problem: string): PlacementRun {
  const moves = run.moves.map((move) =>
    move.operation === operation && move.state === "moving"
      ? { ...move, state: "failed" as const, problem: problem.slice(0, 1_000) }
      : move,
  );
  return { ...run, moves };
}

/** What a run that was under way is after a restart. */
export function interrupt(run: PlacementRun, nowMs: number): PlacementRun {
  if (run.endedAt !== null) return run;
  const begun = run.moves.filter(({ state }) => state !== "planned").length;
  const rest = run.moves.length - begun;
  const problem =
    `The control plane was started anew: ${begun} of its ${run.moves.length} moves were asked for and end by ` +
    `themselves, ${rest} were not. Make a new plan of the fleet as it is now`;
  return endRun(run, { state: "interrupted", problem, nowMs });
}

function endRun(
  run: PlacementRun,
  { state, problem, nowMs }: Pick<PlacementRun, "state" | "problem"> & { nowMs: number },
): PlacementRun {
  return { ...stay(run), state, problem, endedAt: nowMs };
}

function stay(run: PlacementRun): PlacementRun {
  const moves = run.moves.map((move) =>
    move.state === "planned" ? { ...move, state: "stays" as const } : move,
  );
  return { ...run, moves };
}
