import type { HostInventory } from "@novacron/protocol/domain/host";
import type { SampleOf } from "@novacron/protocol/metrics/targets";

/** Figures of the host for one tick; rates over the time since the last call. */
export interface HostReading {
  readonly host: SampleOf<"host">;
  readonly disks: readonly { readonly device: string; readonly values: SampleOf<"hostDisk"> }[];
  readonly nics: readonly { readonly device: string; readonly values: SampleOf<"hostNic"> }[];
}

/** What of the inventory does not come from the hypervisor. */
export type HostFactsInventory = Pick<
  HostInventory,
  | "name"
  | "os"
  | "kernel"
  | "arch"
  | "manufacturer"
  | "model"
  | "cpuModel"
  | "cpuSockets"
  | "cpuCores"
  | "cpuThreads"
  | "memoryBytes"
  | "hostBootAt"
  | "disks"
  | "nics"
  | "foreignManager"
  | "hooks"
> & {
  /** The kernel's boot id, which tells a restarted agent from a restarted host. */
  readonly kernelBootId: string;
  /** DMI product UUID or machine-id, where libvirt cannot tell a host UUID. */
  readonly fallbackUuid: string;
};

/** Fast per-process figures for one machine's QEMU, read from /proc and cgroups. */
export interface ProcessReading {
  readonly cpuUserNs: number;
  readonly cpuSystemNs: number;
  readonly residentBytes: number;
  /** Run-queue wait summed over the vCPU threads, from schedstat; null where none is known. */
  readonly runDelayNs: number | null;
}

/** The host itself: /proc, /sys and cgroups. Independent of the hypervisor. */
export interface HostFacts {
  inventory(): Promise<HostFactsInventory>;
  /** Reads the counters and makes rates; the first call has levels only. */
  read(): HostReading;
  /** Null where the process is gone. */
  process(pid: number): ProcessReading | null;
}
