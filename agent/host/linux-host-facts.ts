import { collectHost } from "../collectors/host.ts";
import type { HostCounters } from "../collectors/host-counters.ts";
import { collectHostDisks } from "../collectors/host-disk.ts";
import { collectHostNics } from "../collectors/host-nic.ts";
import { share } from "../collectors/rates.ts";
import type {
  HostFacts,
  HostFactsInventory,
  HostReading,
  ProcessReading,
} from "../ports/host-facts.ts";
import { DeviceFilter } from "./device-filter.ts";
import { InventoryReader } from "./inventory/inventory-reader.ts";
import { KernelReader } from "./kernel-reader.ts";
import { KeptRoom, type OwnCost, readOwnCost, roomAt } from "./own-cost.ts";
import { readKernelUnits } from "./proc/auxv.ts";
import { Processes } from "./processes.ts";

export interface LinuxHostFactsOptions {
  /** Where /proc, /sys and /etc hang; the empty text for the real ones. */
  readonly root?: string;
  /** Keeps an id of this host where neither firmware nor operating system has one. */
  readonly dataFolder: string;
  /** Where the administrator places hooks; without it none are reported. */
  readonly hooksFolder?: string;
  /** Program and words that run `askHardware`; by default this Node with its source file. */
  readonly hardwareCommand?: readonly string[];
}

/** The host read from the kernel's own files. */
export class LinuxHostFacts implements HostFacts {
  readonly #kernel: KernelReader;
  readonly #processes: Processes;
  readonly #inventory: InventoryReader;
  readonly #devices: DeviceFilter;
  readonly #room: KeptRoom;
  #before: { readonly counters: HostCounters; readonly own: OwnCost } | null = null;

  constructor({ root = "", dataFolder, hardwareCommand, hooksFolder }: LinuxHostFactsOptions) {
    const units = readKernelUnits();
    this.#room = new KeptRoom(() => roomAt(dataFolder));
    this.#devices = new DeviceFilter(root);
    this.#kernel = new KernelReader({ root, units, devices: this.#devices });
    this.#processes = new Processes(root, units);
    this.#inventory = new InventoryReader({ root, dataFolder, hardwareCommand, hooksFolder });
  }

  inventory(): Promise<HostFactsInventory> {
    this.#devices.forget();
    return this.#inventory.read();
  }

  read(): HostReading {
    this.#processes.endRound();
    const counters = this.#kernel.read();
    const own = readOwnCost();
    const before = this.#before?.counters ?? null;
    const reading = {
      host: {
        ...collectHost(before, counters),
        ...this.#ownCost(own, counters.atMs),
        ...this.#room.at(counters.atMs),
      },
      disks: collectHostDisks(before, counters),
      nics: collectHostNics(before, counters),
    };
    this.#before = { counters, own };
    return reading;
  }

  process(pid: number): ProcessReading | null {
    return this.#processes.read(pid, performance.now());
  }

  close(): void {
    this.#kernel.close();
    this.#processes.close();
  }

  #ownCost(now: OwnCost, atMs: number): { agentCpu: number | null; agentMemoryBytes: number } {
    const before = this.#before;
    const elapsed = before === null ? null : (atMs - before.counters.atMs) * 1_000;
    const used = before === null ? null : now.cpuMicroseconds - before.own.cpuMicroseconds;
    return { agentCpu: share(used, elapsed), agentMemoryBytes: now.residentBytes };
  }
}
