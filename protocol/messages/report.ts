import { z } from "zod";
import { hostInventory } from "../domain/host.ts";
import { bootId, epoch, generation, hostId, machineId, timestampMs } from "../domain/ids.ts";
import { machineReport } from "../domain/machine.ts";
import { signingKeys } from "../domain/signing.ts";
import { keyHash } from "../domain/trust.ts";

/** Liveness of one agent; retained, and the same topic is its last will with `offline`. */
export const hostStatus = z.object({
  v: z.literal(1),
  host: hostId,
  state: z.enum(["online", "offline"]),
  /** Id of this agent process; an old will cannot put a newer process offline. */
  session: z.string().max(64),
  at: timestampMs,
  /** Digest of the machine's own id: tells a person on which machine a copied identity runs. */
  machine: z.string().max(64).optional(),
});
export type HostStatus = z.infer<typeof hostStatus>;

/**
 * The whole host as it is now; retained, sent at connect and after each change (at most once a second).
 * `revision` rises within a session, so that a late message cannot undo a newer one.
 */
export const hostReport = z.object({
  v: z.literal(1),
  host: hostId,
  session: z.string().max(64),
  revision: z.int().min(1),
  at: timestampMs,
  inventory: hostInventory,
  /** Null while libvirt cannot be asked: then the machines are not known, which is not "none". */
  machines: z.array(machineReport).max(20_000).nullable(),
  /** Seq up to which `machines` already holds the events of this boot. */
  boot: bootId,
  seq: z.int().min(0),
  /** Names of the control plane's keys that this agent obeys. */
  signingKeys: z.array(z.string().max(64)).max(8).optional(),
  /** Of a host with a certificate: the authorities that it trusts, and by which of them its own is. */
  authorities: z
    .object({ trusted: z.array(keyHash).max(8), issuer: keyHash.nullable() })
    .optional(),
});
export type HostReport = z.infer<typeof hostReport>;

/**
 * What the control plane holds to be true of this host; retained, sent when it changes and when a host
 * reports a new session. Autostart waits for it: only machines listed here with `start` may be started at
 * the host's boot.
 */
export const assignments = z.object({
  v: z.literal(1),
  host: hostId,
  epoch,
  /** The agent session it answers; a retained one from before the boot confirms nothing. */
  session: z.string().max(64),
  /** Rises with each message of an epoch: an older one that comes late or again counts for nothing. */
  turn: z.int().min(1),
  at: timestampMs,
  /** The keys by which the agent knows the control plane from now on, instead of those before. */
  signingKeys: signingKeys.optional(),
  /**
   * Where the fleet's certificate authority was or is being replaced: those that the host trusts from now on instead of
   * those before (PEM), and the hash of the one by which its certificate is to be.
   */
  authorities: z
    .object({ trusted: z.array(z.string().min(1).max(16_384)).min(1).max(3), issuer: keyHash })
    .optional(),
  machines: z
    .array(
      z.object({
        id: machineId,
        generation,
        autostart: z.boolean(),
        barred: z.string().max(255).nullable(),
      }),
    )
    .max(20_000),
  metricsIntervalMs: z.int().min(1_000).max(60_000),
  /** Machines whose disks and interfaces are sampled one by one just now. */
  detail: z.array(machineId).max(64),
});
export type Assignments = z.infer<typeof assignments>;

/** The control plane speaks; retained. Agents refuse commands of a lower epoch than the highest seen. */
export const controlStatus = z.object({
  v: z.literal(1),
  epoch,
  controlPlane: z.string().max(64),
  version: z.string().max(64),
  state: z.enum(["online", "offline"]),
  at: timestampMs,
});
export type ControlStatus = z.infer<typeof controlStatus>;
