import { z } from "zod";
import { hostId, operationId, timestampMs } from "./ids.ts";
import { releaseVersion } from "./release.ts";

/** What became of one host in a rollout. `skipped` ones were never asked, with why. */
export const rolloutHost = z.object({
  host: hostId,
  name: z.string(),
  from: z.string(),
  state: z.enum(["waiting", "sent", "returned", "healthy", "failed", "skipped"]),
  /** Hosts of one wave go together; wave 0 are the canaries. */
  wave: z.int().min(0),
  /** Names the command to its agent. */
  operation: operationId,
  sentAt: timestampMs.nullable(),
  endedAt: timestampMs.nullable(),
  /** When it undid an upgrade before it was asked for this one; absent where it did not. */
  undoneBefore: timestampMs.optional(),
  problem: z.string().nullable(),
});
export type RolloutHost = z.infer<typeof rolloutHost>;

/**
 *   running <──> paused        running, paused ──> done | halted | cancelled
 *
 * halted: a host failed, so no further one is asked.
 */
export const rollout = z.object({
  version: releaseVersion,
  state: z.enum(["running", "paused", "done", "halted", "cancelled"]),
  startedBy: z.string(),
  startedAt: timestampMs,
  endedAt: timestampMs.nullable(),
  confirmWithinMs: z.int(),
  hosts: z.array(rolloutHost).max(10_000),
});
export type Rollout = z.infer<typeof rollout>;
