import { z } from "zod";
import { hostState } from "../domain/host.ts";
import { hostId, machineId, operationId, timestampMs } from "../domain/ids.ts";
import { machineState } from "../domain/machine.ts";
import { hostInMaintenance } from "../domain/maintenance.ts";
import { migrationMeasured, migrationPhase, migrationProgress } from "../domain/migration.ts";
import { operationKind, operationState } from "../domain/operation.ts";
import { migrationOutcome, moveBecause } from "../domain/operation-migration.ts";

/** For outside tools: retained state of one machine as the control plane holds it. */
export const machineFact = z.object({
  v: z.literal(1),
  machine: machineId,
  name: z.string(),
  host: hostId.nullable(),
  hostName: z.string().nullable(),
  state: machineState,
  reason: z.string(),
  since: timestampMs.nullable(),
  conflict: z.boolean(),
  at: timestampMs,
});
export type MachineFact = z.infer<typeof machineFact>;

/** For outside tools: retained state of one host. */
export const hostFact = z.object({
  v: z.literal(1),
  host: hostId,
  name: z.string(),
  state: hostState,
  since: timestampMs.nullable(),
  machines: z.int(),
  /** How far it is in the maintenance that holds it; null where none does. */
  maintenance: hostInMaintenance.nullable(),
  /** What was wrong with it when this was said; figures in the text are of that time. */
  problems: z
    .array(
      z.object({
        code: z.string(),
        severity: z.enum(["critical", "warning"]),
        text: z.string(),
        why: z.string().optional(),
        since: timestampMs.nullable(),
      }),
    )
    .max(64)
    .default([]),
  at: timestampMs,
});
export type HostFact = z.infer<typeof hostFact>;

/** For outside tools: each step in an operation's life; not retained. */
export const operationFact = z.object({
  v: z.literal(1),
  operation: operationId,
  kind: operationKind,
  state: operationState,
  machine: machineId.nullable(),
  host: hostId.nullable(),
  progress: z.number().min(0).max(1).nullable(),
  requestedBy: z.string(),
  sentence: z.string(),
  /** Why it did not come about, and what to do next; absent where nothing failed. */
  problem: z.object({ code: z.string().max(64), next: z.string().max(1_000) }).optional(),
  /** Of a move: how far it is, as its source says. */
  migration: z
    .object({
      target: hostId,
      phase: migrationPhase,
      /** Why it waits, in words; absent where it does not. */
      waitsFor: z.array(z.string().max(255)).max(16).optional(),
      outcome: migrationOutcome.nullable(),
      progress: migrationProgress.nullable(),
      measured: migrationMeasured.nullable(),
      /** The plan that asked for it, and why; absent where a person did. */
      because: moveBecause.optional(),
    })
    .optional(),
  at: timestampMs,
});
export type OperationFact = z.infer<typeof operationFact>;

/** For outside tools: an entry of the record, as it is appended; not retained. */
export const recordFact = z.object({
  v: z.literal(1),
  id: z.int(),
  at: timestampMs,
  kind: z.string(),
  machine: machineId.nullable(),
  host: hostId.nullable(),
  actor: z.string(),
  sentence: z.string(),
});
export type RecordFact = z.infer<typeof recordFact>;
