import { z } from "zod";
import type { MigrationKind, MigrationOptions } from "./migration.ts";
import { migrationOptions } from "./migration.ts";

const rules = migrationOptions.pick({
  maxPauseMs: true,
  giveUpAfterMs: true,
  stallAfterMs: true,
  autoConverge: true,
  postCopy: true,
  compression: true,
  parallelConnections: true,
  bandwidthBytesPerSecond: true,
});

/** How a machine may be moved. What is absent is the default; what a single move asks for goes before both. */
export const movePolicy = rules
  .extend({
    /** May be moved by plans of placement and maintenance, or by people alone. */
    automatic: z.boolean().optional(),
    /** Start it again on the host that has its disks where post-copy lost its memory. */
    restartAfterLoss: z.boolean().optional(),
  })
  .strict();
export type MovePolicy = z.infer<typeof movePolicy>;

/** Post-copy is off: a cut then loses the machine's memory, so somebody has to have allowed it. */
export const defaultMovePolicy = {
  maxPauseMs: 300,
  giveUpAfterMs: 1_800_000,
  stallAfterMs: 60_000,
  autoConverge: true,
  postCopy: false,
  compression: "none",
  parallelConnections: 1,
  automatic: true,
  restartAfterLoss: false,
} as const satisfies MovePolicy;

/** The options of one move, from what was asked, the machine's policy and the defaults, in this order. */
export function decideOptions(
  asked: MigrationOptions,
  policy: MovePolicy,
  kind: MigrationKind,
): MigrationOptions {
  const { automatic: _a, restartAfterLoss: _r, ...rest } = { ...defaultMovePolicy, ...policy };
  const { notBefore: _n, ...now } = asked;
  const known = Object.entries(now).filter(([, value]) => value !== undefined);
  // What a policy allows is used where it can be: copied disks rule post-copy out.
  const postCopy = rest.postCopy && kind === "live";
  return { ...rest, postCopy, ...Object.fromEntries(known) };
}
