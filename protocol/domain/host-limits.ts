/** Shares that are left (0 to 1). Each level is taken below its limit and kept until the second one is reached. */
export interface RoomLimits {
  readonly critical: number;
  readonly criticalUntil: number;
  readonly warning: number;
  readonly warningUntil: number;
}

/**
 * When a host's lack of room is told as wrong. What can be had counts, not what is free: a page cache that
 * fills memory is no lack. Memory in huge pages is set apart on purpose and counts on neither side.
 */
export const hostLimits = {
  /** So long must a host be on the other side of a limit before what is told changes. */
  holdMs: 60_000,
  memory: { critical: 0.02, criticalUntil: 0.03, warning: 0.05, warningUntil: 0.12 },
  /** Where tasks wait for memory, or it goes to swap, the lack is felt already. */
  strainedMemory: { critical: 0.05, criticalUntil: 0.06, warning: 0.1, warningUntil: 0.12 },
  strain: { waiting: 0.1, swapOutBytesPerSecond: 2 ** 20 },
  disk: { critical: 0.03, criticalUntil: 0.05, warning: 0.1, warningUntil: 0.12 },
} as const satisfies Readonly<Record<string, number | RoomLimits | object>>;

/** Pools whose volumes grow into what is left. Volume groups and LUNs are handed out whole, and full by intent. */
export const growingPools: ReadonlySet<string> = new Set([
  "dir",
  "fs",
  "netfs",
  "gluster",
  "rbd",
  "vstorage",
  "zfs",
]);
