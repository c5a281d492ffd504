import { z } from "zod";
import { hostInventory, hostState } from "../domain/host.ts";
import { hostLimits } from "../domain/host-limits.ts";
import { hostId, timestampMs } from "../domain/ids.ts";
import { hostInMaintenance } from "../domain/maintenance.ts";
import { none, nothing } from "./common.ts";
import { defineRoute } from "./route.ts";

/** Newest value of each metric of the target `host`; null where not known. */
const latestValues = z.record(z.string(), z.number().nullable());

export const problemNote = z.object({
  /** `host-offline`, `conflict`, `io-error`, `crashed`, `memory-low`, `pool-low`, `outbox-dropped`, ... */
  code: z.string(),
  severity: z.enum(["critical", "warning"]),
  text: z.string(),
  /** The evidence, with the limit that it crossed. */
  why: z.string().optional(),
  /** The part of the host's page where something can be done about it. */
  see: z.enum(["machines", "storage"]).optional(),
  since: timestampMs.nullable(),
  machine: z.string().nullable(),
  host: z.string().nullable(),
});
export type ProblemNote = z.infer<typeof problemNote>;

export const hostView = z.object({
  id: hostId,
  name: z.string(),
  state: hostState,
  since: timestampMs.nullable(),
  lastSampleAt: timestampMs.nullable(),
  inventory: hostInventory,
  machines: z.object({ total: z.int(), running: z.int() }),
  /** Sum over its running machines. */
  committed: z.object({ vcpus: z.int(), memoryBytes: z.number() }),
  /** Held for moves on their way to it, beside what is committed. */
  reserved: z
    .object({
      vcpus: z.int(),
      memoryBytes: z.number(),
      /** Bytes by pool. */
      pools: z.record(z.string(), z.number()),
    })
    .default({ vcpus: 0, memoryBytes: 0, pools: {} }),
  /** Null where no maintenance holds it, or the one that did is done with it. */
  maintenance: hostInMaintenance.nullable().default(null),
  latest: latestValues,
  latestAt: timestampMs.nullable(),
  problems: z.array(problemNote),
});
export type HostView = z.infer<typeof hostView>;

export const listHostsRoute = defineRoute({
  method: "GET",
  path: "/api/v1/hosts",
  summary: "All hosts with their state, capacity and newest figures",
  params: none,
  query: none,
  body: nothing,
  answer: z.object({ items: z.array(hostView) }),
  status: 200,
  privilege: ["host.view", "machine.view"],
  errors: [],
});

export const showHostRoute = defineRoute({
  method: "GET",
  path: "/api/v1/hosts/:host",
  summary: "One host, by id or by name",
  params: z.object({ host: z.string().min(1).max(255) }),
  query: none,
  body: nothing,
  answer: hostView,
  status: 200,
  privilege: "host.view",
  errors: ["NOT_FOUND", "AMBIGUOUS_NAME"],
});

export const hostSettingsRoute = defineRoute({
  method: "PATCH",
  path: "/api/v1/hosts/:host/settings",
  summary: "Change how a host is observed",
  params: z.object({ host: hostId }),
  query: none,
  body: z.object({ metricsIntervalMs: z.int().min(1_000).max(60_000) }).strict(),
  answer: hostView,
  status: 200,
  privilege: "host.manage",
  errors: ["NOT_FOUND"],
});

const limitsView = z.object({
  limits: hostLimits,
  /** What they are before anybody sets others. */
  usual: hostLimits,
});

export const hostLimitsRoute = defineRoute({
  method: "GET",
  path: "/api/v1/host-limits",
  summary: "When a lack of memory or disk of a host is told as wrong",
  params: none,
  query: none,
  body: nothing,
  answer: limitsView,
  status: 200,
  privilege: "host.view",
  errors: [],
});

export const setHostLimitsRoute = defineRoute({
  method: "PUT",
  path: "/api/v1/host-limits",
  summary: "Set when a lack of memory or disk is told as wrong, of all hosts",
  params: none,
  query: none,
  body: hostLimits,
  answer: limitsView,
  status: 200,
  privilege: "system.manage",
  errors: [],
});

/** Takes a host that is gone for good out of the list. An agent that comes back is simply listed again. */
export const forgetHostRoute = defineRoute({
  method: "DELETE",
  path: "/api/v1/hosts/:host",
  summary: "Forget an offline host; its record stays",
  params: z.object({ host: hostId }),
  query: none,
  body: nothing,
  answer: nothing,
  status: 204,
  privilege: "host.join",
  errors: ["NOT_FOUND", "CONFLICT"],
});
