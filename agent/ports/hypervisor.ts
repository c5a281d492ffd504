import type {
  HostNetwork,
  HostPool,
  LibvirtHealth,
  Virtualisation,
} from "@novacron/protocol/domain/host";
import type { MachineId } from "@novacron/protocol/domain/ids";
import type { MachineReport } from "@novacron/protocol/domain/machine";
import type { MachineDefinition } from "@novacron/protocol/domain/machine-definition";
import type { MigrationInventory } from "@novacron/protocol/domain/migration";
import type { DirtyRate } from "@novacron/protocol/domain/migration-forecast";
import type { Movable } from "./migration.ts";

/**
 * Raw cumulative figures of one machine at one moment, as the hypervisor counts them. Collectors turn two
 * of them into rates. `null` is "not known".
 */
export interface MachineCounters {
  readonly id: MachineId;
  readonly name: string;
  /** False for a machine that does not run: then only id and name are of use. */
  readonly running: boolean;
  /** Process id of the machine's QEMU, where known; lets the host's own /proc be read for it. */
  readonly pid: number | null;
  readonly vcpus: number | null;
  readonly cpuTimeNs: number | null;
  readonly cpuUserNs: number | null;
  readonly cpuSystemNs: number | null;
  /** Run-queue wait summed over vCPUs (libvirt's `vcpu.N.delay`). */
  readonly cpuDelayNs: number | null;
  readonly balloonBytes: number | null;
  readonly balloonMaxBytes: number | null;
  /** Guest statistics of the balloon driver, present only while the guest feeds them. */
  readonly guestUnusedBytes: number | null;
  readonly guestAvailableBytes: number | null;
  readonly guestUsableBytes: number | null;
  readonly guestCacheBytes: number | null;
  readonly guestSwapInBytes: number | null;
  readonly guestSwapOutBytes: number | null;
  readonly guestMajorFaults: number | null;
  /** When the guest fed them last, seconds since 1970 in the guest's view; stale figures are not used. */
  readonly guestUpdatedAtS: number | null;
  readonly residentBytes: number | null;
  readonly disks: readonly DiskCounters[];
  readonly nics: readonly NicCounters[];
  readonly job: JobCounters | null;
}

export interface DiskCounters {
  readonly device: string;
  readonly readBytes: number;
  readonly writeBytes: number;
  readonly reads: number;
  readonly writes: number;
  readonly flushes: number;
  readonly readTimeNs: number;
  readonly writeTimeNs: number;
  readonly allocationBytes: number | null;
}

export interface NicCounters {
  readonly device: string;
  readonly receiveBytes: number;
  readonly transmitBytes: number;
  readonly receivePackets: number;
  readonly transmitPackets: number;
  readonly receiveErrors: number;
  readonly transmitErrors: number;
  readonly receiveDrops: number;
  readonly transmitDrops: number;
}

export interface JobCounters {
  readonly kind: string;
  readonly totalBytes: number | null;
  readonly remainingBytes: number | null;
}

/** One bulk reading. It never waits for a machine that hangs: that one is in `skipped`, with why. */
export interface BulkReading {
  readonly machines: readonly MachineCounters[];
  /** How long the hypervisor took to answer. */
  readonly tookMs: number;
  readonly skipped: readonly {
    readonly id: MachineId;
    readonly name: string;
    readonly why: string;
  }[];
}

/**
 * What happened to a machine, pushed by the hypervisor. `event` is libvirt's event and detail
 * (`stopped/crashed`, `suspended/ioerror`); `report` the machine afterwards, or null where it is gone.
 */
export type HypervisorEvent =
  | {
      readonly type: "changed";
      readonly id: MachineId;
      readonly name: string;
      readonly event: string;
      readonly report: MachineReport | null;
    }
  | {
      /** `guest-reboot`, `io-error`, `watchdog`, `agent-connected`, `agent-disconnected`, `job-completed`. */
      readonly type: "note";
      readonly id: MachineId;
      readonly note: string;
      readonly detail: string;
    }
  /** Pools or networks changed; `inventory()` has the new ones. */
  | { readonly type: "inventory" }
  | { readonly type: "health"; readonly health: LibvirtHealth };

export interface HypervisorInventory {
  readonly hostUuid: string | null;
  readonly hypervisorVersion: string | null;
  readonly emulatorVersion: string | null;
  readonly pools: readonly HostPool[];
  readonly networks: readonly HostNetwork[];
  /** Present where machines can be moved; the addresses are the core's to tell. */
  readonly migration?: Omit<MigrationInventory, "addresses">;
}

/** NovaCron's own element in the machine's metadata. Written only by an operation that needs it. */
export interface MachineMark {
  readonly generation: number;
  readonly owner: string;
  readonly autostart: boolean;
}

/** A byte stream to a machine's device; back-pressured in both directions. */
export interface DeviceStream {
  /** Bytes from the device until it closes; the reader's pace holds the device back. */
  readonly incoming: AsyncIterable<Uint8Array>;
  /** Resolves when the bytes are taken. Rejects with STREAM_CLOSED. */
  write(bytes: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

/**
 * The hypervisor of one host, as the agent's core needs it. Implementations: libvirt and the simulator;
 * both pass `hypervisor.contract.ts`. Every call has its own deadline inside and rejects with a NovaError:
 * LIBVIRT_UNAVAILABLE, LIBVIRT_TIMEOUT, LIBVIRT_ERROR (libvirt's number in `details.libvirtCode`),
 * NOT_FOUND for a machine that does not exist, ACTION_NOT_POSSIBLE where its state forbids the act.
 */
export interface Hypervisor {
  /** Connects and keeps connecting until `stop`; resolves at once. `listen` must be called before. */
  start(signal: AbortSignal): Promise<void>;
  stop(): Promise<void>;
  /** One listener. Events of one machine arrive in order. */
  listen(listener: (event: HypervisorEvent) => void): void;
  health(): LibvirtHealth;
  inventory(): Promise<HypervisorInventory>;
  /** All machines, running or defined. */
  machines(): Promise<readonly MachineReport[]>;
  machine(id: MachineId): Promise<MachineReport>;
  /** The bulk statistics call, on a connection of its own. */
  counters(): Promise<BulkReading>;

  startMachine(id: MachineId): Promise<void>;
  /** Asks the guest (ACPI, or its agent); returns when asked, not when it is off. */
  shutdownMachine(id: MachineId): Promise<void>;
  /** Asks the guest to reboot; returns when asked. */
  rebootMachine(id: MachineId): Promise<void>;
  /** Cuts the power; the machine is off when it returns. */
  forceOffMachine(id: MachineId): Promise<void>;
  pauseMachine(id: MachineId): Promise<void>;
  resumeMachine(id: MachineId): Promise<void>;
  /** The mark of a machine, or null where there is none. */
  mark(id: MachineId): Promise<MachineMark | null>;
  /** Writes the mark into the persistent and the live definition and turns libvirt's own autostart off. */
  setMark(id: MachineId, mark: MachineMark): Promise<void>;
}

/** Optional power: a serial console as a stream. Closes an older session of the same machine. */
export interface ConsolePower {
  openConsole(id: MachineId): Promise<DeviceStream>;
}

/** Optional power: the machine's definition as text, without secrets. */
export interface DefinitionPower {
  definition(id: MachineId): Promise<MachineDefinition>;
}

/** Optional power: a small labelled demo guest, for a host without machines. */
export interface DemoPower {
  createDemo(id: MachineId, name: string): Promise<void>;
  /** Refuses (ACTION_NOT_POSSIBLE) any machine that is not a demo guest. */
  deleteDemo(id: MachineId): Promise<void>;
}

/** Optional power: how guests run here, found by booting a probe guest, not by reading flags. */
export interface ProbePower {
  /** Takes up to a minute; the core calls it at most once per host boot. */
  probeVirtualisation(signal: AbortSignal): Promise<Virtualisation>;
}

/** How much memory a guest writes anew, as libvirt's `dirtyrate.*` tells it. */
export interface DirtyRateReading {
  readonly bytesPerSecond: number;
  /** libvirt's `calc_mode`. */
  readonly mode: DirtyRate["mode"];
}

/** Optional power: the dirty-page rate of a machine, sampled in a way that its guest does not notice. */
export interface DirtyRatePower {
  /**
   * Returns after `seconds` (1 to 60) and a moment. A second sample of a machine that is being sampled shares the
   * first one's answer. ACTION_NOT_POSSIBLE where it does not run, is being moved, or libvirt cannot sample it.
   */
  sampleDirtyRate(id: MachineId, seconds: number): Promise<DirtyRateReading>;
}

export type FullHypervisor = Hypervisor &
  Partial<ConsolePower> &
  Partial<DefinitionPower> &
  Partial<DemoPower> &
  Partial<ProbePower> &
  Partial<DirtyRatePower> &
  Partial<Movable>;
