import { mayNeverHaveRun } from "@novacron/protocol/domain/arrival";
import { hasEnded } from "@novacron/protocol/domain/operation";
import { NovaError, type Problem, toProblem } from "@novacron/protocol/errors/nova-error";
import type { Now } from "../operations/engine.ts";
import { begin, cancelOf, type MoveAfter, moveTries, send } from "./move-acts.ts";
import {
  endBefore,
  endMoved,
  endUnclear,
  endUnconfirmed,
  endUndone,
  endUndoOwed,
  undo,
} from "./move-end.ts";
import {
  closeStep,
  hostOf,
  isAway,
  isThere,
  migrationOf,
  type OpenMove,
  type See,
  type Seen,
  stepName,
  withRow,
} from "./move-state.ts";
import { type MoveStepName, moveSteps } from "./move-steps.ts";

/** What the hosts report is looked at. */
export function onObserved(move: OpenMove, see: See, now: Now): MoveAfter {
  const { row } = move;
  const target = see(row.target);
  const source = see(row.source);
  switch (stepName(move)) {
    case "settle":
      // A copy half made of a machine that is off looks like a whole one, and within one host reports tell nothing: only
      // the target itself can tell.
      if (!row.runs || row.source === row.target)
        return begin(closeStep(move, "done", now), "abandon", now);
      // It swears that this never ran, or says that it did.
      if (target.report !== null && mayNeverHaveRun(target.report))
        return begin(closeStep(move, "done", now), "abandon", now);
      if (isThere(move, target) && isAway(source)) return arrived(move, now);
      if (source.report?.state === "running" && source.isHostHeard && !isThere(move, target)) {
        return begin(closeStep(move, "done", now), "abandon", now);
      }
      // Both have told: the source's copy stands still, and the target shows none. To that it swears, or it finds one.
      if (isStandingStill(move) && target.isHostHeard && target.report === null) {
        return begin(closeStep(move, "done", now), "abandon", now);
      }
      return [move, []];
    case "arrive":
      // A source that is not heard told by its agent's outcome, or is dead: the target's word counts.
      if (isThere(move, target) && (isAway(source) || !source.isHostHeard))
        return arrived(move, now);
      return [move, []];
    case "confirm": {
      const isMarked = target.report?.generation === migrationOf(move).next;
      if (!isMarked || source.report !== null) return [move, []];
      return [endMoved(closeStep(move, "done", now), now), []];
    }
    case "clear":
      return isClear(source, target)
        ? [endUndone(closeStep(move, "done", now), now), []]
        : [move, []];
    default:
      return [move, []];
  }
}

/** The step under way took longer than it may. */
export function onOverdue(move: OpenMove, see: See, now: Now): MoveAfter {
  const name = stepName(move);
  if (name === null) return [move, []];
  const failed = closeStep(move, "failed", now);
  const problem = late(move, name);
  switch (name) {
    case "describe":
    case "check":
    case "reach":
      if (isAwaited(move, see, { name, now })) return [later(move, now), []];
      return [endBefore(failed, "failed", { problem, now }), cancelOf(move)];
    case "prepare":
      return withCancel(move, undo(failed, { state: "failed", problem }, now));
    case "perform":
      return withCancel(
        move,
        begin(withRow(failed, { why: { state: "failed", problem } }), "settle", now),
      );
    case "settle":
      // It tells: it swears, or it says that the machine runs there.
      return begin(closeStep(move, "done", now), "abandon", now);
    case "arrive":
    case "adopt":
      return onTargetSilent(move, see, now);
    case "release":
      return [endUnconfirmed(failed, now), []];
    case "confirm":
      return onUnconfirmed(failed, see, now);
    case "abandon":
    case "resume":
      return [endUndoOwed(failed, name, now), []];
    case "clear":
      // It was sworn: what a report still shows then is true of another copy, or will be told later.
      return [endUndone(closeStep(move, "done", now), now), []];
    case "adjust":
      return [move, []];
  }
}

/** Its source said so: nothing flows any more, and what was lost was the target's answer. */
function isStandingStill({ row }: OpenMove): boolean {
  return row.why?.problem.code === "MIGRATION_UNCLEAR";
}

/** What the target swore and the source is rid of shows, so that nobody is refused the next act for what is over. */
function isClear(source: Seen, target: Seen): boolean {
  const isGone = target.report === null || !target.isHostHeard;
  return isGone && (source.report?.job !== "migration-out" || !source.isHostHeard);
}

/** Hosts come back one by one after a control plane that was started anew: its moves wait so long for theirs. */
const unheardMs = 300_000;
const lookAgainMs = 5_000;

function isEarly({ operation }: OpenMove, { wallMs }: Now): boolean {
  return wallMs - (operation.startedAt ?? operation.requestedAt) < unheardMs;
}

function isAwaited(
  move: OpenMove,
  see: See,
  { name, now }: { readonly name: MoveStepName; readonly now: Now },
): boolean {
  const host = hostOf(move, name);
  return host !== null && !see(host).isHostHeard && isEarly(move, now);
}

function later(move: OpenMove, { monotonicMs }: Now): OpenMove {
  return { ...move, deadlineMs: monotonicMs + lookAgainMs };
}

/** A host is heard anew: what it owes is asked for, what is under way is said again. */
export function onHeard(move: OpenMove, now: Now): MoveAfter {
  const { owes, at } = move.row;
  if (!hasEnded(move.operation.state)) {
    const name = stepName(move);
    const patienceMs = name === null ? 0 : moveSteps[name].patienceMs;
    const deadlineMs = isEarly(move, now)
      ? Math.max(move.deadlineMs, now.monotonicMs + patienceMs)
      : move.deadlineMs;
    return send({ ...move, sends: 0, deadlineMs }, now);
  }
  if (owes === "nothing") return [move, []];
  const state = move.operation.steps[at]?.state;
  const isAsked = state === "waiting" || state === "running";
  if (isAsked) return send({ ...move, sends: 0 }, now);
  if (move.operation.steps.length >= moveTries.steps) return [move, []];
  return begin(move, owes, now);
}

function arrived(move: OpenMove, now: Now): MoveAfter {
  return begin(withRow(closeStep(move, "done", now), { hold: "arrived", why: null }), "adopt", now);
}

/** The machine moved; its new host may be away for a while, and then tells. */
function onTargetSilent(move: OpenMove, see: See, now: Now): MoveAfter {
  const began = move.operation.steps[move.row.at]?.startedAt ?? now.wallMs;
  const isHeard = see(move.row.target).isHostHeard;
  if (!isHeard && now.wallMs - began < 900_000) {
    const [sent, effects] = send(move, now);
    return [{ ...sent, deadlineMs: now.monotonicMs + 60_000 }, effects];
  }
  const told = isHeard ? asked(move, see, now) : null;
  if (told !== null) return told;
  const what = isHeard
    ? "it was handed over, and the target does not report it"
    : "it was handed over, and the target is not heard";
  return [endUnclear(closeStep(move, "failed", now), what, now), cancelOf(move)];
}

/**
 * The target said that it is there, and reports nothing, while the source runs it: what it saw was on its way or being
 * taken away. It is asked once more, since only its oath lets the source go on.
 */
function asked(move: OpenMove, see: See, now: Now): MoveAfter | null {
  const source = see(move.row.source);
  const runsHere = source.isHostHeard && source.report?.state === "running";
  if (!runsHere || see(move.row.target).report !== null) return null;
  const asks = move.operation.steps.filter(({ name }) => name === "abandon").length;
  if (asks === 0 || asks >= moveTries.acts) return null;
  const problem = late(move, "perform");
  const why = move.row.why ?? { state: "failed" as const, problem };
  return begin(withRow(closeStep(move, "failed", now), { why }), "abandon", now);
}

/** Both agents said that it was done, and their reports do not show it. */
function onUnconfirmed(move: OpenMove, see: See, now: Now): MoveAfter {
  const { target } = move.row;
  const isMarked = see(target).report?.generation === migrationOf(move).next;
  if (isMarked || !see(target).isHostHeard) return [endUnconfirmed(move, now), []];
  const what = "both agents say that it is done, and the target does not report the new generation";
  return [endUnclear(move, what, now), []];
}

function withCancel(move: OpenMove, [after, effects]: MoveAfter): MoveAfter {
  return [after, [...cancelOf(move), ...effects]];
}

function late(move: OpenMove, name: MoveStepName): Problem {
  const { operation } = move;
  const where =
    hostOf(move, name) === move.row.target ? migrationOf(move).targetName : operation.hostName;
  const attempted = `move ${operation.machineName}: ${name} on ${where} did not end in its time`;
  return toProblem(new NovaError("DEADLINE_EXCEEDED", attempted), attempted);
}
