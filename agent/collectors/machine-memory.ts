import { memorySources } from "@novacron/protocol/metrics/machine";
import type { SampleOf } from "@novacron/protocol/metrics/targets";
import type { ProcessReading } from "../ports/host-facts.ts";
import type { MachineCounters } from "../ports/hypervisor.ts";
import type { MachineInterval } from "./machine-pair.ts";
import { growth, level, perSecond } from "./rates.ts";

/** Guest statistics older than this are not used: the guest may hang or its driver may be gone. */
const guestFreshS = 60;

/**
 * Memory of a machine. Used is what the guest says (available less usable) while it says so, else what is
 * resident on the host. Without an answer of the bulk call nothing but the resident memory is known: falling
 * back to it for one tick would make the chart jump between two different things.
 */
export function machineMemory(
  counters: MachineCounters | null,
  qemu: ProcessReading | null,
  nowS: number,
): SampleOf<"machine"> {
  const resident = level(qemu?.residentBytes) ?? level(counters?.residentBytes);
  if (counters === null) return { memoryResidentBytes: resident };
  const fresh = isFresh(counters, nowS);
  const guestUsed = fresh ? growth(counters.guestUsableBytes, counters.guestAvailableBytes) : null;
  const used = guestUsed ?? resident;
  const { guest, host, none } = memorySources;
  return {
    memoryTotalBytes: level(counters.balloonBytes),
    memoryUsedBytes: used,
    memorySource: guestUsed !== null ? guest : resident !== null ? host : none,
    memoryResidentBytes: resident,
    memoryAvailableBytes: guestUsed === null ? null : level(counters.guestUsableBytes),
    memoryCacheBytes: guestUsed === null ? null : level(counters.guestCacheBytes),
  };
}

/** Rates of what the guest counts, over the guest's own time: it does not feed them at our pace. */
export function guestMemory(interval: MachineInterval | null, nowS: number): SampleOf<"machine"> {
  if (interval === null || !isFresh(interval.now, nowS)) return {};
  const { before, now } = interval;
  const seconds = growth(before.guestUpdatedAtS, now.guestUpdatedAtS) ?? 0;
  if (seconds === 0) return {};
  return {
    guestSwapInBytesPerSecond: perSecond(
      growth(before.guestSwapInBytes, now.guestSwapInBytes),
      seconds,
    ),
    guestSwapOutBytesPerSecond: perSecond(
      growth(before.guestSwapOutBytes, now.guestSwapOutBytes),
      seconds,
    ),
    majorFaultsPerSecond: perSecond(growth(before.guestMajorFaults, now.guestMajorFaults), seconds),
  };
}

function isFresh({ guestUpdatedAtS }: MachineCounters, nowS: number): boolean {
  return guestUpdatedAtS !== null && Math.abs(nowS - guestUpdatedAtS) <= guestFreshS;
}
