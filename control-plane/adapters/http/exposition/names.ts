import type { MetricUnit } from "@novacron/protocol/metrics/target";
import { targetOf } from "@novacron/protocol/metrics/targets";

/** One metric as Prometheus sees it: base units, unit in the name. */
export interface ExposedMetric {
  readonly field: string;
  readonly name: string;
  readonly help: string;
  /** Multiplies the stored value: Prometheus wants seconds, we keep milliseconds. */
  readonly factor: number;
}

/** Suffix by unit, where the field's own name does not say it already. */
const suffixes: Readonly<Record<MetricUnit, string>> = {
  ratio: "_ratio",
  cores: "_cores",
  count: "",
  load: "",
  bytes: "_bytes",
  bytesPerSecond: "_bytes_per_second",
  perSecond: "_per_second",
  ms: "_seconds",
  celsius: "_celsius",
  enum: "",
};

/** Hosts and machines as a whole: names of single disks and interfaces would meet those of the sums. */
export type ExposedTarget = "host" | "machine";

export function exposedMetrics(target: ExposedTarget): readonly ExposedMetric[] {
  const { name, fields } = targetOf(target);
  return Object.entries(fields).map(([field, info]) => ({
    field,
    name: `novacron_${snake(name)}_${nameOf(field, info.unit)}`,
    help: info.help,
    factor: info.unit === "ms" ? 0.001 : 1,
  }));
}

function nameOf(field: string, unit: MetricUnit): string {
  const base = unit === "ms" ? snake(field).replace(/_ms$/, "") : snake(field);
  const suffix = suffixes[unit];
  return base.endsWith(suffix) ? base : base + suffix;
}

function snake(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
