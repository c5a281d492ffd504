import { z } from "zod";
import { bootId, hostId, machineId, timestampMs } from "../domain/ids.ts";
import { machineReport } from "../domain/machine.ts";
import type { TargetName } from "../metrics/targets.ts";

/** Limits of one batch. A host that has more to say sends more batches. */
export const batchLimits = {
  bytes: 4 * 1024 * 1024,
  blocks: 16,
  columns: 128,
  rows: 20_000,
  events: 1_000,
} as const;

/**
 * Samples of one target: column names once, then rows. The key columns of the target (`machine`, `device`)
 * come first and hold text; all others hold a finite number or null. A newer agent may send targets and
 * columns this side does not know: they are left out and counted, the others are kept.
 */
export const sampleBlock = z.object({
  target: z.string().min(1).max(64),
  columns: z.array(z.string().max(64)).min(1).max(batchLimits.columns),
  rows: z
    .array(z.array(z.union([z.string().max(255), z.number(), z.null()])))
    .max(batchLimits.rows),
});
export type SampleBlock = z.infer<typeof sampleBlock>;

/** A block as it is stored and shown: known target, known columns, right types in every cell. */
export interface StoredBlock extends SampleBlock {
  target: TargetName;
}

/** What happened on the host, as the agent saw it; `cause` says who did it where that is known. */
export const hostEvent = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("machine.changed"),
    at: timestampMs,
    /** The whole new report of the machine. */
    machine: machineReport,
    /** libvirt's event and detail, such as `stopped/crashed`. */
    event: z.string().max(80),
    cause: z.enum(["operation", "external", "guest", "unknown"]),
    operation: z.string().max(64).nullable(),
  }),
  z.object({
    type: z.literal("machine.gone"),
    at: timestampMs,
    id: machineId,
    name: z.string().max(255),
    event: z.string().max(80),
    cause: z.enum(["operation", "external", "guest", "unknown"]),
    operation: z.string().max(64).nullable(),
  }),
  z.object({
    type: z.literal("machine.note"),
    at: timestampMs,
    id: machineId,
    /** `guest-reboot`, `io-error`, `watchdog`, `agent-connected`, ... : what does not change the report. */
    note: z.string().max(40),
    detail: z.string().max(1_000),
  }),
  z.object({
    type: z.literal("host.note"),
    at: timestampMs,
    /** `agent-started`, `libvirt-lost`, `libvirt-back`, `outbox-dropped`, `clock-jump`, ... */
    note: z.string().max(40),
    detail: z.string().max(1_000),
  }),
]);
export type HostEvent = z.infer<typeof hostEvent>;

/**
 * One message from one host. (host, boot, seq) names it for ever: seq rises by one from 1 within a boot, and
 * the control plane stores each exactly once. `at` is the agent's clock when the tick began.
 */
export const batch = z.object({
  v: z.literal(1),
  host: hostId,
  boot: bootId,
  seq: z
    .int()
    .min(1)
    .max(2 ** 48),
  /**
   * Lowest seq of this boot that the agent still keeps, less one, when it sent this: what is not above it
   * was acknowledged or given up and never comes again. A batch is accepted when `seq - 1` is not above the
   * receiver's mark or this floor; so a batch that overtook others is never mistaken for a stored one.
   */
  floor: z
    .int()
    .min(0)
    .max(2 ** 48),
  at: timestampMs,
  samples: z.array(sampleBlock).max(batchLimits.blocks),
  events: z.array(hostEvent).max(batchLimits.events),
});
export type Batch = z.infer<typeof batch>;

/** A batch that ingest has checked against the metric tables. */
export interface StoredBatch extends Batch {
  samples: StoredBlock[];
}

/** Sent by the control plane after the stores have committed everything up to `upTo`. Frees the outbox. */
export const ack = z.object({
  v: z.literal(1),
  host: hostId,
  boot: bootId,
  upTo: z
    .int()
    .min(0)
    .max(2 ** 48),
  /**
   * The host report that the control plane holds, so that an agent whose report was lost on the way sends it
   * again; null where it holds none, absent where it does not say.
   */
  report: z
    .object({ session: z.string().max(64), revision: z.int().min(1) })
    .nullable()
    .optional(),
});
export type Ack = z.infer<typeof ack>;
