import { hasEnded, type OperationStep } from "@novacron/protocol/domain/operation";
import type { MigrationOutcome } from "@novacron/protocol/domain/operation-migration";
import { NovaError, type Problem, toProblem } from "@novacron/protocol/errors/nova-error";
import type { Now } from "../operations/engine.ts";
import { begin, type MoveAfter, moveTries } from "./move-acts.ts";
import { isMemoryLost, migrationOf, type OpenMove, withMigration, withRow } from "./move-state.ts";
import { nameAll } from "./name-hosts.ts";

type Ended = "succeeded" | "failed" | "cancelled" | "needs-attention";
interface End {
  readonly state: Ended;
  readonly outcome: MigrationOutcome;
  readonly problem: Problem | null;
  readonly now: Now;
}

/** Nothing was changed on any host, so there is nothing to undo. */
export function endBefore(
  move: OpenMove,
  state: "failed" | "cancelled",
  { problem, now }: { readonly problem: Problem; readonly now: Now },
): OpenMove {
  const ended = end(move, { state, outcome: "not-moved", problem, now });
  return withRow(withMigration(ended, { phase: "undone" }), { hold: "returned" });
}

/** The target swore: the source is the owner as before. */
export function endUndone(move: OpenMove, now: Now): OpenMove {
  const { why } = move.row;
  const free = withRow(move, { hold: "returned", owes: "nothing" });
  const done = withMigration(free, { undo: "done" });
  if (why === null) return withMigration(done, { outcome: "not-moved", phase: "undone" });
  const outcome = isMemoryLost(move) ? "memory-lost" : "not-moved";
  const ended = end(done, { ...why, outcome, now });
  return withMigration(ended, { phase: "undone" });
}

/** The target does not say that nothing came of it. The machine stays barred from a second start until it does. */
export function endUndoOwed(move: OpenMove, owes: "abandon" | "resume", now: Now): OpenMove {
  const { why } = move.row;
  const nextSendMs = now.monotonicMs + owedAgainMs(move, owes);
  const owing = withMigration({ ...withRow(move, { owes }), nextSendMs }, { undo: "owed" });
  if (hasEnded(move.operation.state) || why === null) return owing;
  // Where the source's own word was certain it still runs there; what is open is the target alone.
  const wasCertain = !move.operation.steps.some(({ name }) => name === "settle");
  const outcome = wasCertain ? "not-moved" : "unclear";
  const state = wasCertain ? why.state : "needs-attention";
  const ended = end(owing, { state, outcome, problem: why.problem, now });
  return withMigration(ended, { phase: wasCertain ? "undone" : "unclear" });
}

const firstAgainMs = 30_000;
const mostAgainMs = 900_000;

/** Until what a host owes is asked for again; longer each time. */
export function owedAgainMs(
  { operation }: OpenMove,
  owes: "abandon" | "resume" | "release",
): number {
  const asked = operation.steps.filter(({ name }) => name === owes).length - moveTries.acts;
  return Math.min(mostAgainMs, firstAgainMs * 2 ** Math.max(0, Math.min(5, asked)));
}

/** Two witnesses. */
export function endMoved(move: OpenMove, now: Now): OpenMove {
  const free = withRow(move, { hold: "left", owes: "nothing" });
  const result = {
    ...move.operation.result,
    confirmedBy: "reports of both hosts",
    host: move.row.target,
  };
  const told = hasEnded(free.operation.state)
    ? free
    : { ...free, operation: { ...free.operation, result, progress: 1 } };
  const ended = end(told, { state: "succeeded", outcome: "moved", problem: null, now });
  return withMigration(ended, { phase: "done", undo: "none" });
}

/** It runs on the target; the source was lost after the switch-over and has to let its copy go yet. */
export function endUnconfirmed(move: OpenMove, now: Now): OpenMove {
  const nextSendMs = now.monotonicMs + owedAgainMs(move, "release");
  const owing = { ...withRow(move, { hold: "arrived", owes: "release" }), nextSendMs };
  if (hasEnded(move.operation.state)) return owing;
  const result = {
    ...move.operation.result,
    confirmedBy: "outcome of the source's agent and report of the target",
    host: move.row.target,
  };
  const told = { ...owing, operation: { ...owing.operation, result, progress: 1 } };
  const outcome = "moved-source-unconfirmed";
  const ended = end(told, { state: "succeeded", outcome, problem: null, now });
  return withMigration(ended, { phase: "done", undo: "owed" });
}

/**
 * It cannot be known; neither copy may be started. The target is asked again until it swears or says that the machine
 * is there, so that it settles itself where no person chose before.
 */
export function endUnclear(move: OpenMove, what: string, now: Now): OpenMove {
  const { operation } = move;
  const { targetName } = migrationOf(move);
  const attempted = `move ${operation.machineName} from ${operation.hostName} to ${targetName}: ${what}`;
  const next =
    "The target is asked until it can tell. Or look at both hosts, and choose the true copy on the machine's page";
  const problem = toProblem(new NovaError("DEADLINE_EXCEEDED", attempted, { next }), attempted);
  const ended = end(move, { state: "needs-attention", outcome: "unclear", problem, now });
  const nextSendMs = now.monotonicMs + owedAgainMs(move, "abandon");
  const owing = { ...withRow(ended, { owes: "abandon" }), nextSendMs };
  return withMigration(owing, { phase: "unclear", undo: "owed" });
}

/** From here on the target is asked to take all back. */
export function undo(
  move: OpenMove,
  why: { readonly state: "failed" | "cancelled"; readonly problem: Problem },
  now: Now,
): MoveAfter {
  const undoing = withMigration(withRow(move, { why: move.row.why ?? why }), { undo: "under-way" });
  return begin(undoing, "abandon", now);
}

/** An operation that has ended stays as it ended; only what became of the machine is told when it is known. */
function end(move: OpenMove, { state, outcome, problem: told, now }: End): OpenMove {
  if (hasEnded(move.operation.state)) return withMigration(move, { outcome });
  const steps = move.operation.steps.map((one): OperationStep => {
    if (one.state === "running") return { ...one, state: "failed", endedAt: now.wallMs };
    return one.state === "waiting" ? { ...one, state: "skipped" } : one;
  });
  const { machine, source, target } = move.row;
  const problem =
    told &&
    nameAll(told, [
      { id: machine, name: move.operation.machineName },
      { id: source, name: move.operation.hostName },
      { id: target, name: migrationOf(move).targetName },
    ]);
  const operation = { ...move.operation, state, problem, steps, endedAt: now.wallMs };
  return withMigration({ ...move, operation }, { outcome, waitsFor: [] });
}
