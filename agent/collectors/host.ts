import type { SampleOf } from "@novacron/protocol/metrics/targets";
import { totalGrowth } from "./device-pair.ts";
import type {
  CpuTimes,
  HostCounters,
  HostDiskCounters,
  HostNicCounters,
  MemoryLevels,
  Pressure,
} from "./host-counters.ts";
import { growth, level, perSecond, share } from "./rates.ts";

/** One row of the `host` target, as far as the kernel knows it. Without an earlier reading levels only. */
export function collectHost(before: HostCounters | null, now: HostCounters): SampleOf<"host"> {
  return {
    ...now.load,
    ...memoryOf(now.memory),
    memoryHugeFreeBytes: level(now.hugeFreeBytes),
    memoryHugeTotalBytes: level(now.hugeTotalBytes),
    temperatureCelsius: now.temperatureCelsius,
    ...(before === null ? null : ratesOf(before, now)),
  };
}

function ratesOf(before: HostCounters, now: HostCounters): SampleOf<"host"> {
  const seconds = (now.atMs - before.atMs) / 1_000;
  return {
    ...cpuOf(before.cpu, now.cpu),
    ...pressureOf(before.pressure, now.pressure, seconds),
    swapInBytesPerSecond: perSecond(growth(before.swap?.inBytes, now.swap?.inBytes), seconds),
    swapOutBytesPerSecond: perSecond(growth(before.swap?.outBytes, now.swap?.outBytes), seconds),
    diskReadBytesPerSecond: perSecond(totalGrowth(before.disks, now.disks, readBytes), seconds),
    diskWriteBytesPerSecond: perSecond(totalGrowth(before.disks, now.disks, writeBytes), seconds),
    nicReceiveBytesPerSecond: perSecond(totalGrowth(before.nics, now.nics, receiveBytes), seconds),
    nicTransmitBytesPerSecond: perSecond(
      totalGrowth(before.nics, now.nics, transmitBytes),
      seconds,
    ),
  };
}

const readBytes = (disk: HostDiskCounters): number => disk.readBytes;
const writeBytes = (disk: HostDiskCounters): number => disk.writeBytes;
const receiveBytes = (nic: HostNicCounters): number => nic.receiveBytes;
const transmitBytes = (nic: HostNicCounters): number => nic.transmitBytes;

/** Guest time is counted in user and nice as well (proc(5)) and is taken out of them here. */
function cpuOf(before: CpuTimes | null, now: CpuTimes | null): SampleOf<"host"> {
  if (before === null || now === null) return {};
  const guestUser = growth(before.guest, now.guest);
  const guestNice = growth(before.guestNice, now.guestNice);
  const user = without(growth(before.user, now.user), guestUser);
  const nice = without(growth(before.nice, now.nice), guestNice);
  const system = growth(before.system, now.system);
  const irq = growth(before.irq + before.softirq, now.irq + now.softirq);
  const steal = growth(before.steal, now.steal);
  if (user === null || nice === null || system === null || irq === null || steal === null)
    return {};
  // Idle and iowait may fall by a little (proc(5)): then nothing was added.
  const idle = growth(before.idle, now.idle) ?? 0;
  const iowait = growth(before.iowait, now.iowait) ?? 0;
  const guest = (guestUser ?? 0) + (guestNice ?? 0);
  const total = guest + user + nice + system + irq + steal + idle + iowait;
  return {
    cpuUser: share(user, total),
    cpuNice: share(nice, total),
    cpuSystem: share(system, total),
    cpuIowait: share(iowait, total),
    cpuIrq: share(irq, total),
    cpuSteal: share(steal, total),
    cpuGuest: share(guest, total),
    cpuIdle: share(idle, total),
  };
}

/** The kernel adds to both one after the other, so a reading may catch a tick of the guest alone. */
function without(whole: number | null, part: number | null): number | null {
  return whole === null || part === null ? null : Math.max(0, whole - part);
}

/** The kernel brings the totals up to date every two seconds: shorter ticks see them in steps. */
function pressureOf(before: Pressure, now: Pressure, seconds: number): SampleOf<"host"> {
  const ratio = (old: number | null, recent: number | null): number | null =>
    share(growth(old, recent), seconds * 1e6);
  return {
    pressureCpuSome: ratio(before.cpuSome, now.cpuSome),
    pressureMemorySome: ratio(before.memorySome, now.memorySome),
    pressureMemoryFull: ratio(before.memoryFull, now.memoryFull),
    pressureIoSome: ratio(before.ioSome, now.ioSome),
    pressureIoFull: ratio(before.ioFull, now.ioFull),
  };
}

function memoryOf(memory: MemoryLevels | null): SampleOf<"host"> {
  if (memory === null) return {};
  return {
    memoryTotalBytes: memory.totalBytes,
    memoryAvailableBytes: level(memory.availableBytes),
    memoryCachedBytes: memory.cachedBytes,
    swapTotalBytes: memory.swapTotalBytes,
    swapUsedBytes: growth(memory.swapFreeBytes, memory.swapTotalBytes),
  };
}
