import type { MetricUnit } from "@novacron/protocol/metrics/target";
import type { FieldName } from "@novacron/protocol/metrics/targets";
import { t } from "../text/en.ts";

/** One line of a chart; its name is the metric's own. */
export interface LineSpec {
  readonly field: string;
  readonly label: string;
  /** A limit: dashed, without weight, and its value is what the axis reaches to. */
  readonly ceiling?: boolean;
}
export interface ChartSpec {
  readonly key: string;
  readonly title: string;
  readonly unit: MetricUnit;
  readonly lines: readonly LineSpec[];
  /** Lowest upper end of the axis, so that noise does not fill the chart. */
  readonly topMin?: number;
}

type M = FieldName<"machine">;
type H = FieldName<"host">;
type Disk = FieldName<"machineDisk">;
type Nic = FieldName<"machineNic">;
const line = <F extends string>(field: F, label: string): LineSpec => ({ field, label });

export const machineCharts: readonly ChartSpec[] = [
  {
    key: "cpu",
    title: t.charts.cpu,
    unit: "cores",
    topMin: 0.1,
    lines: [
      line<M>("cpuUsed", "used"),
      line<M>("cpuWait", "waiting"),
      { ...line<M>("vcpus", "vCPUs"), ceiling: true },
    ],
  },
  {
    key: "memory",
    title: t.charts.memory,
    unit: "bytes",
    lines: [
      line<M>("memoryUsedBytes", "used"),
      { ...line<M>("memoryTotalBytes", "given"), ceiling: true },
    ],
  },
  {
    key: "disk",
    title: t.charts.disk,
    unit: "bytesPerSecond",
    topMin: 16_384,
    lines: [line<M>("diskReadBytesPerSecond", "read"), line<M>("diskWriteBytesPerSecond", "write")],
  },
  {
    key: "latency",
    title: t.charts.latency,
    unit: "ms",
    topMin: 1,
    lines: [line<M>("diskReadLatencyMs", "read"), line<M>("diskWriteLatencyMs", "write")],
  },
  {
    key: "network",
    title: t.charts.network,
    unit: "bytesPerSecond",
    topMin: 16_384,
    lines: [
      line<M>("nicReceiveBytesPerSecond", "receive"),
      line<M>("nicTransmitBytesPerSecond", "send"),
    ],
  },
];

export const hostCharts: readonly ChartSpec[] = [
  {
    key: "cpu",
    title: t.charts.cpu,
    unit: "ratio",
    topMin: 0.05,
    lines: [
      line<H>("cpuGuest", "guests"),
      line<H>("cpuUser", "user"),
      line<H>("cpuSystem", "system"),
      line<H>("cpuIowait", "I/O wait"),
    ],
  },
  {
    key: "memory",
    title: t.charts.memory,
    unit: "bytes",
    lines: [
      line<H>("memoryAvailableBytes", "available"),
      line<H>("memoryCachedBytes", "page cache"),
      { ...line<H>("memoryTotalBytes", "total"), ceiling: true },
    ],
  },
  {
    key: "pressure",
    title: t.charts.pressure,
    unit: "ratio",
    topMin: 0.05,
    lines: [
      line<H>("pressureCpuSome", "CPU"),
      line<H>("pressureMemorySome", "memory"),
      line<H>("pressureIoSome", "I/O"),
    ],
  },
  {
    key: "disk",
    title: t.charts.disk,
    unit: "bytesPerSecond",
    topMin: 16_384,
    lines: [line<H>("diskReadBytesPerSecond", "read"), line<H>("diskWriteBytesPerSecond", "write")],
  },
  {
    key: "network",
    title: t.charts.network,
    unit: "bytesPerSecond",
    topMin: 16_384,
    lines: [
      line<H>("nicReceiveBytesPerSecond", "receive"),
      line<H>("nicTransmitBytesPerSecond", "send"),
    ],
  },
];

/** Of one disk of a machine. */
export const diskCharts: readonly ChartSpec[] = [
  {
    key: "throughput",
    title: t.charts.disk,
    unit: "bytesPerSecond",
    topMin: 16_384,
    lines: [line<Disk>("readBytesPerSecond", "read"), line<Disk>("writeBytesPerSecond", "write")],
  },
  {
    key: "requests",
    title: t.charts.requests,
    unit: "perSecond",
    topMin: 1,
    lines: [
      line<Disk>("readsPerSecond", "reads"),
      line<Disk>("writesPerSecond", "writes"),
      line<Disk>("flushesPerSecond", "flushes"),
    ],
  },
  {
    key: "latency",
    title: t.charts.latency,
    unit: "ms",
    topMin: 1,
    lines: [line<Disk>("readLatencyMs", "read"), line<Disk>("writeLatencyMs", "write")],
  },
];

/** Of one network interface of a machine. */
export const nicCharts: readonly ChartSpec[] = [
  {
    key: "throughput",
    title: t.charts.network,
    unit: "bytesPerSecond",
    topMin: 16_384,
    lines: [
      line<Nic>("receiveBytesPerSecond", "receive"),
      line<Nic>("transmitBytesPerSecond", "send"),
    ],
  },
  {
    key: "packets",
    title: t.charts.packets,
    unit: "perSecond",
    topMin: 1,
    lines: [
      line<Nic>("receivePacketsPerSecond", "in"),
      line<Nic>("transmitPacketsPerSecond", "out"),
    ],
  },
  {
    key: "lost",
    title: t.charts.lost,
    unit: "perSecond",
    topMin: 1,
    lines: [line<Nic>("errorsPerSecond", "errors"), line<Nic>("dropsPerSecond", "drops")],
  },
];

/** All fields that these charts draw, in one question to the server. */
export function fieldsOf(charts: readonly ChartSpec[]): string[] {
  return [...new Set(charts.flatMap((chart) => chart.lines.map((one) => one.field)))];
}
