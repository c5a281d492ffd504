import { z } from "zod";
import { hostId, machineId, timestampMs } from "../domain/ids.ts";
import { type TargetName, targetNames } from "../metrics/targets.ts";
import { hostView } from "./hosts.ts";
import { machineRow } from "./machines.ts";
import { operationView } from "./operations.ts";
import { recordEntry } from "./record.ts";

/** WebSocket path of the live feed. Same login as the API; browsers must come from the console's origin. */
export const livePath = "/api/v1/live";

const target = z.enum(targetNames as [TargetName, ...TargetName[]]);

/** Plans are long and change in part: the feed tells of which kind one changed, not what it says now. */
export const planKinds = ["maintenance", "placement", "limits"] as const;
export type PlanKind = (typeof planKinds)[number];

/** What a client wants. Each `watch` replaces the one before it. */
export const liveRequest = z.object({
  type: z.literal("watch"),
  /** All rows of the machine table as they change; `figures` adds CPU, memory and I/O each tick. */
  machines: z.enum(["none", "state", "figures"]).default("none"),
  hosts: z.boolean().default(false),
  operations: z.boolean().default(false),
  record: z.boolean().default(false),
  /** That a plan changed; what it says now is asked by its own route. */
  plans: z.boolean().default(false),
  /** Full samples, for charts. */
  samples: z
    .array(z.object({ target, machine: machineId.optional(), host: hostId.optional() }))
    .max(64)
    .default([]),
});
export type LiveRequest = z.infer<typeof liveRequest>;

const figures = z.object({
  id: machineId,
  cpuUsed: z.number().nullable(),
  memoryUsedBytes: z.number().nullable(),
  memorySource: z.enum(["none", "guest", "host"]),
  diskBytesPerSecond: z.number().nullable(),
  nicBytesPerSecond: z.number().nullable(),
  sampledAt: timestampMs,
});
export type MachineFigures = z.infer<typeof figures>;

/**
 * What the server sends. A slow client gets the newest state, not every state between (`conflated` counts
 * what was merged); samples it could not take are skipped and counted, and the client then asks the range
 * again.
 */
export const liveMessage = z.discriminatedUnion("type", [
  z.object({ type: z.literal("hello"), at: timestampMs, version: z.string(), epoch: z.int() }),
  z.object({
    type: z.literal("beat"),
    at: timestampMs,
    newestSampleAt: timestampMs.nullable(),
    conflated: z.int(),
    skipped: z.int(),
  }),
  z.object({ type: z.literal("machines"), changed: z.array(machineRow), gone: z.array(machineId) }),
  z.object({ type: z.literal("figures"), rows: z.array(figures) }),
  z.object({ type: z.literal("hosts"), changed: z.array(hostView), gone: z.array(hostId) }),
  z.object({ type: z.literal("operations"), changed: z.array(operationView) }),
  z.object({ type: z.literal("plans"), changed: z.array(z.enum(planKinds)) }),
  z.object({ type: z.literal("record"), entries: z.array(recordEntry) }),
  z.object({
    type: z.literal("samples"),
    target,
    machine: machineId.nullable(),
    host: hostId,
    device: z.string().nullable(),
    at: timestampMs,
    values: z.record(z.string(), z.number().nullable()),
  }),
]);
export type LiveMessage = z.infer<typeof liveMessage>;
