import { readFileSync } from "node:fs";
import { z } from "zod";
import { writeJsonFile } from "../../process/json-file.ts";
import { processStart } from "../../process/status-file.ts";

/** The hook that was begun last, so that an agent that comes later does not begin another beside it. */
const hookRecord = z.object({
  name: z.string(),
  pid: z.int(),
  /** A later process of the same number is not it. */
  processStart: z.string(),
});

export function writeHookRecord(path: string, name: string, pid: number): void {
  writeJsonFile(path, { name, pid, processStart: processStart(pid) });
}

/** Null where none runs any more. */
export function runningHook(path: string): { readonly name: string; readonly pid: number } | null {
  try {
    const record = hookRecord.parse(JSON.parse(readFileSync(path, "utf8")));
    const isAlive = record.processStart !== "" && processStart(record.pid) === record.processStart;
    return isAlive ? record : null;
  } catch {
    return null;
  }
}
