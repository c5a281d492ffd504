import type { Clock } from "../ports/clock.ts";
import type {
  HostFacts,
  HostFactsInventory,
  HostReading,
  ProcessReading,
} from "../ports/host-facts.ts";
import { choiceOf, hashOf, noiseAt, uuidOf } from "./chance.ts";
import type { SimulatedHypervisor } from "./simulated-hypervisor.ts";

export interface SimulatedHostOptions {
  readonly clock: Clock;
  readonly seed: number;
  readonly name: string;
  readonly hypervisor: SimulatedHypervisor;
}

const GiB = 1024 ** 3;
const cpuModels = [
  "Intel(R) Xeon(R) Gold 6338 CPU @ 2.00GHz",
  "AMD EPYC 7543 32-Core Processor",
  "Intel(R) Xeon(R) Silver 4314 CPU @ 2.40GHz",
] as const;

/** The host under a simulated hypervisor: its figures follow from what its machines do. */
export class SimulatedHostFacts implements HostFacts {
  readonly #options: SimulatedHostOptions;
  readonly #bootAt: number;
  #boots = 1;
  /** Another manager that is said to run this host. */
  foreignManager: string | null = null;

  constructor(options: SimulatedHostOptions) {
    this.#options = options;
    this.#bootAt = Math.round(options.clock.now()) - 30 * 24 * 3_600_000;
  }

  /** The kernel's boot id changes; pair it with the hypervisor's `power.rebootHost()`. */
  reboot(): void {
    this.#boots += 1;
    this.#rebootAt = Math.round(this.#options.clock.now());
  }
  #rebootAt: number | null = null;

  async inventory(): Promise<HostFactsInventory> {
    const { seed, name } = this.#options;
    return {
      name,
      os: "Debian GNU/Linux 12 (bookworm)",
      kernel: "6.1.0-28-amd64",
      arch: "x86_64",
      manufacturer: "NovaCron",
      model: "simulated host",
      cpuModel: choiceOf(seed, `${name}/cpu`, cpuModels),
      cpuSockets: 2,
      cpuCores: this.#threads() / 2,
      cpuThreads: this.#threads(),
      memoryBytes: this.#memoryBytes(),
      hostBootAt: this.#rebootAt ?? this.#bootAt,
      disks: [
        { device: "nvme0n1", model: "simulated NVMe", sizeBytes: 3.84e12, rotational: false },
      ],
      nics: [{ name: "eno1", mac: null, speedMbit: 25_000, addresses: [this.#address()] }],
      foreignManager: this.foreignManager,
      kernelBootId: uuidOf(seed, `${name}/boot/${this.#boots}`),
      fallbackUuid: uuidOf(seed, `${name}/host`),
    };
  }

  /** Where other simulated hosts reach this one; no packet is ever sent to it. */
  #address(): string {
    const number = hashOf(this.#options.seed, `${this.#options.name}/address`);
    return `10.${(number >>> 16) & 255}.${(number >>> 8) & 255}.${1 + (number & 127)}/8`;
  }

  read(): HostReading {
    const { clock, seed, name, hypervisor } = this.#options;
    const at = clock.now();
    const loads = hypervisor.loads();
    const threads = this.#threads();
    const memory = this.#memoryBytes();
    const noise = (label: string): number =>
      (noiseAt(seed, `${name}/${label}`, at / 10_000) + 1) / 2;
    const guest = Math.min(0.97, loads.cores / threads);
    const system = 0.01 + 0.02 * noise("system");
    const user = 0.005 + 0.01 * noise("user");
    const iowait = Math.min(0.2, (loads.disk / 2e9) * noise("iowait"));
    const pressure = Math.max(0, guest - 0.7) * 1.5;
    const used = Math.min(memory * 0.97, loads.memoryBytes + 6 * GiB);
    return {
      host: {
        cpuUser: user,
        cpuNice: 0,
        cpuSystem: system,
        cpuIowait: iowait,
        cpuIrq: 0.002,
        cpuSteal: 0,
        cpuGuest: guest,
        cpuIdle: Math.max(0, 1 - guest - system - user - iowait - 0.002),
        load1: (guest + system + user) * threads * (0.9 + 0.2 * noise("load1")),
        load5: (guest + system + user) * threads,
        load15: (guest + system + user) * threads * 0.97,
        pressureCpuSome: pressure,
        pressureMemorySome: used / memory > 0.93 ? 0.05 * noise("mem") : 0,
        pressureMemoryFull: 0,
        pressureIoSome: iowait * 0.8,
        pressureIoFull: iowait * 0.3,
        memoryTotalBytes: memory,
        memoryAvailableBytes: memory - used,
        memoryCachedBytes: (memory - used) * 0.5,
        memoryHugeFreeBytes: 0,
        memoryHugeTotalBytes: 0,
        swapTotalBytes: 8 * GiB,
        swapUsedBytes: 0,
        swapInBytesPerSecond: 0,
        swapOutBytesPerSecond: 0,
        diskReadBytesPerSecond: loads.disk * 0.55,
        diskWriteBytesPerSecond: loads.disk * 0.45,
        nicReceiveBytesPerSecond: loads.nic * 0.4,
        nicTransmitBytesPerSecond: loads.nic * 0.6,
        temperatureCelsius: 38 + 30 * guest + 2 * noise("temperature"),
        agentCpu: 0.004 + 0.002 * noise("agent"),
        agentMemoryBytes: 45_000_000,
        agentDiskTotalBytes: 50 * GiB,
        agentDiskAvailableBytes: 31 * GiB,
      },
      disks: [{ device: "nvme0n1", values: diskValues(loads.disk) }],
      nics: [{ device: "eno1", values: nicValues(loads.nic) }],
    };
  }

  process(pid: number): ProcessReading | null {
    return this.#options.hypervisor.process(pid);
  }

  #threads(): number {
    return choiceOf(this.#options.seed, `${this.#options.name}/threads`, [64, 96, 128]);
  }

  #memoryBytes(): number {
    return choiceOf(this.#options.seed, `${this.#options.name}/memory`, [256, 384, 512]) * GiB;
  }
}

function diskValues(bytesPerSecond: number) {
  return {
    readBytesPerSecond: bytesPerSecond * 0.55,
    writeBytesPerSecond: bytesPerSecond * 0.45,
    readsPerSecond: (bytesPerSecond * 0.55) / 16_384,
    writesPerSecond: (bytesPerSecond * 0.45) / 8_192,
    readLatencyMs: 0.2 + bytesPerSecond / 2e9,
    writeLatencyMs: 0.05 + bytesPerSecond / 3e9,
    busy: Math.min(1, bytesPerSecond / 3e9),
  };
}

function nicValues(bytesPerSecond: number) {
  return {
    receiveBytesPerSecond: bytesPerSecond * 0.4,
    transmitBytesPerSecond: bytesPerSecond * 0.6,
    receivePacketsPerSecond: (bytesPerSecond * 0.4) / 900,
    transmitPacketsPerSecond: (bytesPerSecond * 0.6) / 1_100,
    errorsPerSecond: 0,
    dropsPerSecond: 0,
  };
}
