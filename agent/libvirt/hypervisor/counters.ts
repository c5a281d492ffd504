import type { MachineId } from "@novacron/protocol/domain/ids";
import type {
  DiskCounters,
  JobCounters,
  MachineCounters,
  NicCounters,
} from "../../ports/hypervisor.ts";
import type { BulkRecord } from "./bulk-call.ts";
import type { Figures, MachineFigures } from "./figures.ts";

/** What the balloon tells. */
export type MemoryCounters = Pick<
  MachineCounters,
  | "balloonBytes"
  | "balloonMaxBytes"
  | "guestUnusedBytes"
  | "guestAvailableBytes"
  | "guestUsableBytes"
  | "guestCacheBytes"
  | "guestSwapInBytes"
  | "guestSwapOutBytes"
  | "guestMajorFaults"
  | "guestUpdatedAtS"
  | "residentBytes"
>;

/** What the bulk call does not tell. */
export interface BesideStats {
  readonly pid: number | null;
  readonly job: JobCounters | null;
  /** vCPUs as an earlier reading told; the figures of CPUs are not asked for each time. */
  readonly vcpus?: number | undefined;
  /** The memory as an earlier reading told, where this one did not ask. */
  readonly memory?: MemoryCounters | undefined;
}

/** One machine's figures out of libvirt's bulk statistics. libvirt counts memory in KiB there. */
export function countersOf({ dom, figures }: BulkRecord, beside: BesideStats): MachineCounters {
  return {
    id: dom.uuid as MachineId,
    name: dom.name,
    running: isActive(figures),
    pid: beside.pid,
    vcpus: figures.number("vcpu.current") ?? beside.vcpus ?? null,
    cpuTimeNs: figures.number("cpu.time"),
    cpuUserNs: figures.number("cpu.user"),
    cpuSystemNs: figures.number("cpu.system"),
    cpuDelayNs: delayOf(figures),
    ...(beside.memory ?? memoryOf(figures)),
    disks: figures.disks.flatMap(diskOf),
    nics: figures.nics.flatMap(nicOf),
    job: beside.job,
  };
}

/** The part of the counters that the balloon tells, to be kept while it is not asked. */
export function memoryCounters(counters: MachineCounters): MemoryCounters {
  const { balloonBytes, balloonMaxBytes, residentBytes } = counters;
  const { guestUnusedBytes, guestAvailableBytes, guestUsableBytes, guestCacheBytes } = counters;
  const { guestSwapInBytes, guestSwapOutBytes, guestMajorFaults, guestUpdatedAtS } = counters;
  return {
    ...{ balloonBytes, balloonMaxBytes, residentBytes },
    ...{ guestUnusedBytes, guestAvailableBytes, guestUsableBytes, guestCacheBytes },
    ...{ guestSwapInBytes, guestSwapOutBytes, guestMajorFaults, guestUpdatedAtS },
  };
}

/**
 * True where libvirt left out what it has to ask QEMU for: with the no-wait flag it does so while
 * another call holds the machine. The resident size is the figure that every QEMU answers with.
 */
export function lacksMonitor({ figures }: BulkRecord): boolean {
  return isActive(figures) && figures.number("balloon.rss") === null;
}

/** The same for a machine with disks whose balloon was not asked: it runs and no disk has figures. */
export function lacksDisks(record: BulkRecord): boolean {
  return isActive(record.figures) && !hasDiskFigures(record);
}

/** Whether QEMU told figures of any disk. */
export function hasDiskFigures({ figures }: BulkRecord): boolean {
  return figures.disks.some((disk) => disk.number("rd.reqs") !== null);
}

/** Size of each disk as libvirt counts it, by target. */
export function diskSizes({ figures }: BulkRecord): Map<string, number> {
  const sizes = new Map<string, number>();
  for (const disk of figures.disks) {
    const name = disk.text("name");
    const bytes = disk.number("capacity");
    if (name !== null && bytes !== null) sizes.set(name, bytes);
  }
  return sizes;
}

/** Of all vCPUs together; null where none is told. */
function delayOf({ vcpus }: MachineFigures): number | null {
  let total: number | null = null;
  for (const vcpu of vcpus) {
    const delay = vcpu.number("delay");
    if (delay !== null) total = (total ?? 0) + delay;
  }
  return total;
}

function memoryOf(stats: Figures): MemoryCounters {
  return {
    balloonBytes: stats.kibibytes("balloon.current"),
    balloonMaxBytes: stats.kibibytes("balloon.maximum"),
    guestUnusedBytes: stats.kibibytes("balloon.unused"),
    guestAvailableBytes: stats.kibibytes("balloon.available"),
    guestUsableBytes: stats.kibibytes("balloon.usable"),
    guestCacheBytes: stats.kibibytes("balloon.disk_caches"),
    guestSwapInBytes: stats.kibibytes("balloon.swap_in"),
    guestSwapOutBytes: stats.kibibytes("balloon.swap_out"),
    guestMajorFaults: stats.number("balloon.major_fault"),
    guestUpdatedAtS: stats.positive("balloon.last-update"),
    residentBytes: stats.kibibytes("balloon.rss"),
  };
}

/** A disk's figures, or none where libvirt did not get them from QEMU. */
function diskOf(disk: Figures): DiskCounters[] {
  const device = disk.text("name");
  const reads = disk.number("rd.reqs");
  if (device === null || reads === null) return [];
  return [
    {
      device,
      readBytes: disk.number("rd.bytes") ?? 0,
      writeBytes: disk.number("wr.bytes") ?? 0,
      reads,
      writes: disk.number("wr.reqs") ?? 0,
      flushes: disk.number("fl.reqs") ?? 0,
      readTimeNs: disk.number("rd.times") ?? 0,
      writeTimeNs: disk.number("wr.times") ?? 0,
      allocationBytes: disk.number("allocation"),
    },
  ];
}

function nicOf(nic: Figures): NicCounters[] {
  const device = nic.text("name");
  const receiveBytes = nic.number("rx.bytes");
  if (device === null || receiveBytes === null) return [];
  return [
    {
      device,
      receiveBytes,
      transmitBytes: nic.number("tx.bytes") ?? 0,
      receivePackets: nic.number("rx.pkts") ?? 0,
      transmitPackets: nic.number("tx.pkts") ?? 0,
      receiveErrors: nic.number("rx.errs") ?? 0,
      transmitErrors: nic.number("tx.errs") ?? 0,
      receiveDrops: nic.number("rx.drop") ?? 0,
      transmitDrops: nic.number("tx.drop") ?? 0,
    },
  ];
}

/** virDomainState: running, blocked, paused, shutting down or suspended to memory. */
function isActive(figures: MachineFigures): boolean {
  const state = figures.number("state.state");
  return state !== null && activeStates.has(state);
}

const activeStates: ReadonlySet<number> = new Set([1, 2, 3, 4, 7]);
