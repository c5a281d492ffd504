import { defineTarget, field } from "./target.ts";

/** One row a tick: the host as a whole. Read from /proc, /sys and cgroups; nothing here needs libvirt. */
export const hostMetrics = defineTarget({
  name: "host",
  title: "Host",
  key: [],
  fields: {
    cpuUser: field("ratio", "CPU user", "Share of all CPUs in user mode without guests"),
    cpuNice: field("ratio", "CPU nice", "Share of all CPUs in user mode at low priority"),
    cpuSystem: field("ratio", "CPU system", "Share of all CPUs in the kernel"),
    cpuIowait: field("ratio", "CPU I/O wait", "Share of all CPUs idle while I/O was under way"),
    cpuIrq: field("ratio", "CPU interrupts", "Share of all CPUs in hard and soft interrupts"),
    cpuSteal: field(
      "ratio",
      "CPU steal",
      "Share of all CPUs taken by a hypervisor below this host",
    ),
    cpuGuest: field("ratio", "CPU guests", "Share of all CPUs running KVM guests"),
    cpuIdle: field("ratio", "CPU idle", "Share of all CPUs idle"),
    load1: field("load", "Load 1 min", "Runnable and uninterruptible tasks, 1 minute mean"),
    load5: field("load", "Load 5 min", "Runnable and uninterruptible tasks, 5 minute mean"),
    load15: field("load", "Load 15 min", "Runnable and uninterruptible tasks, 15 minute mean"),
    pressureCpuSome: field(
      "ratio",
      "CPU pressure",
      "Share of the tick in which some task waited for a CPU (PSI)",
    ),
    pressureMemorySome: field(
      "ratio",
      "Memory pressure, some",
      "Share of the tick in which some task waited for memory (PSI)",
    ),
    pressureMemoryFull: field(
      "ratio",
      "Memory pressure, full",
      "Share of the tick in which all tasks waited for memory (PSI)",
    ),
    pressureIoSome: field(
      "ratio",
      "I/O pressure, some",
      "Share of the tick in which some task waited for I/O (PSI)",
    ),
    pressureIoFull: field(
      "ratio",
      "I/O pressure, full",
      "Share of the tick in which all tasks waited for I/O (PSI)",
    ),
    memoryTotalBytes: field("bytes", "Memory", "Memory of the host"),
    memoryAvailableBytes: field(
      "bytes",
      "Memory available",
      "Memory that can be had without swapping (MemAvailable)",
    ),
    memoryCachedBytes: field("bytes", "Page cache", "Page cache and reclaimable slabs"),
    memoryHugeFreeBytes: field("bytes", "Huge pages free", "Memory in free huge pages"),
    memoryHugeTotalBytes: field("bytes", "Huge pages", "Memory set apart for huge pages"),
    swapTotalBytes: field("bytes", "Swap", "Swap space of the host"),
    swapUsedBytes: field("bytes", "Swap used", "Swap space in use"),
    swapInBytesPerSecond: field("bytesPerSecond", "Swap in", "Read from swap"),
    swapOutBytesPerSecond: field("bytesPerSecond", "Swap out", "Written to swap"),
    diskReadBytesPerSecond: field("bytesPerSecond", "Disk read", "All whole disks together"),
    diskWriteBytesPerSecond: field("bytesPerSecond", "Disk write", "All whole disks together"),
    nicReceiveBytesPerSecond: field(
      "bytesPerSecond",
      "Network receive",
      "All physical interfaces together",
    ),
    nicTransmitBytesPerSecond: field(
      "bytesPerSecond",
      "Network transmit",
      "All physical interfaces together",
    ),
    temperatureCelsius: field("celsius", "Temperature", "Hottest sensor, where there is one"),
    libvirtUp: field("count", "libvirt", "1 while the agent's connection to libvirt works, else 0"),
    libvirtCallMs: field("ms", "Bulk call", "Time of the last bulk statistics call"),
    machinesSkipped: field(
      "count",
      "Machines skipped",
      "Machines left out of the bulk call because they made it hang",
    ),
    agentCpu: field("ratio", "Agent CPU", "CPU of the agent itself, 1 is one whole CPU"),
    agentMemoryBytes: field("bytes", "Agent memory", "Resident memory of the agent itself"),
    agentDiskTotalBytes: field(
      "bytes",
      "Agent file system",
      "Size of the file system that holds the agent's journal and outbox",
    ),
    agentDiskAvailableBytes: field(
      "bytes",
      "Agent file system free",
      "What the agent may still write there",
    ),
    outboxBatches: field("count", "Outbox", "Batches that wait on disk for the control plane"),
    outboxDropped: field(
      "count",
      "Outbox dropped",
      "Batches dropped from the full outbox since the agent's start",
    ),
    tickLateMs: field("ms", "Tick late", "How much later than planned the tick began"),
  },
});

export const hostDiskMetrics = defineTarget({
  name: "hostDisk",
  title: "Host disk",
  key: ["device"],
  fields: {
    readBytesPerSecond: field("bytesPerSecond", "Read", "Bytes read"),
    writeBytesPerSecond: field("bytesPerSecond", "Write", "Bytes written"),
    readsPerSecond: field("perSecond", "Reads", "Read requests completed"),
    writesPerSecond: field("perSecond", "Writes", "Write requests completed"),
    readLatencyMs: field("ms", "Read latency", "Mean time of a read in this tick"),
    writeLatencyMs: field("ms", "Write latency", "Mean time of a write in this tick"),
    busy: field("ratio", "Busy", "Share of the tick with a request under way"),
  },
});

export const hostNicMetrics = defineTarget({
  name: "hostNic",
  title: "Host network interface",
  key: ["device"],
  fields: {
    receiveBytesPerSecond: field("bytesPerSecond", "Receive", "Bytes received"),
    transmitBytesPerSecond: field("bytesPerSecond", "Transmit", "Bytes sent"),
    receivePacketsPerSecond: field("perSecond", "Packets in", "Packets received"),
    transmitPacketsPerSecond: field("perSecond", "Packets out", "Packets sent"),
    errorsPerSecond: field("perSecond", "Errors", "Receive and transmit errors"),
    dropsPerSecond: field("perSecond", "Drops", "Packets dropped in either direction"),
  },
});
