import { z } from "zod";
import {
  migrationDescription,
  migrationFinding,
  migrationMeasured,
  placedDisk,
} from "../domain/migration.ts";

const address = z.string().min(1).max(255);
const port = z.int().min(1).max(65_535);

/**
 * What the commands of a move answer beside their outcome. A command that found obstacles succeeded in
 * finding them; it fails only where it could not look.
 *
 * `perform` succeeds where the source's libvirt confirmed the move. Of its failures MIGRATION_FAILED,
 * MIGRATION_NOT_CONVERGED and CANCELLED say for certain that the machine runs on at the source and that its
 * libvirt holds no job any more; MIGRATION_MEMORY_LOST that its memory is gone for certain and no copy runs
 * there; every other failure leaves open where it runs. MIGRATION_UNCLEAR says why: it was switched over, the answer was
 * lost, and the source's copy stands still until `resume` or `release`.
 */
export const migrationAnswer = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("migration.describe"), description: migrationDescription }),
  z.object({
    kind: z.literal("migration.check"),
    findings: z.array(migrationFinding).max(64),
    /** Of the gate that waits for `reach`; null where none could be opened, which is a finding. */
    port: port.nullable(),
  }),
  z.object({
    kind: z.literal("migration.reach"),
    findings: z.array(migrationFinding).max(64),
    /** Under which the target answered; null where it did not. */
    address: address.nullable(),
    roundTripMs: z.number().min(0).max(600_000).nullable(),
  }),
  z.object({
    kind: z.literal("migration.prepare"),
    /** Of the machine's gate; null for a move that stays on its host. */
    port: port.nullable(),
    /** Where `perform` sends what libvirt does not carry; absent where there is nothing to send. */
    luggagePort: port.optional(),
    /** Where each copied disk goes: `perform` needs them. */
    disks: z.array(placedDisk).max(64),
  }),
  z.object({
    kind: z.literal("migration.perform"),
    measured: migrationMeasured,
    /** It was switched to post-copy on the way. */
    postCopy: z.boolean(),
  }),
]);
export type MigrationAnswer = z.infer<typeof migrationAnswer>;
