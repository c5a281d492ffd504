import { z } from "zod";
import { hostHook, hostHooksMax } from "./host-hook.ts";
import { displayName, hostId, timestampMs } from "./ids.ts";
import { migrationInventory } from "./migration.ts";

/** `online`: reports arrive; `stale`: connected, but samples are late; `offline`: last will or silence. */
export const hostStates = ["online", "stale", "offline"] as const;
export const hostState = z.enum(hostStates);
export type HostState = z.infer<typeof hostState>;

/** Named, append-only powers of an agent. A command names the one it needs. */
export const capabilities = [
  "machine.power",
  "machine.autostart",
  "machine.demo",
  "machine.console",
  "machine.definition",
  "host.metrics-interval",
  "agent.upgrade",
  "machine.move",
  "host.hook",
] as const;
export const capability = z
  .string()
  .max(64)
  .regex(/^[a-z0-9.-]+$/);
export type Capability = (typeof capabilities)[number];

export const hostDisk = z.object({
  device: z.string().max(64),
  model: z.string().max(128).nullable(),
  sizeBytes: z.number(),
  rotational: z.boolean().nullable(),
});
export const hostNic = z.object({
  name: z.string().max(64),
  mac: z.string().max(32).nullable(),
  speedMbit: z.number().nullable(),
  addresses: z.array(z.string().max(64)).max(64),
});

export type HostNic = z.infer<typeof hostNic>;

/** How guests run here, found by booting a probe guest, not by reading flags. */
export const virtualisation = z.object({
  verdict: z.enum(["kvm", "qemu", "unknown"]),
  evidence: z.string().max(1_000),
  at: timestampMs.nullable(),
});
export type Virtualisation = z.infer<typeof virtualisation>;

/** The connection of the agent to libvirt, with its trouble named. */
export const libvirtHealth = z.object({
  state: z.enum(["connected", "connecting", "failed"]),
  uri: z.string().max(255),
  since: timestampMs.nullable(),
  problem: z.string().max(1_000).nullable(),
  /** Machines that made the last bulk call slow or were skipped, with why. */
  culprits: z.array(z.object({ machine: z.string().max(255), why: z.string().max(255) })).max(64),
});
export type LibvirtHealth = z.infer<typeof libvirtHealth>;

export const hostPool = z.object({
  name: displayName,
  type: z.string().max(32),
  active: z.boolean(),
  capacityBytes: z.number(),
  allocationBytes: z.number(),
  availableBytes: z.number(),
  path: z.string().max(4_096).nullable(),
});
export type HostPool = z.infer<typeof hostPool>;
export const hostNetwork = z.object({
  name: displayName,
  active: z.boolean(),
  bridge: z.string().max(64).nullable(),
  forward: z.string().max(32).nullable(),
  addresses: z.array(z.string().max(64)).max(16),
});
export type HostNetwork = z.infer<typeof hostNetwork>;

/** Trouble of the agent with its own host, with a code of the error table. */
export const hostProblem = z.object({
  code: z.string().max(64),
  text: z.string().max(1_000),
  since: timestampMs,
});
export type HostProblem = z.infer<typeof hostProblem>;

/** Inventory of one host: what seldom changes. Retained on the bus. */
export const hostInventory = z.object({
  id: hostId,
  name: displayName,
  /** True for a host made by the simulator; the console labels it. */
  simulated: z.boolean(),
  agentVersion: z.string().max(64),
  capabilities: z.array(capability).max(256),
  os: z.string().max(128),
  kernel: z.string().max(128),
  arch: z.string().max(32),
  manufacturer: z.string().max(128).nullable(),
  model: z.string().max(128).nullable(),
  cpuModel: z.string().max(128),
  cpuSockets: z.int().min(0),
  cpuCores: z.int().min(0),
  cpuThreads: z.int().min(1),
  memoryBytes: z.number().min(0),
  hostBootAt: timestampMs.nullable(),
  libvirtVersion: z.string().max(32).nullable(),
  qemuVersion: z.string().max(32).nullable(),
  virtualisation,
  libvirt: libvirtHealth,
  /** Another manager that owns this host (vdsm, nova), then it is watched read-only. */
  foreignManager: z.string().max(64).nullable(),
  disks: z.array(hostDisk).max(512),
  nics: z.array(hostNic).max(512),
  pools: z.array(hostPool).max(256),
  networks: z.array(hostNetwork).max(256),
  metricsIntervalMs: z.int().min(1_000).max(60_000),
  /** What hinders the agent itself, such as a full disk (DISK_FULL); absent while nothing does. */
  problems: z.array(hostProblem).max(16).optional(),
  migration: migrationInventory.optional(),
  /** Programs that the administrator of the host placed there for maintenance. */
  hooks: z.array(hostHook).max(hostHooksMax).optional(),
});
export type HostInventory = z.infer<typeof hostInventory>;
