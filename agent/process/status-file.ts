import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { writeJsonFile } from "./json-file.ts";

/** What a running agent tells other processes of its host, in a file of its data folder. */
export const agentStatus = z.object({
  pid: z.int(),
  /** Start of that process in clock ticks since boot: a later process of the same number is not it. */
  processStart: z.string(),
  version: z.string(),
  host: z.string(),
  bus: z.enum(["connected", "disconnected"]),
  since: z.number(),
  problem: z.object({ code: z.string(), text: z.string() }).nullable(),
  /** When the control plane first acknowledged something on this connection, which is to have it stored. */
  acknowledgedAt: z.number().nullable(),
});
export type AgentStatus = z.infer<typeof agentStatus>;

const nameOf = (folder: string): string => join(folder, "status.json");

/** Written whole or not at all. A disk that is full must not end the agent: nothing depends on this file. */
export function writeStatus(folder: string, status: AgentStatus): void {
  try {
    writeJsonFile(nameOf(folder), status);
  } catch {
    // The next change is written again.
  }
}

/** Null where no agent runs on this folder: the file may have outlived its process. */
export function readStatus(folder: string): AgentStatus | null {
  try {
    const status = agentStatus.parse(JSON.parse(readFileSync(nameOf(folder), "utf8")));
    return processStart(status.pid) === status.processStart ? status : null;
  } catch {
    return null;
  }
}

/** proc(5), stat, field 22; empty where there is no such process, or only its exit code is left of it. */
export function processStart(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" ? "" : (fields[19] ?? "");
  } catch {
    return "";
  }
}
