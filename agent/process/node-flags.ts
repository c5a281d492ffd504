import { join } from "node:path";

/** Flags of Node for an agent's process. */
export const agentNodeFlags: readonly string[] = [];

/** Environment of an agent's process beside its settings. */
export function agentNodeEnv(dataFolder: string): Readonly<Record<string, string>> {
  return { NODE_COMPILE_CACHE: join(dataFolder, "code-cache") };
}
