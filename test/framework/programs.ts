import { join } from "node:path";
import process from "node:process";
import { agentNodeFlags } from "@novacron/agent/process/node-flags";

const workspace = join(import.meta.dirname, "../..");

const programs = {
  agent: { binary: "novacron-agent", flags: agentNodeFlags, script: "agent/main.ts" },
  cli: { binary: "novacron", flags: [], script: "cli/main.ts" },
} as const;

/**
 * What the tests start a program with: its sources, or the single binary in the folder that NOVACRON_TEST_BINARIES
 * names (a release of `npm run build:binaries`). The control plane's process looks at it by itself.
 */
export function programCommand(name: keyof typeof programs): readonly string[] {
  const { binary, flags, script } = programs[name];
  const folder = process.env.NOVACRON_TEST_BINARIES;
  if (folder) return [join(folder, `${binary}-linux-${process.arch}`)];
  return [process.execPath, ...flags, join(workspace, script)];
}
