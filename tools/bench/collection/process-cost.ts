import { existsSync, readdirSync, readFileSync } from "node:fs";

/**
 * CPU time of processes, all their threads together, milliseconds. `schedstat` counts nanoseconds where `stat` counts
 * hundredths of a second; what a thread spent that has ended since is lost, and none of those measured here ends any.
 */
export function cpuOfAllMs(pids: readonly number[]): number {
  return pids.flatMap((pid) => threadsOf(pid)).reduce((sum, folder) => sum + cpuMs(folder), 0);
}

/**
 * CPU time of QEMUs outside their vCPUs, milliseconds: what answering its monitor costs, apart from what the
 * guest does, which differs from one minute to the next by more than that.
 */
export function monitorCpuMs(pids: readonly number[]): number {
  return pids
    .flatMap((pid) => threadsOf(pid))
    .filter((folder) => !readOrEmpty(`${folder}/comm`).startsWith("CPU "))
    .reduce((sum, folder) => sum + cpuMs(folder), 0);
}

function threadsOf(pid: number): readonly string[] {
  const tasks = `/proc/${pid}/task`;
  return existsSync(tasks) ? readdirSync(tasks).map((thread) => `${tasks}/${thread}`) : [];
}

/** Nanoseconds on the CPU come first. */
function cpuMs(folder: string): number {
  return Number(readOrEmpty(`${folder}/schedstat`).split(" ")[0] ?? 0) / 1e6;
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return "";
  }
}

/** Proportional set size: shared pages divided by those who share them, bytes. */
export function pssBytes(pid: number): number {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, "latin1");
  return Number(/^Pss:\s+(\d+) kB$/m.exec(text)?.[1] ?? 0) * 1024;
}

/** A process and everything it started, as netdata does its work in plug-ins. */
export function withChildren(pid: number): readonly number[] {
  const found: number[] = [];
  const open = [pid];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    found.push(next);
    const tasks = `/proc/${next}/task`;
    if (!existsSync(tasks)) continue;
    for (const task of readdirSync(tasks)) {
      const path = `${tasks}/${task}/children`;
      if (existsSync(path))
        open.push(...readFileSync(path, "latin1").split(" ").filter(Boolean).map(Number));
    }
  }
  return found;
}
