import type { HostInventory } from "@novacron/protocol/domain/host";
import type { MachineReport } from "@novacron/protocol/domain/machine";
import { noise, unit } from "./random.ts";

/** Figures as functions of time, so that a range, the newest value and the live feed agree. */
type Values = Record<string, number | null>;

const hourMs = 3_600_000;

export function machineCurve(report: MachineReport, at: number): Values {
  const load = machineLoad(report, at);
  const cpuUsed = load * report.vcpus;
  const used = 0.35 + unit(report.id, 20) * 0.4 + 0.06 * noise(`${report.id}m`, at, 900_000);
  const io = Math.max(0, noise(`${report.id}d`, at, 30_000)) * load;
  const net = load * (0.5 + 0.5 * noise(`${report.id}n`, at, 20_000));
  const reads = Math.round(io * 900);
  return {
    cpuUsed,
    cpuUser: cpuUsed * 0.82,
    cpuSystem: cpuUsed * 0.18,
    cpuWait: Math.max(0, load - 0.6) * 0.4,
    vcpus: report.vcpus,
    memoryTotalBytes: report.memoryBytes,
    memoryUsedBytes: report.memoryBytes * used,
    memorySource: report.guestAgent ? 1 : 2,
    memoryResidentBytes: report.memoryBytes * Math.min(0.98, used + 0.2),
    memoryAvailableBytes: report.guestAgent ? report.memoryBytes * (1 - used) : null,
    memoryCacheBytes: report.guestAgent ? report.memoryBytes * 0.15 : null,
    diskReadBytesPerSecond: io * 40e6,
    diskWriteBytesPerSecond: io * 18e6 + 40_000 * unit(report.id, 21),
    diskReadsPerSecond: reads,
    diskWritesPerSecond: reads * 0.6,
    diskReadLatencyMs: reads === 0 ? null : 0.4 + io * 3,
    diskWriteLatencyMs: 0.6 + io * 5,
    nicReceiveBytesPerSecond: net * 22e6,
    nicTransmitBytesPerSecond: net * 31e6,
    nicReceivePacketsPerSecond: net * 17_000,
    nicTransmitPacketsPerSecond: net * 21_000,
    nicDropsPerSecond: 0,
  };
}

/** The same figures under the names that one disk or one interface has. */
export function deviceCurve(report: MachineReport, at: number): Values {
  const whole = machineCurve(report, at);
  const parts: Values = { flushesPerSecond: 0, errorsPerSecond: 0 };
  for (const [name, value] of Object.entries(whole)) {
    const short = name.replace(/^(disk|nic)/, "");
    if (short !== name) parts[short.slice(0, 1).toLowerCase() + short.slice(1)] = value;
  }
  return parts;
}

function machineLoad(report: MachineReport, at: number): number {
  const { id } = report;
  const base = 0.04 + unit(id, 22) ** 2 * 0.55;
  const day = 0.5 + 0.5 * Math.sin(((at % (24 * hourMs)) / (24 * hourMs) - 0.3) * 2 * Math.PI);
  const slow = 0.35 * noise(id, at, 600_000);
  const quick = 0.16 * noise(`${id}q`, at, 6_000);
  const burst = unit(id, Math.floor(at / 240_000)) > 0.93 ? 0.4 : 0;
  return Math.min(1, Math.max(0.004, base * (0.5 + 0.7 * day + slow + quick) + burst));
}

export interface HostLoad {
  readonly cpuUsed: number;
  readonly memoryBytes: number;
}

export function hostCurve(host: HostInventory, load: HostLoad, at: number): Values {
  const threads = host.cpuThreads;
  const guest = Math.min(0.94, load.cpuUsed / threads);
  const system = 0.012 + 0.01 * (1 + noise(host.id, at, 10_000));
  const iowait = 0.004 * (1 + noise(`${host.id}w`, at, 20_000));
  const user = 0.01;
  const used = Math.min(host.memoryBytes * 0.97, load.memoryBytes + 3 * 1024 ** 3);
  return {
    cpuUser: user,
    cpuNice: 0,
    cpuSystem: system,
    cpuIowait: iowait,
    cpuIrq: 0.002,
    cpuSteal: 0,
    cpuGuest: guest,
    cpuIdle: Math.max(0, 1 - guest - system - iowait - user - 0.002),
    load1: guest * threads * 1.1,
    load5: guest * threads,
    load15: guest * threads * 0.95,
    pressureCpuSome: Math.max(0, guest - 0.35) * 0.3,
    pressureMemorySome: 0.001 * (1 + noise(`${host.id}p`, at, 60_000)),
    pressureMemoryFull: 0,
    pressureIoSome: 0.01 * (1 + noise(`${host.id}i`, at, 40_000)),
    pressureIoFull: 0.003 * (1 + noise(`${host.id}i`, at, 40_000)),
    memoryTotalBytes: host.memoryBytes,
    memoryAvailableBytes: host.memoryBytes - used,
    memoryCachedBytes: host.memoryBytes * 0.08,
    swapTotalBytes: 8 * 1024 ** 3,
    swapUsedBytes: 0,
    swapInBytesPerSecond: 0,
    swapOutBytesPerSecond: 0,
    diskReadBytesPerSecond: guest * 300e6 * (1 + 0.4 * noise(`${host.id}r`, at, 8_000)),
    diskWriteBytesPerSecond: guest * 180e6 * (1 + 0.4 * noise(`${host.id}s`, at, 8_000)),
    nicReceiveBytesPerSecond: guest * 400e6 * (1 + 0.3 * noise(`${host.id}t`, at, 8_000)),
    nicTransmitBytesPerSecond: guest * 500e6 * (1 + 0.3 * noise(`${host.id}u`, at, 8_000)),
    temperatureCelsius: 41 + guest * 30 + noise(host.id, at, 60_000),
    libvirtUp: 1,
    libvirtCallMs: 38 + 8 * noise(host.id, at, 5_000),
    machinesSkipped: host.libvirt.culprits.length,
    agentCpu: 0.004,
    agentMemoryBytes: 58e6,
    outboxBatches: 1,
    outboxDropped: 0,
    tickLateMs: 2,
  };
}
