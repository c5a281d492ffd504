import type { CommandId, HostId } from "@novacron/protocol/domain/ids";
import { hasEnded, type OperationStep } from "@novacron/protocol/domain/operation";
import type { Problem } from "@novacron/protocol/errors/nova-error";
import { commandIdOf } from "../operations/command-id.ts";
import type { Now } from "../operations/engine.ts";
import { resendAfterMs } from "../operations/resend.ts";
import {
  hostOf,
  migrationOf,
  type OpenMove,
  stepName,
  withMigration,
  withRow,
} from "./move-state.ts";
import { type MoveStepName, moveSteps } from "./move-steps.ts";

export const moveTries = {
  /** Acts of one step, where the agent's word proves that the one before did nothing that lasts. */
  acts: 3,
  /** Acts of one step whose host has no libvirt for a moment, with a longer pause before each. */
  patientActs: 6,
  adjustments: 8,
  /** Places for acts of what is owed to a host that is away are left free. */
  steps: 60,
} as const;

export type MoveEffect =
  | { readonly type: "send"; readonly host: HostId; readonly step: number }
  | { readonly type: "send-cancel"; readonly host: HostId; readonly command: CommandId }
  /** Said by an agent against what is known; goes into the record. */
  | { readonly type: "contradiction"; readonly text: string };

export type MoveAfter = readonly [OpenMove, readonly MoveEffect[]];

/** Goes on with a step: with its place in the list where it waits there, else with a new one. */
export function begin(move: OpenMove, name: MoveStepName, now: Now): MoveAfter {
  const { steps } = move.operation;
  const listed = steps.findIndex((one) => one.name === name && one.state === "waiting");
  const at = listed >= 0 ? listed : steps.length;
  const next = listed >= 0 ? move : appended(move, name);
  const patienceMs = moveSteps[name].patienceMs + extraMs(move, name);
  const begun = withRow({ ...next, deadlineMs: now.monotonicMs + patienceMs, sends: 0 }, { at });
  // What is owed is done after the operation has ended, and does not show as a phase of it.
  const shown = hasEnded(begun.operation.state)
    ? begun
    : withMigration(begun, { phase: moveSteps[name].phase, waitsFor: [] });
  return hostOf(shown, name) === null ? [observing(shown, now), []] : send(shown, now);
}

/** The act under way, once more; while cancelling after its cancel, so that it can be refused. */
export function send(move: OpenMove, now: Now): MoveAfter {
  const name = stepName(move);
  const host = name === null ? null : hostOf(move, name);
  // A look at reports: it was made, and the next follows the next report.
  if (name === null || host === null)
    return [{ ...move, nextSendMs: Number.POSITIVE_INFINITY }, []];
  const { at } = move.row;
  const sends = move.sends + 1;
  const isAccepted = move.operation.steps[at]?.state === "running";
  const nextSendMs = now.monotonicMs + resendAfterMs(sends, isAccepted);
  const isCancelling = move.operation.state === "cancelling" && name === "perform";
  const cancels = isCancelling ? cancelOf(move) : [];
  const sides = name === "perform" ? openAdjustments(move) : [];
  return [
    { ...move, sends, nextSendMs },
    [...cancels, ...[at, ...sides].map((step): MoveEffect => ({ type: "send", host, step }))],
  ];
}

/** Asks the agent to stop what it does; also the fence of an act that was given up. */
export function cancelOf(move: OpenMove): MoveEffect[] {
  const name = stepName(move);
  const host = name === null ? null : hostOf(move, name);
  if (host === null) return [];
  return [{ type: "send-cancel", host, command: commandIdOf(move.operation.id, move.row.at) }];
}

const firstPauseMs = 1_000;

/** A second act of the step under way, under an id of its own; at once, or after a pause where that alone can help. */
export function again(move: OpenMove, now: Now, { code }: Pick<Problem, "code">): MoveAfter | null {
  const name = stepName(move);
  if (name === null) return null;
  const waits = code === "LIBVIRT_UNAVAILABLE";
  const acts = move.operation.steps.filter((one) => one.name === name).length;
  const most = waits ? moveTries.patientActs : moveTries.acts;
  if (acts >= most || move.operation.steps.length >= moveTries.steps) return null;
  const [begun, effects] = begin(appended(move, name), name, now);
  if (!waits) return [begun, effects];
  return [{ ...begun, sends: 0, nextSendMs: now.monotonicMs + firstPauseMs * 2 ** (acts - 1) }, []];
}

export function appended(move: OpenMove, name: MoveStepName): OpenMove {
  const step: OperationStep = { name, state: "waiting", startedAt: null, endedAt: null };
  const steps = [...move.operation.steps, step];
  return { ...move, operation: { ...move.operation, steps } };
}

export function openAdjustments(move: OpenMove): number[] {
  return move.operation.steps.flatMap(({ name, state }, at) =>
    name === "adjust" && (state === "waiting" || state === "running") ? [at] : [],
  );
}

/** A look at the hosts' reports is due at once: they may have come before it, and then no other follows soon. */
function observing(move: OpenMove, now: Now): OpenMove {
  const steps = move.operation.steps.map((one, i) =>
    i === move.row.at ? { ...one, state: "running" as const, startedAt: now.wallMs } : one,
  );
  return { ...move, nextSendMs: now.monotonicMs, operation: { ...move.operation, steps } };
}

function extraMs(move: OpenMove, name: MoveStepName): number {
  return name === "perform" ? (migrationOf(move).options.giveUpAfterMs ?? 0) : 0;
}
