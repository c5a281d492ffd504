import type { SampleOf } from "@novacron/protocol/metrics/targets";
import type { Pair } from "../ports/collector.ts";
import type { DiskCounters, MachineCounters } from "../ports/hypervisor.ts";
import { earlier } from "./device-pair.ts";
import { machineInterval } from "./machine-pair.ts";
import { growth, level, meanMs, perSecond } from "./rates.ts";

export interface MachineDiskRow {
  readonly device: string;
  readonly values: SampleOf<"machineDisk">;
}

/** One row of the `machineDisk` target for each disk the machine has now. */
export function collectMachineDisks(bulk: Pair<MachineCounters>): readonly MachineDiskRow[] {
  const interval = machineInterval(bulk);
  return bulk.now.value.disks.map((now, index) => {
    const before = interval && earlier(interval.before.disks, now.device, index);
    const rates = before && interval ? ratesOf(before, now, interval.seconds) : null;
    const allocationBytes = level(now.allocationBytes);
    return { device: now.device, values: { ...rates, allocationBytes } };
  });
}

function ratesOf(
  before: DiskCounters,
  now: DiskCounters,
  seconds: number,
): SampleOf<"machineDisk"> {
  const reads = growth(before.reads, now.reads);
  const writes = growth(before.writes, now.writes);
  return {
    readBytesPerSecond: perSecond(growth(before.readBytes, now.readBytes), seconds),
    writeBytesPerSecond: perSecond(growth(before.writeBytes, now.writeBytes), seconds),
    readsPerSecond: perSecond(reads, seconds),
    writesPerSecond: perSecond(writes, seconds),
    flushesPerSecond: perSecond(growth(before.flushes, now.flushes), seconds),
    readLatencyMs: meanMs(growth(before.readTimeNs, now.readTimeNs), reads),
    writeLatencyMs: meanMs(growth(before.writeTimeNs, now.writeTimeNs), writes),
  };
}
