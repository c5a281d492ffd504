import { defineTarget, field } from "./target.ts";

/** Where `memoryUsedBytes` comes from; stored as a number so that it fits a metric column. */
export const memorySources = { none: 0, guest: 1, host: 2 } as const;
export type MemorySource = keyof typeof memorySources;

export function memorySourceName(value: number | null | undefined): MemorySource {
  if (value === 1) return "guest";
  if (value === 2) return "host";
  return "none";
}

/** One row a tick for each running machine; disks and interfaces summed. */
export const machineMetrics = defineTarget({
  name: "machine",
  title: "Machine",
  key: ["machine"],
  fields: {
    cpuUsed: field(
      "cores",
      "CPU used",
      "CPUs' worth of time the machine used, its emulator threads included",
    ),
    cpuUser: field("cores", "CPU user", "Part of it in user mode (the guest itself under KVM)"),
    cpuSystem: field("cores", "CPU system", "Part of it in the host's kernel"),
    cpuWait: field(
      "cores",
      "CPU wait",
      "CPUs' worth of time the vCPUs were ready but had to wait for a host CPU (steal as the guest feels it)",
    ),
    vcpus: field("count", "vCPUs", "Virtual CPUs online"),
    memoryTotalBytes: field("bytes", "Memory", "Memory the machine has now (balloon)"),
    memoryUsedBytes: field(
      "bytes",
      "Memory used",
      "Memory in use, from the source named in memorySource",
    ),
    memorySource: field(
      "enum",
      "Memory source",
      "1: the guest's own statistics; 2: resident on the host; 0: none",
    ),
    dirtyBytesPerSecond: field(
      "bytesPerSecond",
      "Dirty-page rate",
      "Memory that the guest wrote anew, by libvirt's page sampling; only in a sample that follows one",
    ),
    dirtySampleMs: field(
      "ms",
      "Dirty-page sample",
      "For how long its writing was watched: a longer time levels off at what is written over and over",
    ),
    memoryResidentBytes: field(
      "bytes",
      "Memory resident",
      "Resident memory of the machine's process on the host",
    ),
    memoryAvailableBytes: field(
      "bytes",
      "Memory available",
      "Available inside the guest, where the guest tells",
    ),
    memoryCacheBytes: field(
      "bytes",
      "Guest page cache",
      "Page cache inside the guest, where the guest tells",
    ),
    guestSwapInBytesPerSecond: field(
      "bytesPerSecond",
      "Guest swap in",
      "Swapped in inside the guest, where the guest tells",
    ),
    guestSwapOutBytesPerSecond: field(
      "bytesPerSecond",
      "Guest swap out",
      "Swapped out inside the guest, where the guest tells",
    ),
    majorFaultsPerSecond: field(
      "perSecond",
      "Major faults",
      "Major page faults inside the guest, where the guest tells",
    ),
    diskReadBytesPerSecond: field("bytesPerSecond", "Disk read", "All disks together"),
    diskWriteBytesPerSecond: field("bytesPerSecond", "Disk write", "All disks together"),
    diskReadsPerSecond: field("perSecond", "Disk reads", "All disks together"),
    diskWritesPerSecond: field("perSecond", "Disk writes", "All disks together"),
    diskReadLatencyMs: field("ms", "Disk read latency", "Mean time of a read in this tick"),
    diskWriteLatencyMs: field("ms", "Disk write latency", "Mean time of a write in this tick"),
    nicReceiveBytesPerSecond: field("bytesPerSecond", "Network receive", "All interfaces together"),
    nicTransmitBytesPerSecond: field(
      "bytesPerSecond",
      "Network transmit",
      "All interfaces together",
    ),
    nicReceivePacketsPerSecond: field("perSecond", "Packets in", "All interfaces together"),
    nicTransmitPacketsPerSecond: field("perSecond", "Packets out", "All interfaces together"),
    nicDropsPerSecond: field(
      "perSecond",
      "Packets dropped",
      "All interfaces together, errors included",
    ),
    jobProgress: field("ratio", "Job progress", "Share done of a running job such as a migration"),
    jobRemainingBytes: field("bytes", "Job remaining", "Bytes a running job has still to move"),
  },
});

/** Rows only while somebody asked for them (`detail`), one for each disk of the machine. */
export const machineDiskMetrics = defineTarget({
  name: "machineDisk",
  title: "Machine disk",
  key: ["machine", "device"],
  fields: {
    readBytesPerSecond: field("bytesPerSecond", "Read", "Bytes read"),
    writeBytesPerSecond: field("bytesPerSecond", "Write", "Bytes written"),
    readsPerSecond: field("perSecond", "Reads", "Read requests completed"),
    writesPerSecond: field("perSecond", "Writes", "Write requests completed"),
    flushesPerSecond: field("perSecond", "Flushes", "Flush requests completed"),
    readLatencyMs: field("ms", "Read latency", "Mean time of a read in this tick"),
    writeLatencyMs: field("ms", "Write latency", "Mean time of a write in this tick"),
    allocationBytes: field("bytes", "Allocation", "Highest offset in use"),
  },
});

export const machineNicMetrics = defineTarget({
  name: "machineNic",
  title: "Machine network interface",
  key: ["machine", "device"],
  fields: {
    receiveBytesPerSecond: field("bytesPerSecond", "Receive", "Bytes received"),
    transmitBytesPerSecond: field("bytesPerSecond", "Transmit", "Bytes sent"),
    receivePacketsPerSecond: field("perSecond", "Packets in", "Packets received"),
    transmitPacketsPerSecond: field("perSecond", "Packets out", "Packets sent"),
    errorsPerSecond: field("perSecond", "Errors", "Errors in either direction"),
    dropsPerSecond: field("perSecond", "Drops", "Packets dropped in either direction"),
  },
});
