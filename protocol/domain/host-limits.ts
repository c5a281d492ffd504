import { z } from "zod";

const share = z.number().min(0).max(0.95);

/** Shares that are left (0 to 1). Each level is taken below its limit and kept until the second one is reached. */
export const roomLimits = z
  .object({ critical: share, criticalUntil: share, warning: share, warningUntil: share })
  .strict()
  .superRefine(({ critical, criticalUntil, warning, warningUntil }, { addIssue }) => {
    const must = (holds: boolean, path: string, message: string) => {
      if (!holds) addIssue({ code: "custom", path: [path], message });
    };
    // On one share for both it would come and go with each sample.
    must(isAbove(criticalUntil, critical), "criticalUntil", "must be above critical, or both 0");
    must(isAbove(warningUntil, warning), "warningUntil", "must be above warning, or both 0");
    must(critical <= warning, "critical", "must not be above warning");
    must(criticalUntil <= warningUntil, "criticalUntil", "must not be above warningUntil");
  });
export type RoomLimits = z.infer<typeof roomLimits>;

function isAbove(until: number, from: number): boolean {
  return until > from || (until === 0 && from === 0);
}

/**
 * When a host's lack of room is told as wrong. What can be had counts, not what is free: a page cache that
 * fills memory is no lack. Memory in huge pages is set apart on purpose and counts on neither side. A limit of 0 is never told.
 */
export const hostLimits = z
  .object({
    /** So long must a host be on the other side of a limit before what is told changes. */
    holdMs: z.int().min(0).max(3_600_000),
    memory: roomLimits,
    /** Where tasks wait for memory, or it goes to swap, the lack is felt already. */
    strainedMemory: roomLimits,
    strain: z
      .object({
        /** Share of the time in which tasks waited for memory. */
        waiting: z.number().min(0.001).max(1),
        swapOutBytesPerSecond: z
          .int()
          .min(1)
          .max(2 ** 40),
      })
      .strict(),
    pool: roomLimits,
    /** The file system with the agent's journal and outbox. */
    agentDisk: roomLimits,
    /** Of a host's memory, that may be promised to machines; null: as much as anybody likes. */
    promised: z.number().min(0.1).max(100).nullable(),
  })
  .strict();
export type HostLimits = z.infer<typeof hostLimits>;

const disk: RoomLimits = { critical: 0.03, criticalUntil: 0.05, warning: 0.1, warningUntil: 0.12 };

export const defaultHostLimits: HostLimits = {
  holdMs: 60_000,
  memory: { critical: 0.02, criticalUntil: 0.03, warning: 0.05, warningUntil: 0.12 },
  strainedMemory: { critical: 0.05, criticalUntil: 0.06, warning: 0.1, warningUntil: 0.12 },
  strain: { waiting: 0.1, swapOutBytesPerSecond: 2 ** 20 },
  pool: disk,
  agentDisk: disk,
  promised: 1,
};

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
