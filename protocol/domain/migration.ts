import { z } from "zod";
import { generation, hostId, timestampMs } from "./ids.ts";
import { keyHash } from "./trust.ts";

const bytes = z.number().min(0).max(Number.MAX_SAFE_INTEGER);
const milliseconds = z
  .number()
  .min(0)
  .max(86_400_000 * 30);
const deviceName = z.string().min(1).max(64);
const path = z.string().min(1).max(4_096);
const word = z.string().max(255);

/**
 * How a machine is moved. `live`: it runs on, its disks are reached from both hosts. `live-copy`: it runs on
 * while disks that only the source reaches are copied. `offline`: it is off; its definition moves, and
 * disks that only the source reaches are copied. `storage`: it stays on its host, its disks change the pool.
 */
export const migrationKinds = ["live", "live-copy", "offline", "storage"] as const;
export const migrationKind = z.enum(migrationKinds);
export type MigrationKind = z.infer<typeof migrationKind>;

/** Where one copied disk goes; a disk that is not named goes to the pool of its name on the target. */
export const diskPlace = z.object({ target: deviceName, pool: word }).strict();

/** A volume that `prepare` made, and where the target's QEMU finds it. */
export const placedDisk = z.object({
  target: deviceName,
  pool: word,
  volume: word,
  path,
  format: z.string().max(32),
});
export type PlacedDisk = z.infer<typeof placedDisk>;

/** What a person, a plan or a policy asks of one move. What is absent is decided by the machine's policy. */
export const migrationOptions = z
  .object({
    /** Absent for `storage`, where it is the machine's own host. */
    target: hostId.optional(),
    /** Absent: live where the machine runs, offline where it is off; disks copied where they must be. */
    kind: migrationKind.optional(),
    disks: z.array(diskPlace).max(64).optional(),
    /** Copy only what lies above a base image that the target has already (libvirt's NON_SHARED_INC). */
    incremental: z.boolean().optional(),
    /** Of memory and disks together, bytes a second. */
    bandwidthBytesPerSecond: z.int().min(1_048_576).max(1e12).optional(),
    /** Longest pause that may be taken; the move is given up rather than that it pauses longer. */
    maxPauseMs: z.int().min(10).max(600_000).optional(),
    /** Give up when it has not ended by then. */
    giveUpAfterMs: z.int().min(10_000).max(86_400_000).optional(),
    /** Give up, or take the next means that is allowed, when what remains has not shrunk for so long. */
    stallAfterMs: z.int().min(5_000).max(3_600_000).optional(),
    autoConverge: z.boolean().optional(),
    compression: z.enum(["none", "xbzrle", "zlib", "zstd"]).optional(),
    /** QEMU's multifd channels; 1 is one stream. */
    parallelConnections: z.int().min(1).max(16).optional(),
    /** May switch to post-copy when it does not converge: a cut then loses the memory of the machine. */
    postCopy: z.boolean().optional(),
    /** It is not begun before, and judged anew then; at most seven days ahead. For whoever asks alone, never for agents. */
    notBefore: timestampMs.optional(),
  })
  .strict();
export type MigrationOptions = z.infer<typeof migrationOptions>;

/**
 * scheduled ──> planned
 *   planned ──> preparing ──> moving ──> switching ──> confirming ──> done
 *      │            │            │           │              │
 *      └────────────┴────────────┴──> undoing ┴──> undone   └──> unclear
 *
 * scheduled: it waits for its time and holds nothing; what stands against it is judged then.
 * planned: intent, reservation and generation are stored, it waits for its turn. preparing: the target makes
 * volumes and opens its gate. moving: memory and disks flow, the source runs. switching: the source stands and
 * the target has not answered yet; nobody may start either copy. confirming: both hosts' reports are awaited.
 */
export const migrationPhases = [
  "scheduled",
  "planned",
  "preparing",
  "moving",
  "switching",
  "confirming",
  "undoing",
  "done",
  "undone",
  "unclear",
] as const;
export const migrationPhase = z.enum(migrationPhases);
export type MigrationPhase = z.infer<typeof migrationPhase>;

/** What libvirt's job statistics say of a move under way; null is "not known". */
export const migrationProgress = z.object({
  at: timestampMs,
  /** Passes over the guest's memory, libvirt's memory_iteration. */
  iteration: z.int().min(0).nullable(),
  memoryTotalBytes: bytes.nullable(),
  memoryRemainingBytes: bytes.nullable(),
  memoryTransferredBytes: bytes.nullable(),
  diskTotalBytes: bytes.nullable(),
  diskRemainingBytes: bytes.nullable(),
  bytesPerSecond: bytes.nullable(),
  dirtyBytesPerSecond: bytes.nullable(),
  /** QEMU's own expectation of the pause if it switched now. */
  expectedPauseMs: milliseconds.nullable(),
  autoConvergeThrottlePercent: z.number().min(0).max(100).nullable(),
  postCopy: z.boolean(),
});
export type MigrationProgress = z.infer<typeof migrationProgress>;

/** What a move took, measured by libvirt's statistics of the ended job. */
export const migrationMeasured = z.object({
  /** From the source's call to libvirt to its answer. */
  durationMs: milliseconds,
  /** As libvirt says it: from the stop of the source to the start of the target. */
  pauseMs: milliseconds.nullable(),
  iterations: z.int().min(0).nullable(),
  memoryBytes: bytes.nullable(),
  diskBytes: bytes.nullable(),
  bytesPerSecond: bytes.nullable(),
});
export type MigrationMeasured = z.infer<typeof migrationMeasured>;

export const movedDisk = z.object({
  target: deviceName,
  source: path.nullable(),
  format: z.string().max(32),
  /** Virtual size. */
  capacityBytes: bytes,
  /** What is written of it: what a copy has to carry. */
  allocationBytes: bytes.nullable(),
  shareable: z.boolean(),
  readOnly: z.boolean(),
  device: z.enum(["disk", "cdrom", "floppy", "lun"]),
  /** Chain below it, nearest first. */
  backing: z.array(path).max(32),
  /** Of the nearest below it; absent where it is not known. */
  backingFormat: z.string().max(32).optional(),
});
export type MovedDisk = z.infer<typeof movedDisk>;

/** What the source's agent says of a machine that is to move: all that a target has to be held against. */
export const migrationDescription = z.object({
  generation,
  running: z.boolean(),
  persistent: z.boolean(),
  memoryBytes: bytes,
  memoryMaxBytes: bytes,
  /** What libvirt says that the guest really uses, null where it does not know. */
  memoryUsedBytes: bytes.nullable(),
  vcpus: z.int().min(1),
  machineType: z.string().max(64).nullable(),
  arch: z.string().max(32),
  virtType: z.string().max(16),
  emulator: path.nullable(),
  /** The `<cpu>` element of the live definition, expanded, for libvirt's comparison on the target. */
  cpuXml: z.string().max(16_384).nullable(),
  hugePages: z.boolean(),
  disks: z.array(movedDisk).max(64),
  /** Networks, bridges and direct devices by name. */
  networks: z.array(z.object({ type: word, name: word })).max(64),
  /** Every absolute path that the definition names besides its disks: NVRAM, kernel, logs, sockets. */
  paths: z.array(path).max(256),
  hostDevices: z.array(word).max(64),
  /** File of the firmware's variables; libvirt carries none of a machine that is off. */
  nvram: path.nullable().optional(),
  /** libvirt's numbers of the source's QEMU and of its own; absent from an agent that is too old to tell. */
  qemuVersion: z.int().min(0).optional(),
  libvirtVersion: z.int().min(0).optional(),
  /** qemu.conf's `lock_manager`, null for none. */
  lockManager: word.nullable().optional(),
  /** Targets of disks that some program holds though the machine is off. */
  disksHeld: z.array(deviceName).max(64).optional(),
  /** A swtpm of its own keeps its TPM's state beside its disks; absent from an agent that is too old to tell. */
  emulatedTpm: z.boolean().optional(),
  /** This agent sends beside libvirt's migration what libvirt does not carry. */
  hasLuggage: z.literal(true).optional(),
  /** Names of snapshots, apart by where their data lies; internal ones cannot travel with local disks. */
  internalSnapshots: z.array(word).max(256),
  externalSnapshots: z.array(word).max(256),
  checkpoints: z.array(word).max(256),
  /** libvirt's job under way, null for none. */
  job: z.string().max(40).nullable(),
  /** Sampled by QEMU for a second without stopping the guest; null where it runs not or cannot tell. */
  dirtyBytesPerSecond: bytes.nullable(),
});
export type MigrationDescription = z.infer<typeof migrationDescription>;

/** One thing in the way of a move, as an agent found it by trying. */
export const migrationFinding = z.object({
  code: z.string().max(64),
  text: z.string().max(1_000),
  remedy: z.string().max(1_000),
});
export type MigrationFinding = z.infer<typeof migrationFinding>;

/** Authorities of a host's QEMU, each by the hash of its key: those it believes, and the one that signed its certificate. */
export const qemuAuthorities = z.object({
  trusted: z.array(keyHash).max(8),
  issuer: keyHash,
});
export type QemuAuthorities = z.infer<typeof qemuAuthorities>;

/** What a host offers to moves; part of its inventory. Absent for an agent that cannot move machines. */
export const migrationInventory = z.object({
  /** Addresses under which other hosts reach this one, the preferred first. */
  addresses: z.array(z.string().min(1).max(255)).max(16),
  /** Null: ready for moves under TLS. Else what is missing, in one sentence. */
  tlsProblem: z.string().max(1_000).nullable(),
  /** Absent where there is such a problem, and from older agents. */
  tlsAuthorities: qemuAuthorities.optional(),
  machineTypes: z.array(z.string().max(64)).max(512),
  emulators: z.array(path).max(32),
  hugePagesFreeBytes: bytes.nullable(),
});
export type MigrationInventory = z.infer<typeof migrationInventory>;

/** What a person may change of a move under way. */
export const migrationAdjustment = migrationOptions
  .pick({ bandwidthBytesPerSecond: true, maxPauseMs: true })
  .extend({ postCopy: z.literal(true).optional() })
  .strict();
export type MigrationAdjustment = z.infer<typeof migrationAdjustment>;
