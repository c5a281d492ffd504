import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { z } from "zod";
import { processStart } from "../../process/status-file.ts";

/** The hook that was begun last, so that an agent that comes later does not begin another beside it. */
const hookRecord = z.object({
  name: z.string(),
  pid: z.int(),
  /** A later process of the same number is not it. */
  processStart: z.string(),
});

/** Whole or not at all. */
export function writeHookRecord(path: string, name: string, pid: number): void {
  const record = { name, pid, processStart: processStart(pid) };
  writeFileSync(`${path}.new`, JSON.stringify(record), { mode: 0o600 });
  renameSync(`${path}.new`, path);
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
