import { z } from "zod";
import { hookName, hookRun, hookTimeoutMs } from "./host-hook.ts";
import { type HostId, hostId, machineId, operationId, timestampMs } from "./ids.ts";
import { migrationForecast } from "./migration-forecast.ts";
import { obstacleSchema } from "./obstacle-schema.ts";

/**
 *   planned ──> draining ──> working ──> maintained ──> returning ──> done        (of one host)
 *                  │            │             │
 *                  └────────> stuck <─────────┘
 *
 * A host takes no machines from `draining` on until it is `done`. `working`: it is empty, and the command that was
 * named runs there. `maintained`: what is left is to wait for a person who says "go on", or for the host having booted
 * anew and reported since.
 */
export const maintenanceHostStates = [
  "planned",
  "draining",
  "working",
  "maintained",
  "returning",
  "done",
  "stuck",
  "skipped",
] as const;

/**
 * running, paused: between moves, what runs ends. ended, cancelled: nothing more is moved. What is cancelled ends once
 * no hook of it runs any more.
 */
export const maintenanceStates = ["running", "paused", "ended", "cancelled"] as const;

/** What a host waits for once it is empty, and its command has run. */
export const maintenanceHook = z.enum(["person", "reboot", "none"]);
export type MaintenanceHook = z.infer<typeof maintenanceHook>;

/** A hook of the hosts that runs on each once it is empty. */
export const maintenanceCommand = z.object({ name: hookName, timeoutMs: hookTimeoutMs }).strict();
export type MaintenanceCommand = z.infer<typeof maintenanceCommand>;

export const drainMove = z.object({
  machine: machineId,
  machineName: z.string(),
  /** Null: nothing can take it. */
  to: hostId.nullable(),
  toName: z.string().nullable(),
  stage: z.int().min(0),
  reason: z.string(),
  forecast: migrationForecast.nullable(),
  /** Why it cannot move; empty where it can. */
  obstacles: z.array(obstacleSchema),
  operation: operationId.nullable(),
  state: z.enum(["planned", "moving", "moved", "failed", "stays", "returned"]),
  problem: z.string().nullable(),
});
export type DrainMove = z.infer<typeof drainMove>;

export const drainPlan = z.object({
  host: hostId,
  hostName: z.string(),
  moves: z.array(drainMove),
  stages: z.int(),
  /** By the forecasts, moves of one stage at once; null where one of them has none. */
  durationMs: z.number().nullable(),
  /** The fleet without this host: whether it could lose one more. */
  warnings: z.array(z.string()),
  /** Most loaded resource of each host that takes machines, as a share, after the plan. */
  after: z.array(z.object({ host: hostId, hostName: z.string(), load: z.number() })),
});
export type DrainPlan = z.infer<typeof drainPlan>;

export const maintenanceHost = z.object({
  host: hostId,
  hostName: z.string(),
  state: z.enum(maintenanceHostStates),
  moves: z.array(drainMove).max(10_000),
  /** Boot of the host as it was reported when it was planned, or its command begun. */
  bootBefore: timestampMs.nullable(),
  /** Of the command; absent where none has begun here. */
  run: hookRun.optional(),
  since: timestampMs,
  problem: z.string().nullable(),
});
export type MaintenanceHost = z.infer<typeof maintenanceHost>;

export const maintenance = z.object({
  id: operationId,
  state: z.enum(maintenanceStates),
  requestedBy: z.string().max(255),
  requestedAt: timestampMs,
  endedAt: timestampMs.nullable(),
  hook: maintenanceHook,
  command: maintenanceCommand.optional(),
  /** Bring the machines back once a host is done. */
  returns: z.boolean(),
  /** One after another, in this order. */
  hosts: z.array(maintenanceHost).min(1).max(1_000),
});
export type Maintenance = z.infer<typeof maintenance>;

/** How far a host is in the maintenance that holds it. */
export const hostInMaintenance = z.object({
  id: operationId,
  state: z.enum(maintenanceHostStates),
  paused: z.boolean(),
  requestedBy: z.string(),
  since: timestampMs,
});
export type HostInMaintenance = z.infer<typeof hostInMaintenance>;

/** Null where the maintenance does not hold the host, or is done with it. */
export function inMaintenance(one: Maintenance, host: HostId): HostInMaintenance | null {
  const here = one.endedAt === null ? one.hosts.find((each) => each.host === host) : undefined;
  if (here === undefined || here.state === "done" || here.state === "skipped") return null;
  const { state, since } = here;
  return { id: one.id, state, paused: one.state === "paused", requestedBy: one.requestedBy, since };
}
