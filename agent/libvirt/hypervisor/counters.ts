import type { MachineId } from "@novacron/protocol/domain/ids";
import type {
  DiskCounters,
  JobCounters,
  MachineCounters,
  NicCounters,
} from "../../ports/hypervisor.ts";
import type { DomainStatsRecord } from "../generated/types.ts";
import { byName, numberOf, stringOf, type TypedValue } from "../rpc/typed-parameter.ts";

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
export function countersOf(record: DomainStatsRecord, beside: BesideStats): MachineCounters {
  const stats = new Stats(record);
  return {
    id: record.dom.uuid as MachineId,
    name: record.dom.name,
    running: isActive(stats.number("state.state")),
    pid: beside.pid,
    vcpus: stats.number("vcpu.current") ?? beside.vcpus ?? null,
    cpuTimeNs: stats.number("cpu.time"),
    cpuUserNs: stats.number("cpu.user"),
    cpuSystemNs: stats.number("cpu.system"),
    cpuDelayNs: stats.sumOverVcpus("delay"),
    ...(beside.memory ?? memoryOf(stats)),
    disks: stats.each("block.count").flatMap((index) => diskOf(stats, `block.${index}`)),
    nics: stats.each("net.count").flatMap((index) => nicOf(stats, `net.${index}`)),
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
export function lacksMonitor(record: DomainStatsRecord): boolean {
  let state: number | null = null;
  for (const parameter of record.params) {
    if (parameter.field === "state.state") state = numberOf(parameter);
    if (parameter.field === "balloon.rss") return false;
  }
  return isActive(state);
}

/** The same for a machine with disks whose balloon was not asked: it runs and no disk has figures. */
export function lacksDisks(record: DomainStatsRecord): boolean {
  let state: number | null = null;
  for (const parameter of record.params) {
    if (parameter.field === "state.state") state = numberOf(parameter);
    if (isDiskFigure(parameter.field)) return false;
  }
  return isActive(state);
}

/** Whether QEMU told figures of any disk. */
export function hasDiskFigures({ params }: DomainStatsRecord): boolean {
  return params.some(({ field }) => isDiskFigure(field));
}

function isDiskFigure(field: string): boolean {
  return field.endsWith(".rd.reqs");
}

/** Size of each disk as libvirt counts it, by target. */
export function diskSizes(record: DomainStatsRecord): Map<string, number> {
  const stats = new Stats(record);
  const sizes = new Map<string, number>();
  for (const index of stats.each("block.count")) {
    const name = stats.text(`block.${index}.name`);
    const bytes = stats.number(`block.${index}.capacity`);
    if (name !== null && bytes !== null) sizes.set(name, bytes);
  }
  return sizes;
}

class Stats {
  readonly #values: ReadonlyMap<string, TypedValue>;

  constructor({ params }: DomainStatsRecord) {
    this.#values = byName(params);
  }

  number(field: string): number | null {
    return numberOf(this.#values.get(field));
  }

  text(field: string): string | null {
    return stringOf(this.#values.get(field));
  }

  kibibytes(field: string): number | null {
    const value = this.number(field);
    return value === null ? null : value * 1024;
  }

  /** libvirt writes 0 for "never". */
  positive(field: string): number | null {
    const value = this.number(field);
    return value !== null && value > 0 ? value : null;
  }

  /** Numbers 0 to a count given by a field. */
  each(field: string): number[] {
    return Array.from({ length: this.number(field) ?? 0 }, (_, index) => index);
  }

  sumOverVcpus(field: string): number | null {
    const values = this.each("vcpu.maximum")
      .map((index) => this.number(`vcpu.${index}.${field}`))
      .filter((value) => value !== null);
    return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0);
  }
}

function memoryOf(stats: Stats): MemoryCounters {
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
function diskOf(stats: Stats, at: string): DiskCounters[] {
  const device = stats.text(`${at}.name`);
  const reads = stats.number(`${at}.rd.reqs`);
  // With the backing chain asked for, the same disk comes again with the index of its layer.
  if (device === null || reads === null || stats.number(`${at}.backingIndex`)) return [];
  const of = (field: string) => stats.number(`${at}.${field}`) ?? 0;
  return [
    {
      device,
      readBytes: of("rd.bytes"),
      writeBytes: of("wr.bytes"),
      reads,
      writes: of("wr.reqs"),
      flushes: of("fl.reqs"),
      readTimeNs: of("rd.times"),
      writeTimeNs: of("wr.times"),
      allocationBytes: stats.number(`${at}.allocation`),
    },
  ];
}

function nicOf(stats: Stats, at: string): NicCounters[] {
  const device = stats.text(`${at}.name`);
  const receiveBytes = stats.number(`${at}.rx.bytes`);
  if (device === null || receiveBytes === null) return [];
  const of = (field: string) => stats.number(`${at}.${field}`) ?? 0;
  return [
    {
      device,
      receiveBytes,
      transmitBytes: of("tx.bytes"),
      receivePackets: of("rx.pkts"),
      transmitPackets: of("tx.pkts"),
      receiveErrors: of("rx.errs"),
      transmitErrors: of("tx.errs"),
      receiveDrops: of("rx.drop"),
      transmitDrops: of("tx.drop"),
    },
  ];
}

/** virDomainState: running, blocked, paused, shutting down or suspended to memory. */
function isActive(state: number | null): boolean {
  return state !== null && [1, 2, 3, 4, 7].includes(state);
}
