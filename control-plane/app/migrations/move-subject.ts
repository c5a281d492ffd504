import { firstPauseMs } from "@novacron/protocol/domain/first-pause";
import type { HostInventory } from "@novacron/protocol/domain/host";
import type { MachineReport } from "@novacron/protocol/domain/machine";
import type {
  MigrationDescription,
  MigrationKind,
  MigrationOptions,
} from "@novacron/protocol/domain/migration";
import type {
  BandwidthEstimate,
  DirtyRate,
  MoveSubject,
} from "@novacron/protocol/domain/migration-forecast";
import { type DiskWish, movedDisks } from "@novacron/protocol/domain/move-disks";
import { decideOptions } from "@novacron/protocol/domain/move-policy";
import { movesLoseWrites } from "@novacron/protocol/domain/move-risks";

export interface SubjectFacts {
  readonly report: MachineReport;
  readonly source: HostInventory;
  readonly target: HostInventory;
  readonly kind: MigrationKind;
  readonly options: MigrationOptions;
  /** As the source measured it; null before it was asked. */
  /** As their host described them; those that it never did are taken for full. */
  readonly disks: MigrationDescription["disks"];
  /** Newest stored values of the machine. */
  readonly latest: Readonly<Record<string, number | null>>;
  /** What it writes, as far as it was ever sampled. */
  readonly dirtyRate: DirtyRate | null;
  readonly quieter: MoveSubject["quieter"];
  readonly bandwidth: BandwidthEstimate;
  readonly movesBeside: number;
}

/** Everything that is known of a move before it starts, as a forecaster is told. */
export function subjectOf(facts: SubjectFacts): MoveSubject {
  const { report, source, target, kind, disks, latest } = facts;
  const options = decideOptions(facts.options, {}, kind);
  const isLive = kind === "live" || kind === "live-copy";
  return {
    kind,
    machine: report.id,
    source: source.id,
    target: target.id,
    memoryBytes: report.memoryBytes,
    residentBytes: latest.memoryResidentBytes ?? null,
    balloonBytes: latest.memoryTotalBytes ?? null,
    guestUnusedBytes: latest.memoryAvailableBytes ?? null,
    dirtyRate: isLive ? facts.dirtyRate : null,
    vcpus: report.vcpus,
    vcpuLoad: latest.cpuUsed ?? null,
    diskBytes: diskBytesOf(facts, disks),
    diskWriteBytesPerSecond: latest.diskWriteBytesPerSecond ?? null,
    bandwidth: facts.bandwidth,
    movesBeside: facts.movesBeside,
    bandwidthLimitBytesPerSecond: options.bandwidthBytesPerSecond ?? null,
    maxPauseMs: options.maxPauseMs ?? 0,
    firstPauseMs: firstPauseOf(report, source, options.maxPauseMs ?? 0),
    giveUpAfterMs: options.giveUpAfterMs ?? null,
    stallAfterMs: options.stallAfterMs ?? null,
    autoConverge: options.autoConverge ?? false,
    postCopyAllowed: options.postCopy ?? false,
    compression: options.compression ?? "none",
    multifdChannels:
      (options.parallelConnections ?? 1) > 1 ? (options.parallelConnections ?? 0) : 0,
    tls: true,
    sourceVersion: versionsOf(source),
    targetVersion: versionsOf(target),
    quieter: isLive ? facts.quieter : null,
  };
}

/** As the source's agent allows it. */
function firstPauseOf(report: MachineReport, source: HostInventory, longestMs: number): number {
  return movesLoseWrites(report, source) ? longestMs : firstPauseMs(longestMs);
}

/** What a copy of its disks has to carry: what is written of them, where that is known. */
export function diskBytesOf(wish: DiskWish, disks: MigrationDescription["disks"]): number {
  const told = new Map(disks.map((disk) => [disk.target, disk]));
  return movedDisks(wish).reduce((sum, { target, capacityBytes }) => {
    const disk = told.get(target);
    return sum + (disk?.allocationBytes ?? disk?.capacityBytes ?? capacityBytes ?? 0);
  }, 0);
}

/** The slower of the two hosts' fastest cards; null where one of them is not known. */
export function cardBytesPerSecond(source: HostInventory, target: HostInventory): number | null {
  const speeds = [source, target].map(({ nics }) =>
    Math.max(0, ...nics.map(({ speedMbit }) => speedMbit ?? 0)),
  );
  const slowest = Math.min(...speeds);
  return slowest > 0 ? slowest * 125_000 : null;
}

function versionsOf({ libvirtVersion, qemuVersion }: HostInventory) {
  return { libvirt: libvirtVersion ?? "", qemu: qemuVersion ?? "" };
}
