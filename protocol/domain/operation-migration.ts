import { z } from "zod";
import { generation, hostId, operationId } from "./ids.ts";
import {
  migrationFinding,
  migrationKind,
  migrationMeasured,
  migrationOptions,
  migrationPhase,
  migrationProgress,
} from "./migration.ts";
import { migrationForecast } from "./migration-forecast.ts";

/**
 * What became of the machine. `moved`: both hosts said so. `moved-source-unconfirmed`: it runs on the target, and
 * the source was lost after the switch-over and stays barred until it reports in. `not-moved`: it is where it
 * was, and the target swore that nothing came of it. `memory-lost`: lost in post-copy; the disks are whole.
 * `unclear`: it is not known; neither copy may be started until a person chose.
 */
export const migrationOutcomes = [
  "moved",
  "moved-source-unconfirmed",
  "not-moved",
  "memory-lost",
  "unclear",
] as const;
export const migrationOutcome = z.enum(migrationOutcomes);
export type MigrationOutcome = z.infer<typeof migrationOutcome>;

/** The plan that asked for a move, and why it did, in words. */
export const moveBecause = z.object({
  kind: z.enum(["placement", "maintenance"]),
  plan: operationId,
  reason: z.string().max(1_000),
});
export type MoveBecause = z.infer<typeof moveBecause>;

/** What people see of a move beside what every operation has. */
export const operationMigration = z.object({
  target: hostId,
  targetName: z.string(),
  kind: migrationKind,
  phase: migrationPhase,
  /** As decided: nothing that a policy or default decides is left open. */
  options: migrationOptions,
  /** The generation that the machine has once it runs on the target. */
  next: generation,
  /** Why it waits for its turn, in words; empty once it runs. */
  waitsFor: z.array(z.string().max(255)).max(16),
  /** Stored before the move began; null where there was too little to say anything. */
  forecast: migrationForecast.nullable(),
  progress: migrationProgress.nullable(),
  measured: migrationMeasured.nullable(),
  outcome: migrationOutcome.nullable(),
  /** `owed`: what has to be undone or let go on a host that does not answer; it is done when that host is back. */
  undo: z.enum(["none", "under-way", "done", "owed"]),
  /** What was found in the way when it was tried. */
  findings: z.array(migrationFinding).max(64),
  /** Absent where a person asked for this very move. */
  because: moveBecause.optional(),
});
export type OperationMigration = z.infer<typeof operationMigration>;
