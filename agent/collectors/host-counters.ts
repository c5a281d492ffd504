/**
 * Raw figures of the host at one moment, as the kernel counts them. Null is "this kernel does not say".
 * Times are nanoseconds except where named, sizes are bytes.
 */
export interface HostCounters {
  /** Monotonic. */
  readonly atMs: number;
  readonly cpu: CpuTimes | null;
  readonly load: LoadAverage | null;
  readonly pressure: Pressure;
  readonly memory: MemoryLevels | null;
  readonly hugeFreeBytes: number | null;
  readonly hugeTotalBytes: number | null;
  readonly swap: SwapCounters | null;
  readonly temperatureCelsius: number | null;
  readonly disks: readonly HostDiskCounters[];
  readonly nics: readonly HostNicCounters[];
}

/** First line of /proc/stat in clock ticks of all CPUs; user and nice still hold the guests' time. */
export interface CpuTimes {
  readonly user: number;
  readonly nice: number;
  readonly system: number;
  readonly idle: number;
  readonly iowait: number;
  readonly irq: number;
  readonly softirq: number;
  readonly steal: number;
  readonly guest: number;
  readonly guestNice: number;
}

export interface LoadAverage {
  readonly load1: number;
  readonly load5: number;
  readonly load15: number;
}

/** Stall time so far in microseconds (`total=` of /proc/pressure). */
export interface Pressure {
  readonly cpuSome: number | null;
  readonly memorySome: number | null;
  readonly memoryFull: number | null;
  readonly ioSome: number | null;
  readonly ioFull: number | null;
}

export interface MemoryLevels {
  readonly totalBytes: number;
  readonly availableBytes: number | null;
  readonly cachedBytes: number;
  readonly swapTotalBytes: number;
  readonly swapFreeBytes: number;
}

export interface SwapCounters {
  readonly inBytes: number;
  readonly outBytes: number;
}

export interface HostDiskCounters {
  readonly device: string;
  readonly reads: number;
  readonly readBytes: number;
  readonly readTimeMs: number;
  readonly writes: number;
  readonly writeBytes: number;
  readonly writeTimeMs: number;
  readonly busyMs: number;
}

export interface HostNicCounters {
  readonly device: string;
  readonly receiveBytes: number;
  readonly receivePackets: number;
  readonly receiveErrors: number;
  readonly receiveDrops: number;
  readonly transmitBytes: number;
  readonly transmitPackets: number;
  readonly transmitErrors: number;
  readonly transmitDrops: number;
}
