import { z } from "zod";
import { hostId, machineId, operationId, timestampMs } from "../domain/ids.ts";
import { migrationAdjustment, migrationKind, migrationOptions } from "../domain/migration.ts";
import { migrationForecast, recordedMove } from "../domain/migration-forecast.ts";
import { moveLimits } from "../domain/move-limits.ts";
import { movePolicy } from "../domain/move-policy.ts";
import { none, nothing, pageQuery } from "./common.ts";
import { operationView } from "./operations.ts";
import { defineRoute } from "./route.ts";

export const obstacleView = z.object({
  code: z.string(),
  text: z.string(),
  remedy: z.string(),
});

export const moveTarget = z.object({
  host: hostId,
  hostName: z.string(),
  /** All that stands against this target; empty where the inventory knows nothing. */
  obstacles: z.array(obstacleView),
  /** What the fleet's price would change by, in thousandths of a host; null where it cannot go there. */
  price: z.number().nullable(),
  /** Free share of the scarcest resource after the move. */
  headroom: z.number(),
  forecast: migrationForecast.nullable(),
});
export type MoveTarget = z.infer<typeof moveTarget>;

export const moveTargets = z.object({
  machine: machineId,
  /** As it would be moved if nothing else is asked. */
  kind: migrationKind,
  /** What stands against moving it anywhere. */
  obstacles: z.array(obstacleView),
  /** The best first, the impossible last. */
  targets: z.array(moveTarget),
  policy: movePolicy,
});
export type MoveTargets = z.infer<typeof moveTargets>;

const params = z.object({ machine: machineId });

export const moveTargetsRoute = defineRoute({
  method: "GET",
  path: "/api/v1/machines/:machine/move-targets",
  summary: "Every host as a target of this machine, ranked, with all that stands against it",
  params,
  query: none,
  body: nothing,
  answer: moveTargets,
  status: 200,
  privilege: "machine.move",
  errors: ["NOT_FOUND"],
});

export const moveCheck = z.object({
  machine: machineId,
  target: hostId,
  targetName: z.string(),
  kind: migrationKind,
  /** As decided from what was asked and the machine's policy. */
  options: migrationOptions,
  /** From the inventory and from trying together. */
  obstacles: z.array(obstacleView),
  /** What it may cost though nothing stands against it. */
  risks: z.array(obstacleView),
  /** Whether both hosts were asked; where not, `obstacles` says why. */
  tried: z.boolean(),
  roundTripMs: z.number().nullable(),
  memoryBytes: z.number(),
  /** To be copied, of disks that only the source reaches. */
  diskBytes: z.number(),
  dirtyBytesPerSecond: z.number().nullable(),
  forecast: migrationForecast.nullable(),
});
export type MoveCheck = z.infer<typeof moveCheck>;

export const checkMoveRoute = defineRoute({
  method: "POST",
  path: "/api/v1/machines/:machine/move-check",
  audit: "refusals",
  summary: "Try one target: both hosts are asked and reach one another; changes nothing",
  params,
  query: none,
  body: z.object({ options: migrationOptions }).strict(),
  answer: moveCheck,
  status: 200,
  privilege: "machine.move",
  errors: ["NOT_FOUND", "OVERLOADED"],
});

export const movePolicyRoute = defineRoute({
  method: "GET",
  path: "/api/v1/machines/:machine/move-policy",
  summary: "How this machine may be moved; what is absent is the default",
  params,
  query: none,
  body: nothing,
  answer: z.object({ policy: movePolicy, decided: movePolicy }),
  status: 200,
  privilege: "machine.view",
  errors: ["NOT_FOUND"],
});

export const setMovePolicyRoute = defineRoute({
  method: "PUT",
  path: "/api/v1/machines/:machine/move-policy",
  summary: "Say how this machine may be moved; what is left out is the default again",
  params,
  query: none,
  body: movePolicy,
  answer: z.object({ policy: movePolicy, decided: movePolicy }),
  status: 200,
  privilege: "machine.configure",
  errors: ["NOT_FOUND"],
});

export const adjustMoveRoute = defineRoute({
  method: "POST",
  path: "/api/v1/operations/:operation/adjust",
  summary: "Change a move under way: more pause, more bandwidth, post-copy where it was allowed",
  params: z.object({ operation: operationId }),
  query: none,
  body: migrationAdjustment,
  answer: operationView,
  status: 202,
  privilege: "machine.move",
  errors: ["NOT_FOUND", "OPERATION_ENDED", "ACTION_NOT_POSSIBLE"],
});

const movesUnderWay = z.object({
  limits: moveLimits,
  /** In the order in which they were asked for. */
  running: z.array(operationView),
  waiting: z.array(operationView),
});

export const movesRoute = defineRoute({
  method: "GET",
  path: "/api/v1/moves",
  summary: "Moves that run and that wait for their turn, with why",
  params: none,
  query: none,
  body: nothing,
  answer: movesUnderWay,
  status: 200,
  privilege: "machine.view",
  errors: [],
});

export const setMoveLimitsRoute = defineRoute({
  method: "PUT",
  path: "/api/v1/moves/limits",
  summary: "How many moves may run at once: of one host, of one link, of the fleet",
  params: none,
  query: none,
  body: moveLimits,
  answer: movesUnderWay,
  status: 200,
  privilege: "system.manage",
  errors: [],
});

export const recordedMoveView = recordedMove.extend({
  machineName: z.string(),
  sourceName: z.string(),
  targetName: z.string(),
});

export const movesRecordedRoute = defineRoute({
  method: "GET",
  path: "/api/v1/moves/recorded",
  summary: "Moves that are over, newest first: what was forecast beside what was measured",
  params: none,
  query: z.object({ machine: machineId.optional(), ...pageQuery }).strict(),
  body: nothing,
  answer: z.object({ items: z.array(recordedMoveView), total: z.int() }),
  status: 200,
  privilege: "machine.view",
  errors: [],
});

/** How good the forecasts of one quantity were. Null where no move says anything. */
const score = z.object({
  count: z.int(),
  /** Share of the measured values that lay within the 90 % interval. */
  coverage: z.number().nullable(),
  /** Mean pinball loss over 5, 50 and 95 %. */
  pinballMs: z.number().nullable(),
  errorMs: z.number().nullable(),
  /** Median width of the interval, as its end over its beginning. */
  width: z.number().nullable(),
});
const scores = z.object({
  duration: score,
  pause: score,
  /** Of the chance not to converge, beside always saying how often it happened. */
  convergence: z.object({
    count: z.int(),
    notConverged: z.int(),
    brier: z.number().nullable(),
    brierOfBaseRate: z.number().nullable(),
  }),
});

export const calibrationGroup = scores.extend({
  /** Null where it is of all kinds, or of all pairs. */
  kind: migrationKind.nullable(),
  pair: z
    .object({
      source: hostId,
      sourceName: z.string(),
      target: hostId,
      targetName: z.string(),
    })
    .nullable(),
  moves: z.int(),
});
export type CalibrationGroup = z.infer<typeof calibrationGroup>;

export const calibration = z.object({
  forecaster: z.object({ name: z.string(), version: z.int() }),
  /** Recorded moves that it has learned from; of those, the ones forecast before they began are scored. */
  learnedFrom: z.int(),
  since: timestampMs.nullable(),
  all: calibrationGroup,
  byKind: z.array(calibrationGroup),
  byPair: z.array(calibrationGroup),
  /** The same moves as simple means would have forecast them. */
  baselines: z.array(z.object({ name: z.string(), duration: score, pause: score })),
});
export type Calibration = z.infer<typeof calibration>;

export const calibrationRoute = defineRoute({
  method: "GET",
  path: "/api/v1/moves/calibration",
  summary: "How good the forecasts of moves were, by kind of move and pair of hosts",
  params: none,
  query: none,
  body: nothing,
  answer: calibration,
  status: 200,
  privilege: "host.view",
  errors: [],
});
