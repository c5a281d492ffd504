import type { HostInventory } from "./host.ts";
import type { HostId } from "./ids.ts";
import type { MachineDisk, MachineReport } from "./machine.ts";
import type { MigrationKind, MigrationOptions } from "./migration.ts";

/** How it is moved: as asked, else as fits where it goes and which of its disks are named. */
export function kindOf(asked: MigrationOptions, report: MachineReport, on: HostId): MigrationKind {
  const usual = usualKind(report);
  if (asked.kind !== undefined) return asked.kind;
  if ((asked.disks ?? []).length === 0) return usual;
  if (asked.target === on) return "storage";
  return usual === "live" ? "live-copy" : usual;
}

/** As it is moved where nothing else is asked. */
export function usualKind(report: MachineReport): MigrationKind {
  if (report.state === "shutoff") return "offline";
  return copiedDisks(report).length > 0 ? "live-copy" : "live";
}

/** Disks that only the source reaches, and that have to go along. */
export function copiedDisks(report: MachineReport): readonly MachineDisk[] {
  return disksOf(report).filter(({ shareable }) => !shareable);
}

export interface DiskWish {
  readonly report: MachineReport;
  readonly kind: MigrationKind;
  readonly options: MigrationOptions;
}

/** Disks that this move copies: those that have to go along, and those that are named. */
export function movedDisks({ report, kind, options }: DiskWish): readonly MachineDisk[] {
  if (kind === "live") return [];
  const named = new Set((options.disks ?? []).map(({ target }) => target));
  return disksOf(report).filter(
    ({ target, shareable }) => named.has(target) || (kind !== "storage" && !shareable),
  );
}

/** Pool that a copied disk goes to: the one asked for, else the pool of its own folder on the source. */
export function poolOf(
  disk: MachineDisk,
  options: MigrationOptions,
  source: HostInventory,
): string | null {
  const asked = options.disks?.find(({ target }) => target === disk.target)?.pool;
  return asked ?? poolNow(disk, source);
}

/** Pool in whose folder it lies. */
export function poolNow(disk: MachineDisk, source: HostInventory): string | null {
  const folder = disk.source?.slice(0, disk.source.lastIndexOf("/")) ?? "";
  return source.pools.find(({ path }) => path === folder)?.name ?? null;
}

function disksOf(report: MachineReport): readonly MachineDisk[] {
  return report.disks.filter(({ device, source }) => device === "disk" && source !== null);
}
