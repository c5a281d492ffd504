import { join } from "node:path";

/**
 * Flags of Node for an agent's process: it does little and lives long beside the machines, so that memory counts
 * more than speed. Measured in docs/decisions: a small young generation, one helper thread, and none of the
 * optimising compilers, whose code and profiles cost more memory than they save time at this pace.
 */
export const agentNodeFlags: readonly string[] = [
  "--max-semi-space-size=1",
  "--v8-pool-size=1",
  "--optimize-for-size",
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
