import type { HostId, MachineId } from "@novacron/protocol/domain/ids";
import type { Autostart, MachineReport, MachineState } from "@novacron/protocol/domain/machine";
import type { ProcessReading } from "../ports/host-facts.ts";
import type { MachineCounters, MachineMark } from "../ports/hypervisor.ts";
import { hashOf } from "./chance.ts";
import { type Load, type LoadProfile, loadAt } from "./load-model.ts";

export interface MachineSpec {
  readonly id: MachineId;
  readonly name: string;
  readonly profile: LoadProfile;
  readonly state: "running" | "shutoff";
  readonly autostart: Autostart;
  /** True where other hosts can reach the disk. */
  readonly sharedDisk: boolean;
  readonly demo?: boolean;
  readonly persistent?: boolean;
  /** What NovaCron wrote into the machine's metadata, where it did. */
  readonly mark?: MachineMark;
}

export function poolFolder(pool: string): string {
  return pool === "default" ? "/var/lib/libvirt/images" : `/var/lib/libvirt/${pool}`;
}

interface Totals {
  cpuNs: number;
  delayNs: number;
  readBytes: number;
  writeBytes: number;
  reads: number;
  writes: number;
  receiveBytes: number;
  transmitBytes: number;
}

/** One simulated machine: its definition, its state and counters that rise as its load says. */
export class SimMachine {
  readonly spec: MachineSpec;
  readonly seed: number;
  readonly #key: string;
  state: MachineState;
  reason: string;
  autostart: Autostart;
  mark: MachineMark | null;
  pid: number | null = null;
  /** Whether the network has given it an address, as it does at once unless a test says otherwise. */
  hasLease = true;
  persistent: boolean;
  /** libvirt's job under way. */
  job: string | null = null;
  /** Pool of its disk, where that is local. */
  pool = "default";
  /** Counts lives, so that what was set in motion in one does not reach into the next. */
  life = 0;
  #totals = zero();
  #load: Load = { cpu: 0, memoryShare: 0, diskBytesPerSecond: 0, nicBytesPerSecond: 0 };
  #atMs = 0;

  constructor(spec: MachineSpec, seed: number) {
    this.spec = spec;
    this.seed = seed;
    this.persistent = spec.persistent ?? true;
    this.#key = hashOf(seed, spec.id).toString(36);
    this.state = spec.state;
    this.reason = spec.state === "running" ? "booted" : "shutdown";
    this.autostart = spec.autostart;
    this.mark = spec.mark ?? null;
  }

  get isAlive(): boolean {
    return this.state !== "shutoff" && this.state !== "crashed";
  }

  get load(): Load {
    return this.#load;
  }

  begin(pid: number, atMs: number): void {
    this.pid = pid;
    this.life += 1;
    this.#totals = zero();
    this.#atMs = atMs;
  }

  end(): void {
    this.pid = null;
    this.life += 1;
  }

  /** Lets the counters rise up to now; a machine that does not run uses nothing. */
  advance(atMs: number): void {
    const seconds = Math.max(0, (atMs - this.#atMs) / 1000);
    this.#atMs = Math.max(atMs, this.#atMs);
    if (!this.isAlive || seconds === 0) return;
    const isActive = this.state === "running";
    const middle = atMs - (seconds * 1000) / 2;
    const { profile } = this.spec;
    const load = loadAt(profile, this.#key, this.seed, middle);
    this.#load = isActive ? load : { ...load, cpu: 0, diskBytesPerSecond: 0, nicBytesPerSecond: 0 };
    if (!isActive) return;
    const totals = this.#totals;
    const cpuNs = load.cpu * profile.vcpus * seconds * 1e9;
    totals.cpuNs += cpuNs;
    totals.delayNs += cpuNs * 0.02 * load.cpu;
    const disk = load.diskBytesPerSecond * seconds;
    totals.readBytes += disk * (1 - profile.writeShare);
    totals.writeBytes += disk * profile.writeShare;
    totals.reads += (disk * (1 - profile.writeShare)) / 16_384;
    totals.writes += (disk * profile.writeShare) / 8_192;
    const nic = load.nicBytesPerSecond * seconds;
    totals.receiveBytes += nic * profile.receiveShare;
    totals.transmitBytes += nic * (1 - profile.receiveShare);
  }

  /** A busy processor writes some 40 MiB of memory a second; whole MiB, as libvirt tells it. */
  dirtyBytesPerSecond(): number {
    return Math.round(this.#load.cpu * this.spec.profile.vcpus * 40) * 1024 ** 2;
  }

  process(): ProcessReading {
    const { cpuNs, delayNs } = this.#totals;
    return {
      cpuUserNs: Math.round(cpuNs * 0.88),
      cpuSystemNs: Math.round(cpuNs * 0.12),
      residentBytes: this.#residentBytes(),
      runDelayNs: Math.round(delayNs),
    };
  }

  counters(atMs: number): MachineCounters {
    const { id, name, profile } = this.spec;
    const isUp = this.isAlive;
    const memory = profile.memoryBytes;
    const used = Math.round(memory * this.#load.memoryShare);
    const process = isUp ? this.process() : null;
    // Every fifth guest has no balloon driver: then the host's view has to do.
    const hasGuestView = isUp && hashOf(this.seed, this.#key) % 5 !== 0;
    const ofGuest = (value: number): number | null => (hasGuestView ? Math.round(value) : null);
    return {
      id,
      name,
      running: isUp,
      pid: this.pid,
      vcpus: isUp ? profile.vcpus : null,
      cpuTimeNs: process === null ? null : process.cpuUserNs + process.cpuSystemNs,
      cpuUserNs: process?.cpuUserNs ?? null,
      cpuSystemNs: process?.cpuSystemNs ?? null,
      cpuDelayNs: process?.runDelayNs ?? null,
      balloonBytes: isUp ? memory : null,
      balloonMaxBytes: memory,
      guestUnusedBytes: ofGuest((memory - used) * 0.4),
      guestAvailableBytes: ofGuest(memory * 0.97),
      guestUsableBytes: ofGuest(memory * 0.97 - used),
      guestCacheBytes: ofGuest((memory - used) * 0.5),
      guestSwapInBytes: ofGuest(0),
      guestSwapOutBytes: ofGuest(0),
      guestMajorFaults: ofGuest(this.#totals.reads / 50),
      guestUpdatedAtS: hasGuestView ? Math.floor(atMs / 1000) : null,
      residentBytes: isUp ? this.#residentBytes() : null,
      disks: isUp ? [this.#disk()] : [],
      nics: isUp ? [this.#nic()] : [],
      job: null,
    };
  }

  report(): MachineReport {
    const { id, name, profile, sharedDisk, demo } = this.spec;
    const source = sharedDisk ? `rbd:vms/${name}` : `${poolFolder(this.pool)}/${name}.qcow2`;
    return {
      id,
      name,
      title: null,
      state: this.state,
      reason: this.reason,
      since: null,
      persistent: this.persistent,
      autostart: this.autostart,
      vcpus: profile.vcpus,
      vcpusMax: profile.vcpus,
      memoryBytes: profile.memoryBytes,
      memoryMaxBytes: profile.memoryBytes,
      virtualisation: "kvm",
      arch: "x86_64",
      machineType: "q35",
      disks: [
        {
          target: "vda",
          device: "disk",
          type: sharedDisk ? "network" : "file",
          source,
          format: sharedDisk ? "raw" : "qcow2",
          bus: "virtio",
          readOnly: false,
          capacityBytes: profile.memoryBytes * 10,
          shareable: sharedDisk,
        },
      ],
      nics: [
        {
          target: this.isAlive ? `vnet${this.pid}` : null,
          mac: macOf(hashOf(this.seed, id)),
          type: "network",
          source: "default",
          model: "virtio",
          addresses: this.isAlive && this.hasLease ? [addressOf(hashOf(this.seed, id))] : [],
        },
      ],
      graphics: ["vnc"],
      guestAgent: this.isAlive,
      serialConsole: true,
      tags: [profile.kind],
      demo: demo ?? false,
      generation: this.mark?.generation ?? 0,
      owner: this.mark === null ? null : (this.mark.owner as HostId),
      job: this.job,
    };
  }

  #residentBytes(): number {
    return Math.round(this.spec.profile.memoryBytes * (this.#load.memoryShare * 0.8 + 0.05));
  }

  #disk() {
    const { readBytes, writeBytes, reads, writes } = this.#totals;
    return {
      device: "vda",
      readBytes: Math.round(readBytes),
      writeBytes: Math.round(writeBytes),
      reads: Math.round(reads),
      writes: Math.round(writes),
      flushes: Math.round(writes / 20),
      readTimeNs: Math.round(reads * 450_000),
      writeTimeNs: Math.round(writes * 900_000),
      allocationBytes: this.spec.profile.memoryBytes * 4,
    };
  }

  #nic() {
    const { receiveBytes, transmitBytes } = this.#totals;
    return {
      device: `vnet${this.pid}`,
      receiveBytes: Math.round(receiveBytes),
      transmitBytes: Math.round(transmitBytes),
      receivePackets: Math.round(receiveBytes / 900),
      transmitPackets: Math.round(transmitBytes / 1_100),
      receiveErrors: 0,
      transmitErrors: 0,
      receiveDrops: 0,
      transmitDrops: 0,
    };
  }
}

function zero(): Totals {
  return {
    cpuNs: 0,
    delayNs: 0,
    readBytes: 0,
    writeBytes: 0,
    reads: 0,
    writes: 0,
    receiveBytes: 0,
    transmitBytes: 0,
  };
}

function addressOf(hash: number): string {
  return `10.${(hash >>> 16) & 0xff}.${(hash >>> 8) & 0xff}.${1 + ((hash & 0xff) % 254)}/8`;
}

function macOf(hash: number): string {
  const tail = (hash & 0xffffff).toString(16).padStart(6, "0");
  return `52:54:00:${tail.slice(0, 2)}:${tail.slice(2, 4)}:${tail.slice(4, 6)}`;
}
