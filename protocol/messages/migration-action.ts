import { z } from "zod";
import { generation, hostId, machineId } from "../domain/ids.ts";
import { migrationDescription, migrationOptions, placedDisk } from "../domain/migration.ts";

/**
 * 256 random bits of one move's ticket, base64url. Never logged. It lies sealed in the control plane's store and, with
 * its command, in the journal of the agent, readable by that agent alone; after the move it opens nothing.
 */
const gateSecret = z
  .string()
  .length(43)
  .regex(/^[A-Za-z0-9_-]+$/);
const address = z.string().min(1).max(255);
const port = z.int().min(1).max(65_535);
const onMachine = { machine: machineId, generation };

/**
 * The commands of a move. `generation` is the one under which the addressed host knows its copy (0 where it has
 * none yet); `next` the one that the machine has once it runs on the target. An agent that knows a generation higher
 * than `next`, or lower than `generation`, refuses.
 *
 *   describe  source  what the machine is, measured now; changes nothing
 *   check     target  tries what can be tried: CPU, paths, pools, networks, room; opens a gate that lets nothing
 *                     through, for `reach`; changes nothing else
 *   reach     source  dials that gate with the host's certificate; says the round trip
 *   prepare   target  volumes, NVRAM, a gate for this one machine; undone by `abandon` or by its expiry
 *   perform   source  the move itself, with progress; its cancel is the cancel of the command
 *   adjust    source  more pause, more bandwidth, post-copy now
 *   abandon   target  closes the gate, destroys what has come, removes what `prepare` made, and swears that no
 *                     copy runs here or ever will under this ticket; fails with MIGRATION_ARRIVED where one runs
 *   adopt     target  the machine runs here: mark of generation and owner, snapshots' metadata
 *   resume    source  the target has sworn (`abandon`): where this host's libvirtd is still kept waiting for an answer
 *                     that was lost, its gate lets go and its copy runs on
 *   release   source  the machine runs elsewhere: a copy that is still kept waiting is destroyed, never woken; then its
 *                     definition and the disks that were copied are let go
 *
 * A move of kind `storage` addresses all of it to the machine's own host: without a gate, and `next` is `generation`.
 */
export const migrationActions = [
  z.object({
    kind: z.literal("migration.describe"),
    ...onMachine,
    /** The control plane has samples of the dirty-page rate: taking one more would cost the move a second. */
    withoutSample: z.literal(true).optional(),
  }),
  z.object({
    kind: z.literal("migration.check"),
    ...onMachine,
    name: z.string().min(1).max(255).optional(),
    source: hostId,
    description: migrationDescription,
    options: migrationOptions,
    secret: gateSecret,
  }),
  z.object({
    kind: z.literal("migration.reach"),
    ...onMachine,
    target: hostId,
    addresses: z.array(address).min(1).max(16),
    port,
    secret: gateSecret,
  }),
  z.object({
    kind: z.literal("migration.prepare"),
    ...onMachine,
    name: z.string().min(1).max(255),
    next: generation,
    source: hostId,
    description: migrationDescription,
    options: migrationOptions,
    secret: gateSecret,
  }),
  z.object({
    kind: z.literal("migration.perform"),
    ...onMachine,
    next: generation,
    target: hostId,
    /** Empty and null for a move that stays on its host. */
    addresses: z.array(address).max(16),
    port: port.nullable(),
    /** As `prepare` answered. */
    luggagePort: port.optional(),
    secret: gateSecret,
    options: migrationOptions,
    /** As `prepare` answered. */
    disks: z.array(placedDisk).max(64),
  }),
  z.object({
    kind: z.literal("migration.adjust"),
    ...onMachine,
    bandwidthBytesPerSecond: z.int().min(1_048_576).max(1e12).optional(),
    maxPauseMs: z.int().min(10).max(600_000).optional(),
    postCopy: z.literal(true).optional(),
  }),
  z.object({
    kind: z.literal("migration.abandon"),
    ...onMachine,
    source: hostId,
    /** The source's part of the memory is gone: a copy that waits for it is destroyed. */
    memoryLost: z.literal(true).optional(),
  }),
  z.object({ kind: z.literal("migration.adopt"), ...onMachine, next: generation, source: hostId }),
  z.object({ kind: z.literal("migration.resume"), ...onMachine, target: hostId }),
  z.object({
    kind: z.literal("migration.release"),
    ...onMachine,
    target: hostId,
    /** Keep the copied disks' originals: their files are renamed aside, not removed. */
    keepDisks: z.boolean(),
  }),
] as const;
