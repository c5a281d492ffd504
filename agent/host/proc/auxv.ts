import { readFileSync } from "node:fs";

/** Two constants of this kernel: the size of a page, and how many clock ticks make a second. */
export interface KernelUnits {
  readonly pageBytes: number;
  readonly ticksPerSecond: number;
}

/** Keys of the auxiliary vector (getauxval(3)). */
const pageSizeKey = 6n;
const clockTickKey = 17n;

/** Pairs of 64-bit words, as the kernel hands them to every process in /proc/self/auxv. */
export function parseAuxv(bytes: Buffer): KernelUnits {
  const values = new Map<bigint, number>();
  for (let at = 0; at + 16 <= bytes.length; at += 16) {
    values.set(bytes.readBigUInt64LE(at), Number(bytes.readBigUInt64LE(at + 8)));
  }
  return {
    pageBytes: values.get(pageSizeKey) ?? 4_096,
    ticksPerSecond: values.get(clockTickKey) ?? 100,
  };
}

export function readKernelUnits(): KernelUnits {
  try {
    return parseAuxv(readFileSync("/proc/self/auxv"));
  } catch {
    return parseAuxv(Buffer.alloc(0));
  }
}
