import type { CommandId } from "@novacron/protocol/domain/ids";
import type { MachineReport } from "@novacron/protocol/domain/machine";
import { hasEnded, type Operation, type OperationStep } from "@novacron/protocol/domain/operation";
import type { Problem } from "@novacron/protocol/errors/nova-error";
import { NovaError, toProblem } from "@novacron/protocol/errors/nova-error";
import type { CommandEvent } from "@novacron/protocol/messages/command";
import { commandIdOf, parseCommandId } from "./command-id.ts";
import { kindPlans } from "./kinds.ts";
import { resendAfterMs } from "./resend.ts";

/**
 * The life of one operation, without I/O.
 *
 *   request ──stored──> pending ──accepted──> running ──succeeded──> running: confirm ──agrees──> succeeded
 *                          │                     │                         │
 *                          │<── expired, never begun: a new act, at most 3 │ 30 s without agreement,
 *                          │                     │                         v host connected
 *                          ├──────── failed ─────┴──────────> failed   needs-attention
 *                          ├── interrupted, libvirt timeout ─────────> needs-attention
 *                          ├── deadline ─────────────────────────────> needs-attention (and a fence)
 *                          └── cancel asked ──> cancelling ──the agent's own word──> cancelled, or as above
 *
 * An act leaves only after its intent is stored, always under the id of its step, and is sent again until
 * the agent answers; the agent's journal makes that one act. A new id is made only where the agent's word
 * proves that the old one was never begun. `succeeded` takes two sources: the agent's outcome and what the
 * host reports (or the stream that is there). What arrives late, twice or against the record of the
 * operation changes nothing and is counted or recorded.
 */
export interface OpenOperation {
  readonly operation: Operation;
  /** Monotonic; the wall clock may jump. */
  readonly deadlineMs: number;
  readonly nextSendMs: number;
  readonly sends: number;
  /** Since the act began its result was seen once, even if it is gone again. */
  readonly wasSeen: boolean;
  /** Monotonic time up to which the second source may take; null before the agent's outcome. */
  readonly confirmByMs: number | null;
}

export const engineLimits = {
  attempts: 3,
  confirmMs: 30_000,
} as const;

export type EngineEvent =
  | { readonly type: "agent"; readonly event: CommandEvent }
  | {
      readonly type: "observed";
      readonly report: MachineReport | null;
      readonly isHostHeard: boolean;
    }
  | { readonly type: "stream" }
  | { readonly type: "stream-failed"; readonly problem: Problem }
  | { readonly type: "reconnected" }
  | { readonly type: "cancel"; readonly by: string }
  | {
      readonly type: "tick";
      readonly report: MachineReport | null;
      readonly isHostHeard: boolean;
    };

export type EngineEffect =
  | { readonly type: "send"; readonly step: number }
  | { readonly type: "send-cancel"; readonly command: CommandId }
  /** Said by the agent against what is known; goes into the record. */
  | { readonly type: "contradiction"; readonly text: string };

export interface Now {
  readonly wallMs: number;
  readonly monotonicMs: number;
}

export type EngineStep = readonly [OpenOperation, readonly EngineEffect[]];

/** An operation as it begins, or as it goes on after a restart: its act is sent at once. */
export function open(operation: Operation, now: Now): OpenOperation {
  const left = Math.max(0, operation.deadlineAt - now.wallMs);
  const allowed = operation.deadlineAt - operation.requestedAt;
  const isConfirming = currentStep(operation) === confirmIndex(operation);
  return {
    operation,
    deadlineMs: now.monotonicMs + Math.min(left, allowed),
    nextSendMs: now.monotonicMs,
    sends: 0,
    wasSeen: false,
    confirmByMs: isConfirming ? now.monotonicMs + engineLimits.confirmMs : null,
  };
}

export function stepOperation(open: OpenOperation, event: EngineEvent, now: Now): EngineStep {
  if (hasEnded(open.operation.state)) return [open, []];
  switch (event.type) {
    case "agent":
      return onAgent(open, event.event, now);
    case "observed":
      return onObserved(open, event.report, now);
    case "stream":
      return onStream(open, now);
    case "stream-failed":
      return [end(open, "failed", { now, problem: event.problem }), cancelOf(open)];
    case "reconnected":
      return send({ ...open, sends: 0 }, now);
    case "cancel":
      return onCancel(open, event.by, now);
    case "tick":
      return onTick(open, event, now);
  }
}

/** When `tick` has something to do for this operation. */
export function dueMs(open: OpenOperation): number {
  return Math.min(
    open.deadlineMs,
    open.confirmByMs ?? Number.POSITIVE_INFINITY,
    isActing(open.operation) ? open.nextSendMs : Number.POSITIVE_INFINITY,
  );
}

/** The step under way: acts come first, the look at the result last. */
export function currentStep(operation: Operation): number {
  return operation.steps.findIndex((step) => step.state === "waiting" || step.state === "running");
}

export function isActing(operation: Operation): boolean {
  const index = currentStep(operation);
  return index >= 0 && index < confirmIndex(operation);
}

export function firstSteps(kind: Operation["kind"]): OperationStep[] {
  const { act, confirm } = kindPlans[kind];
  return [newStep(act), newStep(confirm)];
}

function newStep(name: string): OperationStep {
  return { name, state: "waiting", startedAt: null, endedAt: null };
}

function confirmIndex(operation: Operation): number {
  return operation.steps.length - 1;
}

function onAgent(open: OpenOperation, event: CommandEvent, now: Now): EngineStep {
  const { operation } = open;
  const about = parseCommandId(event.id);
  if (about === null || about.operation !== operation.id || event.host !== operation.host) {
    return [open, []];
  }
  if (!isActing(operation) || about.step !== currentStep(operation)) {
    return [open, lateWord(operation, about.step, event)];
  }
  switch (event.type) {
    case "accepted":
      return [accepted(open, now), []];
    case "progress": {
      const next = accepted(open, now);
      const progress = event.ratio ?? next.operation.progress;
      return [{ ...next, operation: { ...next.operation, progress } }, []];
    }
    case "succeeded":
      return [acted(accepted(open, now), event.result, now), []];
    case "failed":
      return onFailed(open, event.problem, now);
  }
}

/** A repeat is expected; an act that was declared never begun and yet reports a result is not. */
function lateWord(operation: Operation, step: number, event: CommandEvent): EngineEffect[] {
  if (event.type !== "succeeded" || operation.steps[step]?.state !== "failed") return [];
  const text = `the agent says that command ${event.id} was done, and said before that it never began`;
  return [{ type: "contradiction", text }];
}

function accepted(open: OpenOperation, now: Now): OpenOperation {
  const { operation } = open;
  const step = currentStep(operation);
  const isFirst = operation.steps[step]?.state === "waiting";
  const nextSendMs = now.monotonicMs + resendAfterMs(0, true);
  if (!isFirst && operation.state !== "pending") return { ...open, nextSendMs };
  return {
    ...open,
    nextSendMs,
    operation: {
      ...operation,
      state: operation.state === "pending" ? "running" : operation.state,
      startedAt: operation.startedAt ?? now.wallMs,
      steps: withStep(operation, step, { state: "running", startedAt: now.wallMs }),
    },
  };
}

function acted(open: OpenOperation, result: Operation["result"], now: Now): OpenOperation {
  const { operation } = open;
  const acts = withStep(operation, currentStep(operation), { state: "done", endedAt: now.wallMs });
  const confirm = { state: "running", startedAt: now.wallMs } as const;
  const next: OpenOperation = {
    ...open,
    confirmByMs: now.monotonicMs + engineLimits.confirmMs,
    operation: {
      ...operation,
      result: { ...operation.result, ...result },
      steps: withStep({ ...operation, steps: acts }, confirmIndex(operation), confirm),
    },
  };
  return open.wasSeen ? confirmed(next, now) : next;
}

function onObserved(open: OpenOperation, report: MachineReport | null, now: Now): EngineStep {
  const { operation } = open;
  const agrees = kindPlans[operation.kind].agrees(report, operation);
  if (!agrees) return [open, []];
  // While the agent acts a state is remembered only where the act must have brought it about.
  if (isActing(operation)) return [{ ...open, wasSeen: isTelling(operation) || open.wasSeen }, []];
  return [confirmed(open, now), []];
}

/** A reboot begins and ends running, so a running machine tells nothing before the agent's word. */
function isTelling(operation: Operation): boolean {
  return operation.kind !== "machine.reboot";
}

function onStream(open: OpenOperation, now: Now): EngineStep {
  if (isActing(open.operation)) return [{ ...open, wasSeen: true }, []];
  return [confirmed(open, now), []];
}

function confirmed(open: OpenOperation, now: Now): OpenOperation {
  const steps = withStep(open.operation, confirmIndex(open.operation), {
    state: "done",
    startedAt: open.operation.steps.at(-1)?.startedAt ?? now.wallMs,
    endedAt: now.wallMs,
  });
  const second = open.operation.kind === "machine.console" ? "tunnel" : "host report";
  const result = { ...open.operation.result, confirmedBy: `agent outcome and ${second}` };
  const operation = { ...open.operation, steps, result, progress: 1 };
  return end({ ...open, operation }, "succeeded", { now, problem: null });
}

function onFailed(open: OpenOperation, problem: Problem, now: Now): EngineStep {
  const { operation } = open;
  const acts = operation.steps.length - 1;
  const mayRetry = operation.state !== "cancelling" && acts < engineLimits.attempts;
  switch (problem.code) {
    case "COMMAND_EXPIRED":
      if (mayRetry && open.deadlineMs > now.monotonicMs) return anotherAct(open, now);
      break;
    case "CANCELLED":
      if (operation.cancelRequestedBy === null) break;
      return [end(open, "cancelled", { now, problem }), []];
    // The agent was cut off, or libvirt did not say: both leave open whether it took effect.
    case "COMMAND_INTERRUPTED":
    case "LIBVIRT_TIMEOUT":
      return [end(open, "needs-attention", { now, problem }), []];
  }
  return [end(open, "failed", { now, problem }), []];
}

/** The agent's word proves that the act never began, so a new one is safe. */
function anotherAct(open: OpenOperation, now: Now): EngineStep {
  const { operation } = open;
  const step = currentStep(operation);
  const failed = withStep(operation, step, { state: "failed", endedAt: now.wallMs });
  const steps = failed.toSpliced(step + 1, 0, newStep(kindPlans[operation.kind].act));
  return send({ ...open, sends: 0, operation: { ...operation, steps } }, now);
}

function onCancel(open: OpenOperation, by: string, now: Now): EngineStep {
  const { operation } = open;
  if (operation.state === "cancelling") return [open, []];
  const next: OpenOperation = {
    ...open,
    sends: 0,
    operation: { ...operation, state: "cancelling", cancelRequestedBy: by },
  };
  return isActing(operation) ? send(next, now) : [next, []];
}

function onTick(
  open: OpenOperation,
  event: Extract<EngineEvent, { type: "tick" }>,
  now: Now,
): EngineStep {
  const { operation } = open;
  if (now.monotonicMs >= open.deadlineMs) {
    const problem = unclear(open, event, "its time was over");
    return [end(open, "needs-attention", { now, problem }), cancelOf(open)];
  }
  if (open.confirmByMs !== null) {
    const [seen] = onObserved(open, event.report, now);
    if (hasEnded(seen.operation.state)) return [seen, []];
    if (now.monotonicMs < open.confirmByMs) return [open, []];
    // A host that is away may yet report: its silence is no contradiction.
    if (!event.isHostHeard) {
      return [{ ...open, confirmByMs: now.monotonicMs + engineLimits.confirmMs }, []];
    }
    const problem = unclear(open, event, "the host's report does not show it");
    return [end(open, "needs-attention", { now, problem }), []];
  }
  return isActing(operation) && now.monotonicMs >= open.nextSendMs ? send(open, now) : [open, []];
}

/** While cancelling the act itself follows the cancel, so that an agent that never had it can refuse it. */
function send(open: OpenOperation, now: Now): EngineStep {
  if (!isActing(open.operation)) return [open, []];
  const step = currentStep(open.operation);
  const sends = open.sends + 1;
  const isAccepted = open.operation.steps[step]?.state === "running";
  const pause = resendAfterMs(sends, isAccepted);
  const cancels = open.operation.state === "cancelling" ? cancelOf(open) : [];
  return [
    { ...open, sends, nextSendMs: now.monotonicMs + pause },
    [...cancels, { type: "send", step }],
  ];
}

/** Also the fence of an operation given up: an act that arrives after it is refused by the agent. */
function cancelOf(open: OpenOperation): EngineEffect[] {
  if (!isActing(open.operation)) return [];
  const command = commandIdOf(open.operation.id, currentStep(open.operation));
  return [{ type: "send-cancel", command }];
}

function unclear(
  open: OpenOperation,
  seen: { readonly report: MachineReport | null; readonly isHostHeard: boolean },
  why: string,
): Problem {
  const { operation } = open;
  const isAccepted = operation.startedAt !== null;
  const said = !isAccepted
    ? "the agent never said that it took the command"
    : isActing(operation)
      ? "the agent took the command and did not say how it ended"
      : "the agent said that it was done";
  const state = seen.report === null ? "not on the host" : seen.report.state;
  const heard = seen.isHostHeard ? "reports" : "is not heard now and last reported";
  const attempted =
    `${kindPlans[operation.kind].words[2]} ${operation.machineName} on ${operation.hostName}: ` +
    `${why}; ${said}; the host ${heard} the machine as ${state}`;
  const details = { machineState: state, hostHeard: seen.isHostHeard, accepted: isAccepted };
  return toProblem(new NovaError("DEADLINE_EXCEEDED", attempted, { details }), attempted);
}

function end(
  open: OpenOperation,
  state: "succeeded" | "failed" | "cancelled" | "needs-attention",
  { now, problem }: { readonly now: Now; readonly problem: Problem | null },
): OpenOperation {
  const { operation } = open;
  const steps = operation.steps.map((step): OperationStep => {
    if (step.state === "running") return { ...step, state: "failed", endedAt: now.wallMs };
    return step.state === "waiting" ? { ...step, state: "skipped" } : step;
  });
  return { ...open, operation: { ...operation, state, problem, steps, endedAt: now.wallMs } };
}

function withStep(
  operation: Operation,
  index: number,
  change: Partial<OperationStep>,
): OperationStep[] {
  return operation.steps.map((step, at) => (at === index ? { ...step, ...change } : step));
}
