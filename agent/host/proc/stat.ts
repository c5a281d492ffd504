import type { CpuTimes, LoadAverage } from "../../collectors/host-counters.ts";
import { numberAfter, words } from "./numbers.ts";

/** The line of all CPUs in /proc/stat (proc(5)); columns an old kernel lacks count as zero. */
export function parseCpuTimes(text: string): CpuTimes | null {
  const end = text.indexOf("\n");
  const line = end === -1 ? text : text.slice(0, end);
  if (!line.startsWith("cpu ")) return null;
  const ticks = words(line).slice(1).map(Number);
  if (ticks.length < 4 || ticks.some((value) => !Number.isFinite(value))) return null;
  const at = (index: number): number => ticks[index] ?? 0;
  return {
    user: at(0),
    nice: at(1),
    system: at(2),
    idle: at(3),
    iowait: at(4),
    irq: at(5),
    softirq: at(6),
    steal: at(7),
    guest: at(8),
    guestNice: at(9),
  };
}

/** When the kernel booted, seconds since 1970 (`btime` of /proc/stat). */
export function parseBootTime(text: string): number | null {
  return numberAfter(text, "btime ");
}

/** /proc/loadavg. */
export function parseLoadAverage(text: string): LoadAverage | null {
  const [load1, load5, load15] = words(text).map(Number);
  if (load1 === undefined || load5 === undefined || load15 === undefined) return null;
  return [load1, load5, load15].every(Number.isFinite) ? { load1, load5, load15 } : null;
}
