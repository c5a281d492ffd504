import type { MachineMetadata } from "./metadata.ts";

/** A domain as the agent needs to know it. What is not here stays untouched by updates. */
export interface DomainDefinition {
  /** `kvm`, `qemu`, ... */
  readonly type: string;
  /** Number of a running domain, else null. */
  readonly id: number | null;
  readonly uuid: string | null;
  readonly name: string;
  readonly title: string | null;
  readonly description: string | null;
  readonly memoryMaxBytes: number;
  readonly memoryBytes: number;
  readonly vcpusMax: number;
  readonly vcpus: number;
  readonly os: DomainOs;
  /** Names of the elements under `<features>`, such as `acpi`. */
  readonly features: readonly string[];
  readonly cpu: { readonly mode: string | null; readonly model: string | null } | null;
  readonly emulator: string | null;
  readonly disks: readonly DomainDisk[];
  readonly interfaces: readonly DomainInterface[];
  readonly graphics: readonly DomainGraphics[];
  readonly serials: readonly CharacterDevice[];
  readonly consoles: readonly CharacterDevice[];
  readonly channels: readonly DomainChannel[];
  readonly hostdevs: readonly DomainHostdev[];
  /** What NovaCron wrote of it, or null. */
  readonly metadata: MachineMetadata | null;
}

export interface DomainOs {
  readonly type: string;
  readonly arch: string | null;
  readonly machine: string | null;
  readonly firmware: string | null;
  readonly loader: string | null;
  readonly nvram: string | null;
  readonly kernel: string | null;
  readonly initrd: string | null;
  readonly cmdline: string | null;
  readonly boot: readonly string[];
}

export type DiskSource =
  | { readonly kind: "none" }
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "block"; readonly path: string }
  | { readonly kind: "volume"; readonly pool: string; readonly volume: string }
  | {
      readonly kind: "network";
      readonly protocol: string;
      readonly name: string;
      readonly hosts: readonly { readonly name: string; readonly port: number | null }[];
    }
  | { readonly kind: "other"; readonly type: string };

export interface DomainDisk {
  readonly device: "disk" | "cdrom" | "floppy" | "lun";
  readonly source: DiskSource;
  /** Name of the device in the guest, unique in the domain. */
  readonly target: string;
  readonly bus: string | null;
  /** Image format, such as `qcow2`. */
  readonly format: string | null;
  readonly cache: string | null;
  readonly readOnly: boolean;
  /** `<shareable/>`: more than one machine may have it open. */
  readonly shareable: boolean;
  readonly bootOrder: number | null;
  readonly alias: string | null;
}

export interface DomainInterface {
  readonly type: string;
  readonly mac: string | null;
  /** The network, bridge or device it is joined to. */
  readonly source: string | null;
  /** Name of the device on the host, while it runs. */
  readonly target: string | null;
  readonly model: string | null;
  readonly bootOrder: number | null;
  readonly alias: string | null;
}

export interface DomainGraphics {
  readonly type: string;
  readonly port: number | null;
  readonly autoport: boolean;
  readonly listen: string | null;
  readonly socket: string | null;
}

export interface CharacterDevice {
  readonly type: string;
  readonly path: string | null;
  readonly targetType: string | null;
  readonly alias: string | null;
}

export interface DomainChannel extends CharacterDevice {
  /** Name of a virtio port, such as `org.qemu.guest_agent.0`. */
  readonly name: string | null;
  readonly connected: boolean;
}

export interface DomainHostdev {
  readonly mode: string;
  readonly type: string;
  readonly alias: string | null;
}
