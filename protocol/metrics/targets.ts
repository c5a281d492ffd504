import { hostDiskMetrics, hostMetrics, hostNicMetrics } from "./host.ts";
import { machineDiskMetrics, machineMetrics, machineNicMetrics } from "./machine.ts";
import type { MetricTarget } from "./target.ts";

/** Every metric target. To add a metric, start in the target's file; to add a target, list it here. */
export const metricTargets = {
  host: hostMetrics,
  hostDisk: hostDiskMetrics,
  hostNic: hostNicMetrics,
  machine: machineMetrics,
  machineDisk: machineDiskMetrics,
  machineNic: machineNicMetrics,
} as const;

export type TargetName = keyof typeof metricTargets;
export const targetNames = Object.keys(metricTargets) as TargetName[];

export type FieldName<T extends TargetName> = keyof (typeof metricTargets)[T]["fields"] & string;

/** Values of one target in one tick; null or absent is "not known", which is never zero. */
export type SampleOf<T extends TargetName> = { readonly [F in FieldName<T>]?: number | null };

export function targetOf(name: TargetName): MetricTarget {
  return metricTargets[name];
}

export function fieldNames(name: TargetName): readonly string[] {
  return Object.keys(metricTargets[name].fields);
}

export function isTargetName(text: string): text is TargetName {
  return Object.hasOwn(metricTargets, text);
}
