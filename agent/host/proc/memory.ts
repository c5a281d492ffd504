import type { MemoryLevels, SwapCounters } from "../../collectors/host-counters.ts";
import { numberAfter } from "./numbers.ts";

/** /proc/meminfo, which counts in KiB. `MemAvailable` came with Linux 3.14. */
export function parseMeminfo(text: string): MemoryLevels | null {
  const bytes = (key: string): number | null => {
    const kibibytes = numberAfter(text, key);
    return kibibytes === null ? null : kibibytes * 1024;
  };
  const totalBytes = bytes("MemTotal:");
  if (totalBytes === null) return null;
  const cachedBytes =
    (bytes("Cached:") ?? 0) + (bytes("Buffers:") ?? 0) + (bytes("SReclaimable:") ?? 0);
  return {
    totalBytes,
    availableBytes: bytes("MemAvailable:"),
    cachedBytes,
    swapTotalBytes: bytes("SwapTotal:") ?? 0,
    swapFreeBytes: bytes("SwapFree:") ?? 0,
  };
}

/** Swap traffic of /proc/vmstat, which counts in pages. */
export function parseSwapCounters(text: string, pageBytes: number): SwapCounters | null {
  const pagesIn = numberAfter(text, "pswpin ");
  const pagesOut = numberAfter(text, "pswpout ");
  if (pagesIn === null || pagesOut === null) return null;
  return { inBytes: pagesIn * pageBytes, outBytes: pagesOut * pageBytes };
}
