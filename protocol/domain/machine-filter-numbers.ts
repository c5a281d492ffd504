import type { FilterableMachine } from "./machine-filter.ts";

export const numberKeys = ["cpu", "memory", "vcpus", "size", "disk", "network"] as const;
export type NumberKey = (typeof numberKeys)[number];

/** `percent` also for a bare number; `bytes` where a unit was written. */
export type AmountUnit = "percent" | "bytes";
export interface Amount {
  readonly value: number;
  readonly unit: AmountUnit;
}

const factors: Readonly<Record<string, number>> = {
  b: 1,
  k: 1024,
  kb: 1e3,
  kib: 1024,
  m: 1024 ** 2,
  mb: 1e6,
  mib: 1024 ** 2,
  g: 1024 ** 3,
  gb: 1e9,
  gib: 1024 ** 3,
  t: 1024 ** 4,
  tb: 1e12,
  tib: 1024 ** 4,
};

/** What a table itself holds: `constructor` and the like are in every object. */
export function ownOf<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

/** `80`, `80%`, `4GiB`, `1.5g`, `10MB/s`; null for anything else. */
export function parseAmount(text: string): Amount | null {
  const parts = /^(\d+(?:\.\d+)?)([a-z%]*)(?:\/s)?$/.exec(text);
  if (parts === null) return null;
  const value = Number(parts[1]);
  const unit = parts[2] ?? "";
  if (unit === "" || unit === "%") return { value, unit: "percent" };
  const factor = ownOf(factors, unit);
  return factor === undefined ? null : { value: value * factor, unit: "bytes" };
}

/** The figure of a machine that `key` compares, or null where it is not known. */
export function numberOf(
  key: NumberKey,
  machine: FilterableMachine,
  unit: AmountUnit,
): number | null {
  switch (key) {
    case "cpu":
      return share(machine.cpuUsed, machine.vcpus);
    case "memory":
      return unit === "bytes"
        ? machine.memoryUsedBytes
        : share(machine.memoryUsedBytes, machine.memoryBytes);
    case "vcpus":
      return machine.vcpus;
    case "size":
      return machine.memoryBytes;
    case "disk":
      return machine.diskBytesPerSecond;
    case "network":
      return machine.nicBytesPerSecond;
  }
}

function share(part: number | null, whole: number): number | null {
  return part === null || whole <= 0 ? null : (part / whole) * 100;
}
