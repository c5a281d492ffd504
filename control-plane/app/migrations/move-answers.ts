import type { MigrationFinding } from "@novacron/protocol/domain/migration";
import { hasEnded } from "@novacron/protocol/domain/operation";
import { NovaError, type Problem, toProblem } from "@novacron/protocol/errors/nova-error";
import type { MigrationAnswer } from "@novacron/protocol/messages/migration-answer";
import type { Now } from "../operations/engine.ts";
import { again, begin, type MoveAfter } from "./move-acts.ts";
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
  isActing,
  isMemoryLost,
  type MoveTools,
  migrationOf,
  type OpenMove,
  stepName,
  withMigration,
  withRow,
} from "./move-state.ts";
import type { MoveStepName } from "./move-steps.ts";
import { nameHosts } from "./name-hosts.ts";

/** An agent says that the act under way was done. */
export function onDone(
  move: OpenMove,
  name: MoveStepName,
  {
    answer,
    now,
    tools,
  }: {
    readonly answer: MigrationAnswer | null;
    readonly now: Now;
    readonly tools: MoveTools;
  },
): MoveAfter {
  const done = closeStep(move, "done", now);
  const isHere = migrationOf(move).kind === "storage";
  switch (name) {
    case "describe":
      if (answer?.kind !== "migration.describe") break;
      return onDescribed(done, answer, now);
    case "check":
      if (answer?.kind !== "migration.check") break;
      if (answer.findings.length > 0) return [refused(done, answer.findings, now), []];
      return begin(withRow(done, { port: answer.port }), isHere ? "prepare" : "reach", now);
    case "reach":
      if (answer?.kind !== "migration.reach") break;
      if (answer.findings.length > 0) return [refused(done, answer.findings, now), []];
      return begin(withRow(done, { address: answer.address }), "prepare", now);
    case "prepare": {
      if (answer?.kind !== "migration.prepare") break;
      if (tools.isBeingSampled()) return [{ ...move, prepared: answer }, []];
      const { port, luggagePort, disks } = answer;
      const prepared = withRow(done, { port, luggagePort, disks });
      return begin(forecast(prepared, tools), "perform", now);
    }
    case "perform": {
      const measured = answer?.kind === "migration.perform" ? answer.measured : null;
      const postCopy = answer?.kind === "migration.perform" && answer.postCopy;
      const result = { ...done.operation.result, postCopy };
      const operation = { ...done.operation, result, progress: null };
      const told = withMigration({ ...done, operation }, { measured });
      if (isHere) return begin(told, "release", now);
      return begin(told, "arrive", now);
    }
    case "adopt":
      return begin(withRow(done, { hold: "arrived" }), "release", now);
    case "release":
      return isHere ? [endMoved(done, now), []] : begin(done, "confirm", now);
    case "abandon":
      return onSworn(done, now);
    case "resume":
      return clear(done, now);
    case "adjust":
    case "settle":
    case "arrive":
    case "confirm":
    case "clear":
      return [move, []];
  }
  return onFailed(move, name, { problem: unlike(move, name), now });
}

/** The sample that its forecast waited for was taken, or failed. */
export function onSampled(
  move: OpenMove,
  more: { readonly now: Now; readonly tools: MoveTools },
): MoveAfter {
  const { prepared, ...rest } = move;
  const isWaiting = stepName(move) === "prepare" && isActing(move);
  if (prepared === undefined || !isWaiting) return [move, []];
  return onDone(rest, "prepare", { ...more, answer: prepared });
}

/** An agent says that the act under way failed. */
export function onFailed(
  move: OpenMove,
  name: MoveStepName,
  { problem, now }: { readonly problem: Problem; readonly now: Now },
): MoveAfter {
  const failed = closeStep(move, "failed", now);
  const isCancelling = move.operation.state === "cancelling";
  const state = isCancelling && problem.code === "CANCELLED" ? "cancelled" : "failed";
  // The agent's word proves that it was never begun, or that it may be done again.
  const mayRepeat = problem.code === "COMMAND_EXPIRED" || repeatable.has(name);
  const second = mayRepeat && !isCancelling ? again(failed, now, problem) : null;
  switch (name) {
    case "describe":
    case "check":
    case "reach":
      if (second !== null && isLost(problem)) return second;
      return [endBefore(failed, state, { problem, now }), []];
    case "prepare":
      if (second !== null && problem.code === "COMMAND_EXPIRED") return second;
      return undo(failed, { state, problem }, now);
    case "perform":
      if (second !== null && problem.code === "COMMAND_EXPIRED") return second;
      if (isCertain(problem)) return undo(failed, { state, problem }, now);
      return begin(withRow(failed, { why: { state: "failed", problem } }), "settle", now);
    case "adopt":
      // It was unclear, and a person chose meanwhile.
      if (problem.code === "GENERATION_REFUSED" && hasEnded(move.operation.state))
        return [withRow(failed, { owes: "nothing" }), []];
      if (second !== null) return second;
      return [
        endUnclear(failed, `it arrived, and was not taken over: ${problem.message}`, now),
        [],
      ];
    case "release":
      return second ?? [endUnconfirmed(failed, now), []];
    case "abandon":
      if (problem.code === "MIGRATION_ARRIVED")
        return begin(withRow(failed, { why: null }), "arrive", now);
      return second ?? [endUndoOwed(failed, "abandon", now), []];
    case "resume":
      return second ?? [endUndoOwed(failed, "resume", now), []];
    default:
      return [move, []];
  }
}

const repeatable: ReadonlySet<MoveStepName> = new Set([
  "describe",
  "check",
  "reach",
  "adopt",
  "release",
  "abandon",
  "resume",
]);

/** The agent was cut off, or libvirt did not say, or it starts anew just now. */
function isLost({ code }: Problem): boolean {
  return [
    "COMMAND_EXPIRED",
    "COMMAND_INTERRUPTED",
    "LIBVIRT_TIMEOUT",
    "LIBVIRT_UNAVAILABLE",
  ].includes(code);
}

/** Failures of `perform` that prove where the machine is; see protocol/messages/migration-answer.ts. */
function isCertain({ code }: Problem): boolean {
  return [
    "MIGRATION_FAILED",
    "MIGRATION_NOT_CONVERGED",
    "MIGRATION_MEMORY_LOST",
    "CANCELLED",
    // Never begun.
    "COMMAND_EXPIRED",
    "EPOCH_REFUSED",
    "GENERATION_REFUSED",
  ].includes(code);
}

function onDescribed(
  move: OpenMove,
  { description }: Extract<MigrationAnswer, { kind: "migration.describe" }>,
  now: Now,
): MoveAfter {
  const finding = changedSince(move, description);
  if (finding !== null) return [refused(move, [finding], now), []];
  return begin(withRow(move, { description }), "check", now);
}

/** It was asked for one machine in one state; another one is another wish. */
function changedSince(
  { row }: OpenMove,
  described: { readonly generation: number; readonly running: boolean },
): MigrationFinding | null {
  if (described.running === row.runs && described.generation === row.before) return null;
  const text = described.running ? "It runs by now" : "It does not run any more";
  const changed = described.running === row.runs ? "Its generation is another one by now" : text;
  return { code: "changed", text: changed, remedy: "Ask for the move again" };
}

/** A source that was kept waiting, or whose copy ended in post-copy, has to hear that it alone has the machine. */
function onSworn(move: OpenMove, now: Now): MoveAfter {
  const waited = move.operation.steps.some(
    ({ name, state }) => name === "settle" || (name === "perform" && state === "done"),
  );
  return waited || isMemoryLost(move) ? begin(move, "resume", now) : clear(move, now);
}

/** All is undone. Whoever asks for something right after the end must not be refused for a report that is older. */
function clear(move: OpenMove, now: Now): MoveAfter {
  if (migrationOf(move).kind === "storage") return [endUndone(move, now), []];
  return begin(move, "clear", now);
}

function refused(move: OpenMove, found: readonly MigrationFinding[], now: Now): OpenMove {
  const { operation, row } = move;
  const [from, to] = [operation.hostName, migrationOf(move).targetName];
  const hosts = [
    { id: row.source, name: from },
    { id: row.target, name: to },
  ];
  // The source dials; all else is tried by the target.
  const by = stepName(move) === "reach" ? from : to;
  const findings = nameHosts(found, { by, hosts });
  const attempted = `move ${operation.machineName} from ${from} to ${to}`;
  const error = new NovaError("ACTION_NOT_POSSIBLE", attempted, {
    details: {
      obstacles: findings.map(({ code }) => code),
      reasons: findings.map(({ text }) => text),
      remedies: findings.map(({ remedy }) => remedy),
    },
    next: findings
      .map(({ remedy }) => remedy)
      .join("; ")
      .slice(0, 1_000),
  });
  const ended = endBefore(move, "failed", { problem: toProblem(error, attempted), now });
  return withMigration(ended, { findings: [...findings] });
}

function forecast(move: OpenMove, tools: MoveTools): OpenMove {
  const made = tools.forecast(move);
  if (made === null) return move;
  return withMigration(withRow(move, { subject: made.subject }), { forecast: made.forecast });
}

function unlike({ operation }: OpenMove, name: MoveStepName): Problem {
  const attempted = `read the answer to ${name} the move of ${operation.machineName}`;
  return toProblem(new NovaError("INTERNAL", attempted), attempted);
}
