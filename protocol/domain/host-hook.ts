import { z } from "zod";
import { operationId, timestampMs } from "./ids.ts";

/** A program in the hooks' folder of a host. No dot and no slash: it names nothing outside that folder. */
export const hookName = z
  .string()
  .max(64)
  .regex(/^[a-z0-9][a-z0-9-]{0,63}$(?!\n)/);

/** As much of a hook's output as is kept: its end. */
export const hookOutputMax = 8_192;
export const hookTimeout = {
  leastMs: 1_000,
  mostMs: 6 * 3_600_000,
  defaultMs: 30 * 60_000,
} as const;
export const hookTimeoutMs = z.int().min(hookTimeout.leastMs).max(hookTimeout.mostMs);
export const hostHooksMax = 64;

/** What lies in the hooks' folder of a host. */
export const hostHook = z.object({
  name: z.string().max(255),
  /** Why its agent would not run it; null where it would. */
  problem: z.string().max(300).nullable(),
});
export type HostHook = z.infer<typeof hostHook>;

/** How a host's hook goes or went. `unknown`: nobody can say how it ended; it does not begin again by itself. */
export const hookRun = z.object({
  /** Under which its command goes to the host; a hook that is run again has another. */
  operation: operationId,
  state: z.enum(["asked", "running", "succeeded", "failed", "unknown"]),
  startedAt: timestampMs,
  endedAt: timestampMs.nullable(),
  exitCode: z.int().nullable(),
  /** The end of what it wrote; while it runs its newest line. */
  output: z.string().max(hookOutputMax),
});
export type HookRun = z.infer<typeof hookRun>;
