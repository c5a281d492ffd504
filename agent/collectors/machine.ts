import type { SampleOf } from "@novacron/protocol/metrics/targets";
import type { MachineWindow, Pair } from "../ports/collector.ts";
import type { ProcessReading } from "../ports/host-facts.ts";
import type {
  DiskCounters,
  JobCounters,
  MachineCounters,
  NicCounters,
} from "../ports/hypervisor.ts";
import { totalGrowth } from "./device-pair.ts";
import { guestMemory, machineMemory } from "./machine-memory.ts";
import { type MachineInterval, machineInterval } from "./machine-pair.ts";
import { growth, level, meanMs, perSecond, share } from "./rates.ts";

/** One row of the `machine` target. CPU and resident memory come from the process where it can be read. */
export function collectMachine(window: MachineWindow): SampleOf<"machine"> {
  const { bulk, process: qemu, nowS } = window;
  const interval = bulk === null ? null : machineInterval(bulk);
  const counters = bulk === null ? null : bulk.now.value;
  return {
    ...cpuOf(interval, qemu),
    vcpus: level(counters?.vcpus),
    ...machineMemory(counters, qemu?.now.value ?? null, nowS),
    ...guestMemory(interval, nowS),
    ...(interval === null ? null : disksOf(interval)),
    ...(interval === null ? null : nicsOf(interval)),
    ...jobOf(counters),
  };
}

type Cpu = Pick<SampleOf<"machine">, "cpuUsed" | "cpuUser" | "cpuSystem" | "cpuWait">;

function cpuOf(interval: MachineInterval | null, qemu: Pair<ProcessReading> | null): Cpu {
  const cpu = qemu === null ? null : processCpu(qemu);
  if (interval === null) return cpu ?? {};
  const { before, now, seconds } = interval;
  if (cpu !== null) {
    const cpuWait = cpu.cpuWait ?? cores(before.cpuDelayNs, now.cpuDelayNs, seconds);
    return { ...cpu, cpuWait };
  }
  return {
    cpuUsed: cores(before.cpuTimeNs, now.cpuTimeNs, seconds),
    cpuUser: cores(before.cpuUserNs, now.cpuUserNs, seconds),
    cpuSystem: cores(before.cpuSystemNs, now.cpuSystemNs, seconds),
    cpuWait: cores(before.cpuDelayNs, now.cpuDelayNs, seconds),
  };
}

function processCpu({ before, now }: Pair<ProcessReading>): Cpu | null {
  if (before === null) return null;
  const seconds = (now.atMs - before.atMs) / 1_000;
  const cpuUser = cores(before.value.cpuUserNs, now.value.cpuUserNs, seconds);
  const cpuSystem = cores(before.value.cpuSystemNs, now.value.cpuSystemNs, seconds);
  if (cpuUser === null || cpuSystem === null) return null;
  const cpuWait = cores(before.value.runDelayNs, now.value.runDelayNs, seconds);
  return { cpuUsed: cpuUser + cpuSystem, cpuUser, cpuSystem, cpuWait };
}

function cores(beforeNs: number | null, nowNs: number | null, seconds: number): number | null {
  const perSecondNs = perSecond(growth(beforeNs, nowNs), seconds);
  return perSecondNs === null ? null : perSecondNs / 1e9;
}

const readBytes = (disk: DiskCounters): number => disk.readBytes;
const writeBytes = (disk: DiskCounters): number => disk.writeBytes;
const reads = (disk: DiskCounters): number => disk.reads;
const writes = (disk: DiskCounters): number => disk.writes;
const readTimeNs = (disk: DiskCounters): number => disk.readTimeNs;
const writeTimeNs = (disk: DiskCounters): number => disk.writeTimeNs;

function disksOf({ before, now, seconds }: MachineInterval): SampleOf<"machine"> {
  const grown = (counter: (disk: DiskCounters) => number): number | null =>
    totalGrowth(before.disks, now.disks, counter);
  const readsGrown = grown(reads);
  const writesGrown = grown(writes);
  return {
    diskReadBytesPerSecond: perSecond(grown(readBytes), seconds),
    diskWriteBytesPerSecond: perSecond(grown(writeBytes), seconds),
    diskReadsPerSecond: perSecond(readsGrown, seconds),
    diskWritesPerSecond: perSecond(writesGrown, seconds),
    diskReadLatencyMs: meanMs(grown(readTimeNs), readsGrown),
    diskWriteLatencyMs: meanMs(grown(writeTimeNs), writesGrown),
  };
}

const receiveBytes = (nic: NicCounters): number => nic.receiveBytes;
const transmitBytes = (nic: NicCounters): number => nic.transmitBytes;
const receivePackets = (nic: NicCounters): number => nic.receivePackets;
const transmitPackets = (nic: NicCounters): number => nic.transmitPackets;
const lost = (nic: NicCounters): number =>
  nic.receiveDrops + nic.transmitDrops + nic.receiveErrors + nic.transmitErrors;

function nicsOf({ before, now, seconds }: MachineInterval): SampleOf<"machine"> {
  const rate = (counter: (nic: NicCounters) => number): number | null =>
    perSecond(totalGrowth(before.nics, now.nics, counter), seconds);
  return {
    nicReceiveBytesPerSecond: rate(receiveBytes),
    nicTransmitBytesPerSecond: rate(transmitBytes),
    nicReceivePacketsPerSecond: rate(receivePackets),
    nicTransmitPacketsPerSecond: rate(transmitPackets),
    nicDropsPerSecond: rate(lost),
  };
}

function jobOf(counters: MachineCounters | null): SampleOf<"machine"> {
  const job: JobCounters | null = counters?.job ?? null;
  if (job === null) return {};
  const remaining = level(job.remainingBytes);
  const total = level(job.totalBytes);
  const done = remaining === null || total === null ? null : total - remaining;
  return { jobProgress: share(done, total), jobRemainingBytes: remaining };
}
