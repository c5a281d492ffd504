import { z } from "zod";
import { hostId, machineId, operationId, timestampMs } from "./ids.ts";
import { migrationForecast } from "./migration-forecast.ts";
import { tag } from "./project.ts";

const id = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[a-z0-9][a-z0-9._-]*$/, "lower-case letters, digits and . _ - only");
/** A soft rule's price, in thousandths of a whole host's overload; null: the rule is hard. */
const weight = z.number().min(0.1).max(100_000).nullable();

/** What machines have to do with one another and with hosts, by tag. */
export const placementRule = z.discriminatedUnion("kind", [
  z
    .object({
      kind: z.literal("apart"),
      id,
      machines: tag,
      weight,
      /** Most of them on one host where the rule is hard. */
      perHost: z.int().min(1).max(1_000).default(1),
    })
    .strict(),
  z.object({ kind: z.literal("together"), id, machines: tag, weight }).strict(),
  z.object({ kind: z.literal("on-hosts"), id, machines: tag, hosts: tag, weight }).strict(),
  z.object({ kind: z.literal("off-hosts"), id, machines: tag, hosts: tag, weight }).strict(),
]);
export type PlacementRule = z.infer<typeof placementRule>;

/** manual: plans only where somebody asks. suggest: one is ready when it is worth it. automatic: it is run. */
export const placementMode = z.enum(["manual", "suggest", "automatic"]);
export type PlacementMode = z.infer<typeof placementMode>;

export const placementSettings = z
  .object({
    mode: placementMode,
    /** No machine is moved again by a plan before so long. */
    coolDownMs: z.int().min(60_000).max(86_400_000),
    /** A plan must better the fleet by at least so much, in thousandths of a host, after the cost of its moves. */
    leastGain: z.number().min(0).max(100_000),
    /** Moves of one automatic plan at most. */
    mostMoves: z.int().min(1).max(1_000),
    /** Share of a host's memory and CPU above which it counts as overloaded. */
    safety: z.number().min(0.1).max(1),
  })
  .strict();
export type PlacementSettings = z.infer<typeof placementSettings>;

/** Manual until somebody says otherwise: nothing moves unasked. */
export const defaultPlacementSettings: PlacementSettings = {
  mode: "manual",
  coolDownMs: 3_600_000,
  leastGain: 10,
  mostMoves: 20,
  safety: 0.85,
};

/** One move of a plan, with what speaks for it. */
export const plannedMove = z.object({
  machine: machineId,
  machineName: z.string(),
  from: hostId.nullable(),
  fromName: z.string().nullable(),
  to: hostId,
  toName: z.string(),
  /** Moves of one stage may run at once; each stage begins when the one before has ended. */
  stage: z.int().min(0),
  /** It only makes way for another and moves on later. */
  detour: z.boolean(),
  cost: z.number(),
  gain: z.number(),
  reason: z.string(),
  forecast: migrationForecast.nullable(),
});
export type PlannedMove = z.infer<typeof plannedMove>;

/** Load of the fleet before and after a plan. */
export const placementPicture = z.object({
  hosts: z.array(
    z.object({
      host: hostId,
      hostName: z.string(),
      machines: z.int(),
      /** Share of each resource, by name. */
      load: z.record(z.string(), z.number()),
    }),
  ),
  overloaded: z.int(),
  brokenRules: z.int(),
});
export type PlacementPicture = z.infer<typeof placementPicture>;

export const placementPlan = z.object({
  id: operationId,
  madeAt: timestampMs,
  moves: z.array(plannedMove),
  stages: z.int(),
  /** By the forecasts of its moves, so many at once as the limits let; null where one of them has none. */
  durationMs: z.number().nullable(),
  before: placementPicture,
  after: placementPicture,
  explanation: z.array(z.string()),
  /** What it cannot mend, each with why. */
  unsolved: z.array(z.string()),
});
export type PlacementPlan = z.infer<typeof placementPlan>;

/**
 * running; done; failed: a move failed or was refused, and what stood on it was dropped; interrupted: by a restart;
 * stopped: by a person.
 */
export const placementRunState = z.enum(["running", "done", "failed", "interrupted", "stopped"]);

export const placementRunMove = z.object({
  machine: machineId,
  machineName: z.string(),
  fromName: z.string().nullable().default(null),
  to: hostId,
  toName: z.string(),
  stage: z.int().min(0),
  /** Taken before it is asked for, so that it is asked for once. */
  operation: operationId,
  state: z.enum(["planned", "moving", "moved", "failed", "stays", "returned"]),
  problem: z.string().nullable(),
  /** As the plan had them. */
  reason: z.string().default(""),
  cost: z.number().default(0),
  gain: z.number().default(0),
});
export type PlacementRunMove = z.infer<typeof placementRunMove>;

/** A plan as it is carried out. */
export const placementRun = z.object({
  plan: operationId,
  requestedBy: z.string(),
  startedAt: timestampMs,
  endedAt: timestampMs.nullable(),
  state: placementRunState,
  /** Why it did not end well; null where it did, or runs. */
  problem: z.string().nullable(),
  /** Who stopped it; what moves just then is cancelled first. */
  stoppedBy: z.string().nullable().default(null),
  /** What the plan said would get better. */
  explanation: z.array(z.string()).default([]),
  moves: z.array(placementRunMove),
});
export type PlacementRun = z.infer<typeof placementRun>;

/** What could happen to the fleet. */
export const whatIf = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("host-lost"), host: hostId }).strict(),
  z.object({ kind: z.literal("host-added"), like: hostId }).strict(),
  z
    .object({
      kind: z.literal("machines-added"),
      count: z.int().min(1).max(1_000),
      vcpus: z.int().min(1).max(1_024),
      memoryBytes: z.number().min(1_048_576).max(Number.MAX_SAFE_INTEGER),
    })
    .strict(),
]);
export type WhatIf = z.infer<typeof whatIf>;
