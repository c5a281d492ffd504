import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import type { HostRecord } from "./lab-host.ts";
import { processStart } from "./processes.ts";

/** What is written down about a lab before anything of it is made, so that it can always be taken away. */
export interface LabState {
  readonly name: string;
  readonly dir: string;
  readonly bridge: string;
  /** First three numbers of the lab's addresses. */
  readonly subnet: string;
  /** A lab made by hand stays until it is taken down; another one ends with the process that made it. */
  readonly keep: boolean;
  readonly owner: { readonly pid: number; readonly start: string };
  readonly hosts: readonly HostRecord[];
}

const workspace = join(dirname(fileURLToPath(import.meta.url)), "../..");

/** Folder of the state files and, by default, of the labs themselves. */
export const labsDir = join(workspace, ".novacron/lab");

export function saveState(state: LabState): void {
  mkdirSync(labsDir, { recursive: true });
  const path = stateFile(state.name);
  writeFileSync(`${path}.new`, JSON.stringify(state, undefined, 2));
  renameSync(`${path}.new`, path);
}

export function loadState(name: string): LabState | undefined {
  const path = stateFile(name);
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as LabState) : undefined;
}

export function removeState(name: string): void {
  rmSync(stateFile(name), { force: true });
}

export function allStates(): readonly LabState[] {
  if (!existsSync(labsDir)) return [];
  const files = readdirSync(labsDir).filter((name) => name.endsWith(".json"));
  return files.flatMap((file) => loadState(file.slice(0, -".json".length)) ?? []);
}

export function ownProcess(): LabState["owner"] {
  return { pid: process.pid, start: processStart(process.pid) ?? "" };
}

/** True when the process that made the lab is gone and the lab was to end with it. */
export function isAbandoned(state: LabState): boolean {
  return !state.keep && processStart(state.owner.pid) !== state.owner.start;
}

function stateFile(name: string): string {
  return join(labsDir, `${name}.json`);
}
