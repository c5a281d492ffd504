import type { SampleOf } from "@novacron/protocol/metrics/targets";
import { earlier } from "./device-pair.ts";
import type { HostCounters, HostDiskCounters } from "./host-counters.ts";
import { growth, meanMs, perSecond, share } from "./rates.ts";

export interface HostDiskRow {
  readonly device: string;
  readonly values: SampleOf<"hostDisk">;
}

/** One row of the `hostDisk` target for each whole disk; all are rates, so none at the first reading. */
export function collectHostDisks(
  before: HostCounters | null,
  now: HostCounters,
): readonly HostDiskRow[] {
  if (before === null) return [];
  const seconds = (now.atMs - before.atMs) / 1_000;
  const rows: HostDiskRow[] = [];
  for (const [index, disk] of now.disks.entries()) {
    const old = earlier(before.disks, disk.device, index);
    if (old !== undefined) rows.push({ device: disk.device, values: ratesOf(old, disk, seconds) });
  }
  return rows;
}

function ratesOf(
  before: HostDiskCounters,
  now: HostDiskCounters,
  seconds: number,
): SampleOf<"hostDisk"> {
  const reads = growth(before.reads, now.reads);
  const writes = growth(before.writes, now.writes);
  return {
    readBytesPerSecond: perSecond(growth(before.readBytes, now.readBytes), seconds),
    writeBytesPerSecond: perSecond(growth(before.writeBytes, now.writeBytes), seconds),
    readsPerSecond: perSecond(reads, seconds),
    writesPerSecond: perSecond(writes, seconds),
    readLatencyMs: meanMs(nanoseconds(before.readTimeMs, now.readTimeMs), reads),
    writeLatencyMs: meanMs(nanoseconds(before.writeTimeMs, now.writeTimeMs), writes),
    busy: share(growth(before.busyMs, now.busyMs), seconds * 1_000),
  };
}

function nanoseconds(beforeMs: number, nowMs: number): number | null {
  const grownMs = growth(beforeMs, nowMs);
  return grownMs === null ? null : grownMs * 1e6;
}
