import { join } from "node:path";

/**
 * Flags of Node for an agent's process: it does little and lives long beside the machines, so that memory counts
 * more than speed. Measured in docs/decisions: a young generation in which what two ticks need is gone before it is
 * moved to the old one, collected without helper threads; code by the baseline compiler where it runs often, and by none
 * of the optimising ones, whose code and profiles cost more memory than they save time at this pace.
 */
export const agentNodeFlags: readonly string[] = [
  "--min-semi-space-size=2",
  "--max-semi-space-size=2",
  "--single-threaded-gc",
  "--v8-pool-size=1",
  // The old generation is collected by release-memory.ts, at its pace.
  "--expose-gc",
  "--no-memory-reducer",
  "--no-opt",
  "--no-maglev",
  // Of node:ffi, which release-memory.ts uses and can do without.
  "--disable-warning=ExperimentalWarning",
];

/** Environment of an agent's process beside its settings. */
export function agentNodeEnv(dataFolder: string): Readonly<Record<string, string>> {
  return {
    // Threads that seldom allocate keep an arena of their own otherwise.
    MALLOC_ARENA_MAX: "1",
    // Without it each start strips the types of all files anew, with a compiler of 20 MB.
    NODE_COMPILE_CACHE: join(dataFolder, "code-cache"),
  };
}
