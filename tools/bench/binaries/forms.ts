import { copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { agentNodeFlags } from "@novacron/agent/process/node-flags";
import { testBinaries } from "../../binaries/test-binaries.ts";
import { bundle } from "../../bundle/bundle.ts";
import { entries } from "../../bundle/entries.ts";
import { root } from "../../run/stage.ts";

export type FormName = "binary" | "bundle" | "sources";

/** The same agent in one of the ways in which it can be run. */
export interface Form {
  readonly name: FormName;
  /** The program and what comes before the agent's own arguments. */
  readonly command: readonly [string, ...string[]];
}

export interface Forms {
  readonly forms: readonly Form[];
  /** The single binary, and the same packed with zstd. */
  readonly binaryPath: string;
  readonly packedPath: string;
}

/**
 * Each form on a Node of its own: with one file the kernel would share its code among them and with this
 * benchmark, and their proportional memory would look smaller than on a host of their own.
 */
export async function makeForms(folder: string): Promise<Forms> {
  const made = await testBinaries({ programs: ["novacron-agent"], packed: true });
  const arch = process.arch === "arm64" ? "arm64" : "x64";
  const built = join(made.folder, `novacron-agent-linux-${arch}`);
  const binaryPath = join(folder, "novacron-agent");
  copyFileSync(built, binaryPath);
  const file = join(folder, "bundle", "agent.mjs");
  await bundle({ entry: entries.agent, out: file });
  const onNode = (name: FormName, program: string): Form => {
    mkdirSync(join(folder, name), { recursive: true });
    const node = join(folder, name, "node");
    copyFileSync(process.execPath, node);
    return { name, command: [node, ...agentNodeFlags, program] };
  };
  return {
    forms: [
      { name: "binary", command: [binaryPath] },
      onNode("bundle", file),
      onNode("sources", join(root, entries.agent)),
    ],
    binaryPath,
    packedPath: `${built}.zst`,
  };
}
