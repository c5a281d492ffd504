import type { MigrationMeasured, MigrationProgress } from "@novacron/protocol/domain/migration";
import { byName, numberOf, type TypedParameter, type TypedValue } from "../rpc/typed-parameter.ts";

type Values = ReadonlyMap<string, TypedValue>;

/** virDomainJobType: what `domainGetJobStats` says first. */
export const jobType = { none: 0, bounded: 1, unbounded: 2, completed: 3, failed: 4, cancelled: 5 };
/** virDomainJobOperation. */
export const migrationOut = 5;

/** What libvirt says of a move under way (virDomainGetJobStats, VIR_DOMAIN_JOB_*). */
export function progressOf(
  params: readonly TypedParameter[],
  { at, postCopy }: { readonly at: number; readonly postCopy: boolean },
): MigrationProgress {
  const values = byName(params);
  const number = (name: string) => positive(values, name);
  const page = number("memory_page_size") ?? 4_096;
  const dirtyPages = number("memory_dirty_rate");
  return {
    at,
    iteration: number("memory_iteration"),
    memoryTotalBytes: number("memory_total"),
    memoryRemainingBytes: number("memory_remaining"),
    memoryTransferredBytes: number("memory_processed"),
    diskTotalBytes: number("disk_total"),
    diskRemainingBytes: number("disk_remaining"),
    bytesPerSecond: number("memory_bps") ?? number("disk_bps"),
    dirtyBytesPerSecond: dirtyPages === null ? null : dirtyPages * page,
    expectedPauseMs: number("downtime"),
    autoConvergeThrottlePercent: number("auto_converge_throttle"),
    postCopy,
  };
}

const longestMs = 30 * 86_400_000;

/** What it took, by the statistics of the ended job where they were had. */
export function measuredOf(
  params: readonly TypedParameter[] | null,
  durationMs: number,
): MigrationMeasured {
  const values = byName(params ?? []);
  const number = (name: string) => positive(values, name);
  const memoryBytes = number("memory_processed");
  const diskBytes = number("disk_processed");
  const moved = (memoryBytes ?? 0) + (diskBytes ?? 0);
  const known = memoryBytes !== null || diskBytes !== null;
  // QEMU's own is of the time in which memory flowed, without what libvirt does before and after.
  const overall = known && durationMs > 0 ? Math.round((moved / durationMs) * 1_000) : null;
  return {
    // Counted over a restart of the agent it goes by a clock that may have been set meanwhile.
    durationMs: Math.min(Math.max(0, Math.round(durationMs)), longestMs),
    pauseMs: number("downtime_net") ?? number("downtime"),
    iterations: number("memory_iteration"),
    memoryBytes,
    diskBytes,
    bytesPerSecond: number("memory_bps") ?? overall,
  };
}

export function operationOf(params: readonly TypedParameter[]): number | null {
  return positive(byName(params), "operation");
}

function positive(values: Values, name: string): number | null {
  const value = numberOf(values.get(name));
  return value === null || value < 0 || !Number.isFinite(value) ? null : value;
}
