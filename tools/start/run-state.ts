import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { processStart } from "@novacron/test/lab/processes";

/** A process by pid and start time: a pid alone is given to another process sooner or later. */
export interface ProcessRecord {
  readonly pid: number;
  readonly start: string;
}

/** What runs, written down before the next thing starts; a later start finds it even after a crash. */
export interface RunState {
  readonly starter: ProcessRecord;
  readonly url: string;
  readonly libvirtd?: ProcessRecord | undefined;
  /** Control plane, agent and simulated hosts, in the order of their start. */
  readonly children: Readonly<Record<string, ProcessRecord>>;
}

export function readRunState(dataDir: string): RunState | undefined {
  const path = stateFile(dataDir);
  if (!existsSync(path)) return undefined;
  try {
    return JSON.parse(readFileSync(path, "utf8")) as RunState;
  } catch {
    // Cut short by a power loss: what it named cannot have survived that.
    return undefined;
  }
}

export function writeRunState(dataDir: string, state: RunState): void {
  const path = stateFile(dataDir);
  writeFileSync(`${path}.new`, JSON.stringify(state));
  renameSync(`${path}.new`, path);
}

export function removeRunState(dataDir: string): void {
  rmSync(stateFile(dataDir), { force: true });
}

export function isAlive(record: ProcessRecord): boolean {
  return processStart(record.pid) === record.start;
}

export function recordOf(pid: number): ProcessRecord {
  return { pid, start: processStart(pid) ?? "" };
}

function stateFile(dataDir: string): string {
  return join(dataDir, "run.json");
}
