import { z } from "zod";
import { displayName, generation, hostId, machineId, timestampMs } from "./ids.ts";

/**
 * State of a machine: libvirt's own virDomainState words (blocked counts as running), plus `unknown` for
 * a machine whose host does not report.
 */
export const machineStates = [
  "running",
  "paused",
  "shutting-down",
  "shutoff",
  "crashed",
  "pmsuspended",
  "unknown",
] as const;
export const machineState = z.enum(machineStates);
export type MachineState = z.infer<typeof machineState>;

/** Why it is in its state, in libvirt's words (virDomain*Reason), such as `booted`, `ioerror`, `user`. */
export const stateReason = z
  .string()
  .max(40)
  .regex(/^[a-z0-9-]*$/);

/** Who manages autostart: ours after a generation check, libvirt's flag, or nobody. */
export const autostart = z.enum(["off", "novacron", "libvirt"]);
export type Autostart = z.infer<typeof autostart>;

export const machineDisk = z.object({
  target: z.string().max(64),
  device: z.enum(["disk", "cdrom", "floppy", "lun"]),
  type: z.string().max(32),
  source: z.string().max(4_096).nullable(),
  format: z.string().max(32).nullable(),
  bus: z.string().max(32).nullable(),
  readOnly: z.boolean(),
  capacityBytes: z.number().nullable(),
  /** False only where the source can be reached from this host alone (a local file or block device). */
  shareable: z.boolean(),
});
export type MachineDisk = z.infer<typeof machineDisk>;

export const machineNic = z.object({
  target: z.string().max(64).nullable(),
  mac: z.string().max(32).nullable(),
  type: z.string().max(32),
  source: z.string().max(255).nullable(),
  model: z.string().max(64).nullable(),
  addresses: z.array(z.string().max(64)).max(32),
});
export type MachineNic = z.infer<typeof machineNic>;

/** What one host says of one machine. */
export const machineReport = z.object({
  id: machineId,
  name: displayName,
  title: z.string().max(1_000).nullable(),
  state: machineState,
  reason: stateReason,
  /** When the agent saw the state begin; null where it was so when the agent first looked. */
  since: timestampMs.nullable(),
  persistent: z.boolean(),
  autostart,
  vcpus: z.int().min(0),
  vcpusMax: z.int().min(0),
  memoryBytes: z.number().min(0),
  memoryMaxBytes: z.number().min(0),
  virtualisation: z.string().max(32),
  arch: z.string().max(32),
  machineType: z.string().max(64).nullable(),
  disks: z.array(machineDisk).max(256),
  nics: z.array(machineNic).max(256),
  graphics: z.array(z.string().max(32)).max(8),
  guestAgent: z.boolean(),
  /** The serial console can be opened through the tunnel. */
  serialConsole: z.boolean(),
  tags: z.array(z.string().max(64)).max(64),
  demo: z.boolean(),
  generation,
  /** Host named as owner in the machine's own metadata; null where NovaCron never wrote it. */
  owner: hostId.nullable(),
  /** Running job (migration, save, ...) in libvirt's words, or null. */
  job: z.string().max(40).nullable(),
});
export type MachineReport = z.infer<typeof machineReport>;
