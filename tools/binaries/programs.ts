import { agentNodeFlags } from "@novacron/agent/process/node-flags";
import type { ProgramName } from "@novacron/protocol/domain/release";
import { entries } from "../bundle/entries.ts";

export interface Program {
  readonly name: ProgramName;
  readonly entry: string;
  /** Flags of Node that stand inside the binary; neither NODE_OPTIONS nor arguments add to them. */
  readonly nodeFlags: readonly string[];
  /** Whether the console's files lie inside. */
  readonly hasConsole: boolean;
}

/** Our own programs know what is experimental in the Node they are built with; people need not. */
const quiet = "--disable-warning=ExperimentalWarning";

export const programs: readonly Program[] = [
  {
    name: "novacron-agent",
    entry: entries.agent,
    nodeFlags: [quiet, ...agentNodeFlags],
    hasConsole: false,
  },
  { name: "novacron", entry: entries.cli, nodeFlags: [quiet], hasConsole: false },
  { name: "novacron-server", entry: entries.server, nodeFlags: [quiet], hasConsole: true },
];
