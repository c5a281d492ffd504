import { z } from "zod";
import { problemSchema } from "../errors/nova-error.ts";
import { epoch, generation, hostId, machineId, operationId, timestampMs } from "./ids.ts";
import { migrationOptions } from "./migration.ts";
import { operationMigration } from "./operation-migration.ts";

export const operationKinds = [
  "machine.start",
  "machine.shutdown",
  "machine.reboot",
  "machine.force-off",
  "machine.pause",
  "machine.resume",
  "machine.autostart",
  "machine.create-demo",
  "machine.delete-demo",
  "machine.console",
  "machine.migrate",
] as const;
export const operationKind = z.enum(operationKinds);
export type OperationKind = z.infer<typeof operationKind>;

/**
 *   pending ──> running ──> succeeded | failed | needs-attention
 *      │           │
 *      └─────> cancelling ──> cancelled | succeeded | failed | needs-attention
 *
 * pending: intent persisted, the agent has not yet said that it took the command. needs-attention: it cannot
 * be known what happened; a person must look. Ended states never change.
 */
export const operationStates = [
  "pending",
  "running",
  "cancelling",
  "succeeded",
  "failed",
  "cancelled",
  "needs-attention",
] as const;
export const operationState = z.enum(operationStates);
export type OperationState = z.infer<typeof operationState>;

const ended: ReadonlySet<OperationState> = new Set([
  "succeeded",
  "failed",
  "cancelled",
  "needs-attention",
]);
export function hasEnded(state: OperationState): boolean {
  return ended.has(state);
}

/** A move that waits for the time for which it was asked: it keeps no other operation of its machine out. */
export function isScheduled(one: Pick<Operation, "migration" | "state">): boolean {
  return one.migration?.phase === "scheduled" && !hasEnded(one.state);
}

export const operationStep = z.object({
  name: z.string().max(80),
  state: z.enum(["waiting", "running", "done", "failed", "skipped"]),
  startedAt: timestampMs.nullable(),
  endedAt: timestampMs.nullable(),
});
export type OperationStep = z.infer<typeof operationStep>;

/** Parameters by kind; what a kind does not use stays absent. */
export const operationParams = z
  .object({
    timeoutMs: z.int().min(1_000).max(3_600_000).optional(),
    enabled: z.boolean().optional(),
    name: z
      .string()
      .min(1)
      .max(64)
      .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]*$/)
      .optional(),
    /** Of `machine.migrate`. */
    migration: migrationOptions.optional(),
  })
  .strict();
export type OperationParams = z.infer<typeof operationParams>;

export const operation = z.object({
  id: operationId,
  kind: operationKind,
  state: operationState,
  machine: machineId,
  machineName: z.string(),
  host: hostId,
  hostName: z.string(),
  params: operationParams,
  epoch,
  generation,
  requestedBy: z.string().max(255),
  /** Id of the API token it was asked with, of a move alone; absent where a session asked. */
  requestedToken: z.string().max(64).optional(),
  requestedAt: timestampMs,
  /** The control plane gives up waiting then; the outcome is needs-attention, never a guess. */
  deadlineAt: timestampMs,
  startedAt: timestampMs.nullable(),
  endedAt: timestampMs.nullable(),
  steps: z.array(operationStep).max(64),
  progress: z.number().min(0).max(1).nullable(),
  cancelRequestedBy: z.string().max(255).nullable(),
  problem: problemSchema.nullable(),
  result: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  /** Of `machine.migrate`; absent for every other kind. `host` is the source. */
  migration: operationMigration.optional(),
});
export type Operation = z.infer<typeof operation>;
