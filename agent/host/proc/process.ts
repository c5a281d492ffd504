import { numberAt } from "./numbers.ts";

/** What one line of /proc/PID/stat says, in clock ticks and pages (proc(5)). */
export interface ProcessStat {
  readonly state: string;
  readonly userTicks: number;
  readonly systemTicks: number;
  readonly threads: number;
  readonly residentPages: number;
}

/** The name in parentheses may hold spaces and parentheses itself, so columns count from the last one. */
export function parseProcessStat(text: string): ProcessStat | null {
  const close = text.lastIndexOf(")");
  if (close === -1) return null;
  // One space parts each from the next, and what comes after the last wanted one is not taken apart.
  const columns = text.slice(close + 2).split(" ", 22);
  const userTicks = Number(columns[11]);
  const systemTicks = Number(columns[12]);
  const threads = Number(columns[17]);
  const residentPages = Number(columns[21]);
  // A sum is finite where all of it is.
  if (!Number.isFinite(userTicks + systemTicks + threads + residentPages)) return null;
  return { state: columns[0] ?? "", userTicks, systemTicks, threads, residentPages };
}

/** Time spent waiting on a run queue, nanoseconds: second number of /proc/PID/task/TID/schedstat. */
export function parseRunDelay(text: string): number | null {
  const space = text.indexOf(" ");
  return space === -1 ? null : numberAt(text, space);
}

/** QEMU names its vCPU threads when libvirt starts it (`debug-threads=on`). */
export function isVcpuThread(comm: string): boolean {
  return /^(CPU \d+|ALL CPUs)\//.test(comm);
}
