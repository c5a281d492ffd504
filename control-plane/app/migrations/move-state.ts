import { hasArrived } from "@novacron/protocol/domain/arrival";
import type { HostId } from "@novacron/protocol/domain/ids";
import type { MachineReport } from "@novacron/protocol/domain/machine";
import type { MigrationForecast, MoveSubject } from "@novacron/protocol/domain/migration-forecast";
import { hasEnded, type Operation, type OperationStep } from "@novacron/protocol/domain/operation";
import type { OperationMigration } from "@novacron/protocol/domain/operation-migration";
import { invariant } from "@novacron/protocol/errors/nova-error";
import type { MigrationAnswer } from "@novacron/protocol/messages/migration-answer";
import type { MoveRow } from "../../ports/move-tables.ts";
import type { Now } from "../operations/engine.ts";
import { type MoveStepName, moveSteps } from "./move-steps.ts";

/** One move as it is carried out. */
export interface OpenMove {
  readonly operation: Operation;
  readonly row: MoveRow;
  /** Monotonic; of the act under way. */
  readonly deadlineMs: number;
  readonly nextSendMs: number;
  readonly sends: number;
  /** What the target said of `prepare` while the machine was still being sampled; it says it again where this is lost. */
  readonly prepared?: MigrationAnswer;
}

/** What one host says of the machine. */
export interface Seen {
  readonly report: MachineReport | null;
  readonly isHostHeard: boolean;
}
export type See = (host: HostId) => Seen;

/** What the deciding needs of the fleet, as it stands. */
export interface MoveTools {
  /** Forecast right before the machine moves; null where too little is known. */
  readonly forecast: (
    move: OpenMove,
  ) => { readonly subject: MoveSubject; readonly forecast: MigrationForecast } | null;
  /** How it writes is being sampled beside its steps: the forecast waits for that. */
  readonly isBeingSampled: () => boolean;
}

/** Nothing is left to do, on any host. */
export function isOver(move: OpenMove): boolean {
  return hasEnded(move.operation.state) && move.row.owes === "nothing";
}

export function migrationOf(move: OpenMove): OperationMigration {
  const { migration } = move.operation;
  invariant(migration !== undefined, "a move has its part");
  return migration;
}

/** It was cut in post-copy and cannot be put together again: its disks are whole, and no copy runs. */
export function isMemoryLost({ row }: OpenMove): boolean {
  return row.why?.problem.code === "MIGRATION_MEMORY_LOST";
}

/** Name of the act under way; null while it waits for its turn. */
export function stepName(move: OpenMove): MoveStepName | null {
  return (move.operation.steps[move.row.at]?.name as MoveStepName | undefined) ?? null;
}

/** Its agent is asked, and has not said how it ended. */
export function isActing(move: OpenMove): boolean {
  const state = move.operation.steps[move.row.at]?.state;
  return state === "waiting" || state === "running";
}

export function hostOf(move: OpenMove, name: MoveStepName): HostId | null {
  const { on } = moveSteps[name];
  return on === null ? null : move.row[on];
}

export function withMigration(move: OpenMove, change: Partial<OperationMigration>): OpenMove {
  const migration = { ...migrationOf(move), ...change };
  return { ...move, operation: { ...move.operation, migration } };
}

export function withRow(move: OpenMove, change: Partial<MoveRow>): OpenMove {
  return { ...move, row: { ...move.row, ...change } };
}

export function withStep(move: OpenMove, at: number, change: Partial<OperationStep>): OpenMove {
  const steps = move.operation.steps.map((one, i) => (i === at ? { ...one, ...change } : one));
  return { ...move, operation: { ...move.operation, steps } };
}

/** The act under way is over. */
export function closeStep(move: OpenMove, state: "done" | "failed", now: Now): OpenMove {
  const { at } = move.row;
  const startedAt = move.operation.steps[at]?.startedAt ?? now.wallMs;
  return withStep(move, at, { state, startedAt, endedAt: now.wallMs });
}

/** Whether the target shows the machine as arrived. */
export function isThere({ row }: OpenMove, { report }: Seen): boolean {
  return report !== null && (!row.runs || hasArrived(report));
}

/** A source that handed over stands paused or is off; only a running one contradicts. */
export function isAway({ report }: Seen): boolean {
  return report === null || report.state !== "running";
}
