import { existsSync, readdirSync, readFileSync } from "node:fs";

/** Linux counts process times in hundredths of a second for every reader (USER_HZ). */
const ticksPerSecond = 100;

/** CPU time of a process and all its threads, those that ended included, milliseconds. */
function cpuMs(pid: number): number {
  const text = readOrEmpty(`/proc/${pid}/stat`);
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return ((Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * 1000) / ticksPerSecond;
}

export function cpuOfAllMs(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + cpuMs(pid), 0);
}

/**
 * CPU time of QEMUs outside their vCPUs, milliseconds: what answering its monitor costs, apart from what the
 * guest does, which differs from one minute to the next by more than that.
 */
export function monitorCpuMs(pids: readonly number[]): number {
  let sum = 0;
  for (const pid of pids) {
    for (const thread of existsSync(`/proc/${pid}/task`) ? readdirSync(`/proc/${pid}/task`) : []) {
      const folder = `/proc/${pid}/task/${thread}`;
      if (readOrEmpty(`${folder}/comm`).startsWith("CPU ")) continue;
      // Nanoseconds on the CPU come first.
      sum += Number(readOrEmpty(`${folder}/schedstat`).split(" ")[0] ?? 0) / 1e6;
    }
  }
  return sum;
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
