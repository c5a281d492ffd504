import type { HostCounters, HostNicCounters, SwapCounters } from "../collectors/host-counters.ts";
import type { DeviceFilter } from "./device-filter.ts";
import { HugePages } from "./huge-pages.ts";
import type { KernelUnits } from "./proc/auxv.ts";
import { parseDiskstats, parseNetDev } from "./proc/devices.ts";
import { parseMeminfo, parseSwapCounters } from "./proc/memory.ts";
import { parsePressure } from "./proc/pressure.ts";
import { ProcFile } from "./proc/proc-file.ts";
import { parseCpuTimes, parseLoadAverage } from "./proc/stat.ts";
import { Temperature } from "./temperature.ts";

export interface KernelReaderOptions {
  readonly root: string;
  readonly units: KernelUnits;
  readonly devices: DeviceFilter;
}

const paths = {
  stat: "/proc/stat",
  loadavg: "/proc/loadavg",
  pressureCpu: "/proc/pressure/cpu",
  pressureMemory: "/proc/pressure/memory",
  pressureIo: "/proc/pressure/io",
  meminfo: "/proc/meminfo",
  vmstat: "/proc/vmstat",
  diskstats: "/proc/diskstats",
  netDev: "/proc/self/net/dev",
} as const;

type Files = { readonly [K in keyof typeof paths]: ProcFile | null };

/** All counters of the host in one reading. A file this kernel lacks gives null, never an error. */
export class KernelReader {
  readonly #files: Files;
  readonly #units: KernelUnits;
  readonly #devices: DeviceFilter;
  readonly #temperature: Temperature;
  readonly #hugePages: HugePages;

  constructor({ root, units, devices }: KernelReaderOptions) {
    const opened = Object.entries(paths).map(([key, path]) => [key, ProcFile.open(root + path)]);
    this.#files = Object.fromEntries(opened) as Files;
    this.#units = units;
    this.#devices = devices;
    this.#temperature = new Temperature(root);
    this.#hugePages = new HugePages(root);
  }

  read(): HostCounters {
    const files = this.#files;
    const memory = parseOr(files.meminfo, parseMeminfo);
    const cpuPressure = parsePressure(textOf(files.pressureCpu));
    const memoryPressure = parsePressure(textOf(files.pressureMemory));
    const ioPressure = parsePressure(textOf(files.pressureIo));
    return {
      atMs: performance.now(),
      cpu: parseOr(files.stat, parseCpuTimes),
      load: parseOr(files.loadavg, parseLoadAverage),
      pressure: {
        cpuSome: cpuPressure.some,
        memorySome: memoryPressure.some,
        memoryFull: memoryPressure.full,
        ioSome: ioPressure.some,
        ioFull: ioPressure.full,
      },
      memory,
      hugeFreeBytes: this.#hugePages.freeBytes(),
      hugeTotalBytes: this.#hugePages.totalBytes(),
      swap: memory === null ? null : this.#swap(memory.swapTotalBytes),
      temperatureCelsius: this.#temperature.read(),
      disks:
        parseOr(files.diskstats, (text) => parseDiskstats(text, this.#devices.isWholeDisk)) ?? [],
      nics: parseOr(files.netDev, (text) => this.#nics(text)) ?? [],
    };
  }

  close(): void {
    for (const file of Object.values(this.#files)) file?.close();
    this.#temperature.close();
    this.#hugePages.close();
  }

  /** Without swap there is no traffic to it, and /proc/vmstat is the dearest file of all. */
  #swap(swapTotalBytes: number): SwapCounters | null {
    if (swapTotalBytes === 0) return { inBytes: 0, outBytes: 0 };
    return parseOr(this.#files.vmstat, (text) => parseSwapCounters(text, this.#units.pageBytes));
  }

  #nics(text: string): HostNicCounters[] {
    const physical = parseNetDev(text, this.#devices.isPhysicalNic);
    return physical.length > 0 ? physical : parseNetDev(text, this.#devices.isUplink);
  }
}

function textOf(file: ProcFile | null): string | null {
  return file === null ? null : file.read();
}

function parseOr<T>(file: ProcFile | null, parse: (text: string) => T | null): T | null {
  const text = textOf(file);
  return text === null ? null : parse(text);
}
