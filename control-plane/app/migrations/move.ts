import type { MigrationAdjustment } from "@novacron/protocol/domain/migration";
import type { Obstacle } from "@novacron/protocol/domain/obstacle";
import { hasEnded, type Operation } from "@novacron/protocol/domain/operation";
import { NovaError, toProblem } from "@novacron/protocol/errors/nova-error";
import type { CommandEvent } from "@novacron/protocol/messages/command";
import type { MoveRow } from "../../ports/move-tables.ts";
import { parseCommandId } from "../operations/command-id.ts";
import type { Now } from "../operations/engine.ts";
import {
  appended,
  begin,
  cancelOf,
  type MoveAfter,
  moveTries,
  openAdjustments,
  send,
} from "./move-acts.ts";
import { onDone, onFailed, onSampled } from "./move-answers.ts";
import { endBefore, owedAgainMs, undo } from "./move-end.ts";
import {
  hostOf,
  isActing,
  isOver,
  type MoveTools,
  migrationOf,
  type OpenMove,
  type See,
  stepName,
  withMigration,
  withRow,
  withStep,
} from "./move-state.ts";
import { type MoveStepName, moveSteps } from "./move-steps.ts";
import { onHeard, onObserved, onOverdue } from "./move-watch.ts";

/**
 * The life of one move, without I/O. The steps, and what undoes them, stand in move-steps.ts.
 *
 *   planned ──turn──> preparing ──> moving ──────────> confirming ──> done
 *      │                  │           │ │ unclear          ^
 *      │ cancel           │ fails     │ └──> switching ────┤ it is there
 *      v                  v           v          │         │
 *   undone <── sworn ── undoing <─────┴──────────┘ ────────┘ abandon says that it is there
 *
 * An act leaves only after its intent is stored, under the id of its step, and is sent again until its agent answers.
 * A second act of a step has an id of its own, and is made only where the first is proven to have left nothing. What a
 * host that is away owes is asked for when it is back, after the operation has ended.
 */
export type MoveEvent =
  | { readonly type: "agent"; readonly event: CommandEvent }
  | { readonly type: "observed" | "tick"; readonly see: See }
  | { readonly type: "reconnected" }
  | { readonly type: "cancel"; readonly by: string }
  /** It is its turn, or how it writes was sampled, or it waits for these. */
  | { readonly type: "turn" | "sampled" }
  | { readonly type: "waits"; readonly for: readonly string[] }
  | { readonly type: "adjust"; readonly change: MigrationAdjustment };

/** A move as it begins, or as it goes on after a restart: its act is sent at once. */
export function openMove(operation: Operation, row: MoveRow, now: Now): OpenMove {
  const name = operation.steps[row.at]?.name as MoveStepName | undefined;
  const isWaiting = name === undefined;
  const giveUpMs = name === "perform" ? (operation.migration?.options.giveUpAfterMs ?? 0) : 0;
  return {
    operation,
    row,
    deadlineMs: isWaiting
      ? now.monotonicMs + Math.max(0, operation.deadlineAt - now.wallMs)
      : now.monotonicMs + moveSteps[name].patienceMs + giveUpMs,
    nextSendMs: isWaiting ? Number.POSITIVE_INFINITY : now.monotonicMs,
    sends: 0,
  };
}

export function stepMove(move: OpenMove, event: MoveEvent, now: Now, tools: MoveTools): MoveAfter {
  if (isOver(move)) return [move, []];
  switch (event.type) {
    case "agent":
      return onAgent(move, event.event, { now, tools });
    case "observed":
      return onObserved(move, event.see, now);
    case "reconnected":
      return onHeard(move, now);
    case "cancel":
      return onCancel(move, event.by, now);
    case "turn":
      return move.row.at < 0 ? begin(begun(move, now), firstStep(move), now) : [move, []];
    case "sampled":
      return onSampled(move, { now, tools });
    case "waits":
      return [move.row.at < 0 ? withMigration(move, { waitsFor: [...event.for] }) : move, []];
    case "adjust":
      return onAdjust(move, event.change, now);
    case "tick":
      return onTick(move, event.see, now);
  }
}

/** When `tick` has something to do for this move. */
export function moveDueMs(move: OpenMove): number {
  if (isOver(move)) return Number.POSITIVE_INFINITY;
  if (isOwing(move)) return mayAskAgain(move) ? move.nextSendMs : Number.POSITIVE_INFINITY;
  return Math.min(move.deadlineMs, move.nextSendMs);
}

export function isCancellable(move: OpenMove): boolean {
  return !hasEnded(move.operation.state);
}

/** Why it cannot be adjusted now, or null. */
export function whyNotAdjusted(move: OpenMove, change: MigrationAdjustment): Obstacle | null {
  const { options, phase } = migrationOf(move);
  if (stepName(move) !== "perform") {
    const text = `Nothing flows just now: the move is ${phase}`;
    return {
      code: "phase",
      text,
      remedy: "Change it while it is moving; until then it can be cancelled",
    };
  }
  if (change.postCopy === true && options.postCopy !== true) {
    const text = "It was not started with post-copy allowed";
    return {
      code: "post-copy",
      text,
      remedy: "Allow a longer pause, or cancel it and move it with post-copy",
    };
  }
  const made = Object.keys(move.row.adjustments).length;
  if (made < moveTries.adjustments) return null;
  const text = `It was changed ${made} times already`;
  return {
    code: "changed-too-often",
    text,
    remedy: "Let it run, or cancel it and move it with other limits",
  };
}

function firstStep(move: OpenMove): MoveStepName {
  return (move.operation.steps[0]?.name as MoveStepName | undefined) ?? "describe";
}

function begun(move: OpenMove, now: Now): OpenMove {
  const operation = { ...move.operation, state: "running" as const, startedAt: now.wallMs };
  return withRow({ ...move, operation }, { hold: "moving" });
}

function onAgent(
  move: OpenMove,
  event: CommandEvent,
  { now, tools }: { readonly now: Now; readonly tools: MoveTools },
): MoveAfter {
  const about = parseCommandId(event.id);
  const name = move.operation.steps[about?.step ?? -1]?.name as MoveStepName | undefined;
  if (about === null || name === undefined || event.host !== hostOf(move, name)) return [move, []];
  if (name === "adjust") return [onAdjusted(move, about.step, { event, now }), []];
  if (about.step !== move.row.at || !isActing(move))
    return [move, lateWord(move, about.step, event)];
  const taken = accepted(move, now);
  switch (event.type) {
    case "accepted":
      return [taken, []];
    case "progress":
      return [progressed(taken, event), []];
    case "succeeded":
      return onDone(taken, name, { answer: event.migration ?? null, now, tools });
    case "failed":
      return onFailed(taken, name, { problem: event.problem, now });
  }
}

function accepted(move: OpenMove, now: Now): OpenMove {
  const { at } = move.row;
  if (move.operation.steps[at]?.state === "running") return move;
  return withStep(move, at, { state: "running", startedAt: now.wallMs });
}

function progressed(
  move: OpenMove,
  event: Extract<CommandEvent, { readonly type: "progress" }>,
): OpenMove {
  if (stepName(move) !== "perform") return move;
  const progress = event.ratio ?? move.operation.progress;
  const told = { ...move, operation: { ...move.operation, progress } };
  return event.migration === undefined ? told : withMigration(told, { progress: event.migration });
}

/** A repeat is expected; an act that was declared to have failed and yet reports a result is not. */
function lateWord({ operation }: OpenMove, step: number, event: CommandEvent): MoveAfter[1] {
  const one = operation.steps[step];
  if (event.type !== "succeeded" || one?.state !== "failed" || one.name !== "perform") return [];
  const text = `the agent says that command ${event.id} was done, and said before that it was not`;
  return [{ type: "contradiction", text }];
}

function onCancel(move: OpenMove, by: string, now: Now): MoveAfter {
  const { operation } = move;
  if (hasEnded(operation.state) || operation.state === "cancelling") return [move, []];
  const asked: OpenMove = {
    ...move,
    sends: 0,
    operation: { ...operation, state: "cancelling", cancelRequestedBy: by },
  };
  const attempted = `move ${operation.machineName} to ${migrationOf(move).targetName}`;
  const problem = toProblem(new NovaError("CANCELLED", attempted), attempted);
  switch (stepName(move)) {
    case null:
      return [endBefore(asked, "cancelled", { problem, now }), []];
    case "describe":
    case "check":
    case "reach":
      return [endBefore(asked, "cancelled", { problem, now }), cancelOf(move)];
    case "prepare": {
      const [undoing, effects] = undo(asked, { state: "cancelled", problem }, now);
      return [undoing, [...cancelOf(move), ...effects]];
    }
    case "perform":
      return send(asked, now);
    // It was handed over, or it is being undone already: it goes on to its end.
    default:
      return [asked, []];
  }
}

function onAdjust(move: OpenMove, change: MigrationAdjustment, now: Now): MoveAfter {
  if (whyNotAdjusted(move, change) !== null) return [move, []];
  const longer = appended(move, "adjust");
  const at = longer.operation.steps.length - 1;
  const adjustments = { ...move.row.adjustments, [String(at)]: change };
  const { postCopy: _, ...limits } = change;
  const options = { ...migrationOf(move).options, ...limits };
  const wished = withMigration(withRow(longer, { adjustments }), { options });
  const [sent] = send(wished, now);
  const host = move.row.source;
  return [sent, [{ type: "send", host, step: at }]];
}

function onAdjusted(
  move: OpenMove,
  step: number,
  { event, now }: { readonly event: CommandEvent; readonly now: Now },
): OpenMove {
  if (!openAdjustments(move).includes(step)) return move;
  const startedAt = move.operation.steps[step]?.startedAt ?? now.wallMs;
  if (event.type === "accepted" || event.type === "progress") {
    return withStep(move, step, { state: "running", startedAt });
  }
  const state = event.type === "succeeded" ? "done" : "failed";
  return withStep(move, step, { state, startedAt, endedAt: now.wallMs });
}

function onTick(move: OpenMove, see: See, now: Now): MoveAfter {
  if (isOwing(move)) return onOwing(move, see, now);
  if (move.row.at < 0) {
    if (now.monotonicMs < move.deadlineMs) return [move, []];
    const attempted = `move ${move.operation.machineName}: its turn did not come in time`;
    const problem = toProblem(new NovaError("DEADLINE_EXCEEDED", attempted), attempted);
    return [endBefore(move, "failed", { problem, now }), []];
  }
  const [seen, effects] = onObserved(move, see, now);
  if (seen !== move) return [seen, effects];
  if (now.monotonicMs >= move.deadlineMs) return onOverdue(move, see, now);
  return now.monotonicMs >= move.nextSendMs ? send(move, now) : [move, []];
}

/** The operation has ended, and what a host owes was refused by it or could not be asked for. */
function isOwing(move: OpenMove): boolean {
  return hasEnded(move.operation.state) && !isActing(move);
}

function mayAskAgain({ operation }: OpenMove): boolean {
  return operation.steps.length < moveTries.steps;
}

/** A host that is heard is asked again now and then: what hindered it, a libvirtd that was down, may be over. */
function onOwing(move: OpenMove, see: See, now: Now): MoveAfter {
  const { owes } = move.row;
  if (owes === "nothing" || !mayAskAgain(move) || now.monotonicMs < move.nextSendMs)
    return [move, []];
  const host = hostOf(move, owes);
  if (host !== null && see(host).isHostHeard) return begin(move, owes, now);
  return [{ ...move, nextSendMs: now.monotonicMs + owedAgainMs(move, owes) }, []];
}
