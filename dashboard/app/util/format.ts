import { bytesText, percentText } from "@novacron/protocol/domain/figures";
import type { MetricUnit } from "@novacron/protocol/metrics/target";

/** What stands where a figure is not known. */
export const unknown = "–";

export function formatBytes(bytes: number | null | undefined): string {
  if (bytes === null || bytes === undefined || !Number.isFinite(bytes)) return unknown;
  return bytesText(bytes);
}

export function formatRate(bytesPerSecond: number | null | undefined): string {
  if (bytesPerSecond === null || bytesPerSecond === undefined) return unknown;
  return `${formatBytes(bytesPerSecond)}/s`;
}

export function formatPercent(ratio: number | null | undefined): string {
  if (ratio === null || ratio === undefined || !Number.isFinite(ratio)) return unknown;
  return percentText(ratio);
}

export function formatCount(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return unknown;
  return Math.round(value).toLocaleString("en-GB").replaceAll(",", "\u202f");
}

/** A value of a metric with its unit, as charts and tables show it. */
export function formatMetric(value: number | null | undefined, unit: MetricUnit): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return unknown;
  switch (unit) {
    case "ratio":
      return formatPercent(value);
    case "bytes":
      return formatBytes(value);
    case "bytesPerSecond":
      return formatRate(value);
    case "cores":
      return `${short(value)} CPU`;
    case "perSecond":
      return `${short(value)}/s`;
    case "ms":
      return `${short(value)} ms`;
    case "celsius":
      return `${Math.round(value)} °C`;
    default:
      return short(value);
  }
}

/** Like formatMetric, for the narrow room beside an axis. */
export function formatTick(value: number, unit: MetricUnit): string {
  if (unit === "bytes" || unit === "bytesPerSecond") {
    const text = formatBytes(value)
      .replace(/(\.\d*?)0+ /, "$1 ")
      .replace(". ", " ");
    return unit === "bytes" ? text : `${text}/s`;
  }
  if (unit === "ratio") return `${Number((value * 100).toFixed(1))} %`;
  if (unit === "ms") return `${Number(value.toFixed(2))} ms`;
  return `${Number(value.toFixed(2))}`;
}

function short(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && size < 0.995) return value.toFixed(2);
  if (size < 99.95 && !Number.isInteger(value)) return value.toFixed(1);
  return formatCount(value);
}
