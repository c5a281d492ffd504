import type { Obstacle } from "@novacron/protocol/domain/obstacle";
import { isScheduled, type Operation } from "@novacron/protocol/domain/operation";
import { NovaError, type Problem, toProblem } from "@novacron/protocol/errors/nova-error";
import { isPersonal, refusal } from "../operations/admission.ts";
import type { Now } from "../operations/engine.ts";
import type { Running, RunningEvent } from "../operations/running.ts";

/** Moves that may wait for their time at once; one for each machine. */
export const scheduledMost = 200;
/** A move whose time was missed by more, as by a control plane that was down, is not made up for at another hour. */
const latestMs = 3_600_000;
/** How long what stands against it may last, from when it is first judged. */
const patienceMs = 600_000;
const againMs = 30_000;
const dayMs = 86_400_000;
export const mostAheadMs = 7 * dayMs;

/** The time for which a move is asked; null where that is now. */
export function timeAsked(
  notBefore: number | undefined,
  { attempted, nowMs }: { readonly attempted: string; readonly nowMs: number },
): number | null {
  if (notBefore === undefined || notBefore <= nowMs) return null;
  if (notBefore <= nowMs + mostAheadMs) return notBefore;
  throw new NovaError("BAD_REQUEST", `${attempted}: params.migration.notBefore`, {
    next: "Name a time within the next seven days",
  });
}

/** What of the token that asks stands against a time: by one that has ended then nothing begins. */
export function timeObstacles(
  tokenExpiresAt: number | null | undefined,
  notBefore: number | null,
): readonly Obstacle[] {
  if (tokenExpiresAt == null || notBefore === null || tokenExpiresAt > notBefore) return [];
  return [
    {
      code: "token",
      text: `The token that asks ends on ${minuteText(tokenExpiresAt)}, before the move's time, ${minuteText(notBefore)}`,
      remedy: "Ask with a token that lives until then, log in, or name an earlier time",
    },
  ];
}

/** A move that waits for its time. Only whether the person may ask for it is judged now: the rest may change. */
export function scheduled(
  made: Operation,
  given: {
    readonly attempted: string;
    readonly notBefore: number;
    readonly obstacles: readonly Obstacle[];
    readonly open: readonly Operation[];
  },
): Operation {
  const { attempted, notBefore, obstacles, open } = given;
  const personal = obstacles.filter(({ code }) => isPersonal(code) || code === "receive");
  if (personal.length > 0) throw refusal(attempted, personal);
  const others = open.filter(isScheduled);
  if (others.some(({ machine }) => machine === made.machine)) {
    const next = "Cancel the one that waits for its time, then ask for another";
    throw new NovaError("CONFLICT", `${attempted}: a move of it is asked for already`, { next });
  }
  if (others.length >= scheduledMost) {
    const details = { open: others.length, limit: scheduledMost };
    throw new NovaError("OVERLOADED", attempted, { details });
  }
  const { migration } = made;
  if (migration === undefined) return made;
  return {
    ...made,
    deadlineAt: notBefore + latestMs,
    migration: { ...migration, phase: "scheduled", waitsFor: [timeText(notBefore)] },
  };
}

/**
 * A move that waits for its time, as Operations carries it out. It holds nothing: no reservation, no place in the queue, no
 * gate, and not its machine. When its time has come it is judged anew, and becomes a move like any other or ends.
 */
export class ScheduledMove implements Running {
  readonly operation: Operation;
  readonly hosts = [];
  readonly dueMs = Number.POSITIVE_INFINITY;
  readonly deadlineMs = Number.POSITIVE_INFINITY;
  readonly #triedMs: { readonly first: number; readonly last: number } | null;

  constructor(operation: Operation, triedMs: ScheduledMove["tried"] = null) {
    this.operation = operation;
    this.#triedMs = triedMs;
  }

  get tried(): { readonly first: number; readonly last: number } | null {
    return this.#triedMs;
  }

  get isOver(): boolean {
    return !isScheduled(this.operation);
  }

  /** By the wall clock, whatever it did meanwhile. */
  isDue(now: Now): boolean {
    const tried = this.#triedMs;
    if (this.isOver || now.wallMs < notBeforeOf(this.operation)) return false;
    return tried === null || now.monotonicMs >= tried.last + againMs;
  }

  step(event: RunningEvent, now: Now): ReturnType<Running["step"]> {
    if (this.isOver) return [this, []];
    if (event.type === "cancel") {
      const problem = cancelled(this.operation);
      const asked = { ...this.operation, cancelRequestedBy: event.by };
      return [new ScheduledMove(ended(asked, "cancelled", { problem, now })), []];
    }
    return event.type === "refused" ? [this.#refused(event, now), []] : [this, []];
  }

  act(): null {
    return null;
  }

  /** The operation is all there is. */
  write(): void {}

  #refused(
    { problem, isFinal }: Extract<RunningEvent, { readonly type: "refused" }>,
    now: Now,
  ): ScheduledMove {
    const first = this.#triedMs?.first ?? now.monotonicMs;
    if (isFinal || now.monotonicMs - first >= patienceMs) {
      return new ScheduledMove(ended(this.operation, "failed", { problem, now }));
    }
    const { migration } = this.operation;
    if (migration === undefined) return this;
    const waitsFor = reasonsOf(problem);
    const told = { ...this.operation, migration: { ...migration, waitsFor } };
    return new ScheduledMove(told, { first, last: now.monotonicMs });
  }
}

/** Why it is too late for a move; null where it is not. */
export function tooLate(operation: Operation, nowMs: number): NovaError | null {
  const lateMs = nowMs - notBeforeOf(operation);
  if (lateMs <= latestMs) return null;
  return new NovaError("DEADLINE_EXCEEDED", `${wishText(operation)}: its time is long over`, {
    details: { lateMs },
    next: "The control plane did not run then, or its clock was set; ask for it again",
  });
}

export function notBeforeOf({ params }: Operation): number {
  return params.migration?.notBefore ?? 0;
}

function ended(
  operation: Operation,
  state: "failed" | "cancelled",
  { problem, now }: { readonly problem: Problem; readonly now: Now },
): Operation {
  const { migration } = operation;
  const over = { state, problem, endedAt: now.wallMs };
  if (migration === undefined) return { ...operation, ...over };
  const told = { phase: "undone", outcome: "not-moved", waitsFor: [] } as const;
  return { ...operation, ...over, migration: { ...migration, ...told, waitsFor: [] } };
}

function cancelled(operation: Operation): Problem {
  const attempted = wishText(operation);
  return toProblem(new NovaError("CANCELLED", attempted), attempted);
}

function wishText({ machineName, migration }: Operation): string {
  return `move ${machineName} to ${migration?.targetName} at its time`;
}

/** As the fields of an operation hold them. */
function reasonsOf({ message, details }: Problem): string[] {
  const reasons = details?.reasons;
  const all = Array.isArray(reasons) && reasons.length > 0 ? reasons : [message];
  return all.slice(0, 16).map((one) => one.slice(0, 255));
}

function timeText(notBefore: number): string {
  return `its time, ${minuteText(notBefore)}`;
}

function minuteText(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
