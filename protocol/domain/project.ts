import { z } from "zod";
import { displayName, type ProjectId, projectId, timestampMs } from "./ids.ts";

/** What every machine belongs to until somebody says otherwise. It cannot be removed. */
// Not parsed: the console loads this without the schemas.
export const defaultProject = "00000000-0000-4000-8000-000000000000" as ProjectId;

/** A word on a machine, by which people find it and roles can be narrowed. */
export const tag = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[a-z0-9][a-z0-9._:=/-]*$/, "lower-case letters, digits and . _ : = / - only");

const most = (limit: number) => z.int().min(0).max(limit).nullable();

/**
 * The most that a project may have; null: no limit. Machines and storage count what is defined, since a
 * disk takes its room whether its machine runs or not. vCPUs and memory count what runs or was asked to
 * start, since only that takes them from others.
 */
export const quota = z
  .object({
    machines: most(1_000_000),
    vcpus: most(10_000_000),
    memoryBytes: most(Number.MAX_SAFE_INTEGER),
    storageBytes: most(Number.MAX_SAFE_INTEGER),
  })
  .strict();
export type Quota = z.infer<typeof quota>;

export const noQuota: Quota = {
  machines: null,
  vcpus: null,
  memoryBytes: null,
  storageBytes: null,
};

/** What is used, or asked for, of each thing that a quota limits. */
export const amounts = z.object({
  machines: z.number().min(0),
  vcpus: z.number().min(0),
  memoryBytes: z.number().min(0),
  storageBytes: z.number().min(0),
});
export type Amounts = z.infer<typeof amounts>;

export const nothingUsed: Amounts = { machines: 0, vcpus: 0, memoryBytes: 0, storageBytes: 0 };

export const quotaNames = ["machines", "vcpus", "memoryBytes", "storageBytes"] as const;
export type QuotaName = (typeof quotaNames)[number];

export const project = z.object({
  id: projectId,
  name: displayName.max(64),
  quota,
  createdAt: timestampMs,
  createdBy: z.string(),
});
export type Project = z.infer<typeof project>;

/** Which limits would be passed by adding `wanted`; empty: it fits. Asking for nothing always fits. */
export function overQuota(limits: Quota, used: Amounts, wanted: Amounts): readonly QuotaName[] {
  return quotaNames.filter((name) => {
    const limit = limits[name];
    return limit !== null && wanted[name] > 0 && used[name] + wanted[name] > limit;
  });
}
