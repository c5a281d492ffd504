import { z } from "zod";
import { hostId, machineId, operationId, timestampMs } from "./ids.ts";

/**
 * live: running, its disks shared by both hosts. live-copy: running, with the disks that are not. offline:
 * shut off, definition and disks. storage: the disks alone, under a machine that stays on its host.
 */
export const moveKinds = ["live", "live-copy", "offline", "storage"] as const;
export const moveKind = z.enum(moveKinds);
export type MoveKind = z.infer<typeof moveKind>;

const bytes = z.number().min(0).max(1e18);
const bytesPerSecond = z.number().min(0).max(1e15);
const durationMs = z.number().min(0).max(1e12);
const chance = z.number().min(0).max(1);
const version = z.string().max(64);

/** How much memory a guest writes anew, as libvirt's `dirtyrate.*` gave it. */
export const dirtyRate = z.object({
  bytesPerSecond,
  /** Standard deviation over the samples; null from fewer than three. */
  spreadBytesPerSecond: bytesPerSecond.nullable(),
  samples: z.int().min(1).max(100_000),
  /** How old the newest sample is. */
  ageMs: durationMs,
  /** Distinct memory that it writes over and over, from samples of different length; null: not known. */
  workingSetBytes: bytes.nullable(),
  /** libvirt's `calc_mode`. */
  mode: z.enum(["page-sampling", "dirty-bitmap", "dirty-ring"]),
});
export type DirtyRate = z.infer<typeof dirtyRate>;

/** What a pair of hosts gives one move, in the direction of the move. */
export const bandwidthEstimate = z.object({
  bytesPerSecond,
  /** Standard deviation of its natural logarithm: 0.1 is about 10 % either way. */
  spreadLog: z.number().min(0).max(10),
  /** Moves of this pair that it was learned from; 0: the speed of the network card and a prior. */
  count: z.int().min(0),
});
export type BandwidthEstimate = z.infer<typeof bandwidthEstimate>;

/** Everything a forecast may know of a move before it starts. Null is "not known". */
export const moveSubject = z.object({
  kind: moveKind,
  machine: machineId,
  source: hostId,
  target: hostId,

  memoryBytes: bytes,
  /** Resident memory of its QEMU: what was ever touched. */
  residentBytes: bytes.nullable(),
  /** What the balloon leaves the guest. */
  balloonBytes: bytes.nullable(),
  /** What the guest says lies unused. */
  guestUnusedBytes: bytes.nullable(),
  dirtyRate: dirtyRate.nullable(),
  vcpus: z.number().min(0).max(10_000),
  /** vCPUs busy, 0 to `vcpus`. */
  vcpuLoad: z.number().min(0).max(10_000).nullable(),

  /** Allocated bytes of the disks that go along; 0 where all are shared. */
  diskBytes: bytes,
  diskWriteBytesPerSecond: bytesPerSecond.nullable(),

  bandwidth: bandwidthEstimate,
  /** Other moves that share the link meanwhile. */
  movesBeside: z.int().min(0).max(1_000),
  /** Null: no limit. */
  bandwidthLimitBytesPerSecond: bytesPerSecond.nullable(),

  /** The longest that QEMU's `downtime-limit` may become. */
  maxPauseMs: durationMs,
  /** What it is to begin with; absent from moves that older versions recorded, which began with the longest. */
  firstPauseMs: durationMs.optional(),
  /** The move is given up then; null: never. */
  giveUpAfterMs: durationMs.nullable(),
  /** Given up when its passes have not shrunk for so long; absent from moves that older versions recorded. */
  stallAfterMs: durationMs.nullable().optional(),
  autoConverge: z.boolean(),
  postCopyAllowed: z.boolean(),
  compression: z.enum(["none", "xbzrle", "zlib", "zstd"]),
  /** Channels of `multifd`; 0: not used. */
  multifdChannels: z.int().min(0).max(255),
  tls: z.boolean(),

  sourceVersion: z.object({ libvirt: version, qemu: version }),
  targetVersion: z.object({ libvirt: version, qemu: version }),

  /** An hour of the next day in which the guest is known to write least; null: not known. */
  quieter: z.object({ at: timestampMs, dirtyBytesPerSecond: bytesPerSecond }).nullable(),
});
export type MoveSubject = z.infer<typeof moveSubject>;

/** Median and 90 % interval. */
export const forecastRange = z.object({ p5: durationMs, p50: durationMs, p95: durationMs });
export type ForecastRange = z.infer<typeof forecastRange>;

/** One number that a forecast rests on. */
export const forecastEvidence = z.object({
  name: z.string().max(80),
  value: z.number().nullable(),
  unit: z.enum(["bytes", "bytes/s", "ms", "share", "count", "factor"]),
  /** Where it comes from, in words. */
  from: z.string().max(200),
});
export type ForecastEvidence = z.infer<typeof forecastEvidence>;

export const adviceKinds = [
  "raise-limit",
  "auto-converge",
  "post-copy",
  "wait",
  "raise-pause",
  "sample-dirty-rate",
] as const;

/** What would make the move better, with what is then expected. */
export const forecastAdvice = z.object({
  kind: z.enum(adviceKinds),
  text: z.string().max(400),
  /** The value to set, in the unit of the setting (bytes/s, ms, ms since 1970); null for a switch. */
  value: z.number().nullable(),
  expects: z
    .object({ durationMs: durationMs, pauseMs: durationMs, notConvergingChance: chance })
    .nullable(),
});
export type ForecastAdvice = z.infer<typeof forecastAdvice>;

export const migrationForecast = z.object({
  forecaster: z.object({ name: z.string().max(64), version: z.int().min(1) }),
  /** From the first step on a host until the machine runs (or lies) on its target. */
  durationMs: forecastRange,
  /** How long the guest stands still, as QEMU reports it afterwards; zero for a machine that is off. */
  pauseMs: forecastRange,
  /** Chance that memory never comes down to the allowed pause in time: given up, or post-copy has to end it. */
  notConvergingChance: chance,
  /** Memory and disk on the wire. */
  bytes: z.object({ p50: bytes }),
  /** Earlier moves it has learned from: of any kind and pair, of this kind, of this kind on this pair. */
  learnedFrom: z.object({
    all: z.int().min(0),
    kind: z.int().min(0),
    pair: z.int().min(0),
  }),
  evidence: z.array(forecastEvidence).max(32),
  advice: z.array(forecastAdvice).max(8),
});
export type MigrationForecast = z.infer<typeof migrationForecast>;

/** How a move ended. not-converged: given up, or switched to post-copy, because it never came near its pause. */
export const moveOutcomes = ["completed", "not-converged", "cancelled", "failed"] as const;

/** A move that is over: what was known and forecast before it, and what was measured. */
export const recordedMove = z.object({
  operation: operationId,
  subject: moveSubject,
  /** As stored before the move; null where there was none. */
  forecast: migrationForecast.nullable(),
  startedAt: timestampMs,
  endedAt: timestampMs,
  outcome: z.enum(moveOutcomes),
  durationMs,
  /** QEMU's `downtime`; null where the guest was never stopped for it. */
  pauseMs: durationMs.nullable(),
  /** Memory and disk on the wire; null where it was not told. */
  bytes: bytes.nullable(),
  /** What the link gave while memory or disks flowed at full pace; null where nothing shows it. */
  linkBytesPerSecond: bytesPerSecond.nullable(),
  iterations: z.int().min(0).nullable(),
});
export type RecordedMove = z.infer<typeof recordedMove>;
