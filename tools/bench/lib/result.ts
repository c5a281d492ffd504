import { availableParallelism, cpus, totalmem } from "node:os";

/** One promise measured: ours beside the peer's or a raw baseline's of the same run. */
export interface Figure {
  readonly figure?: string;
  readonly ours: number;
  /** Null where the goal is absolute. */
  readonly peer: number | null;
  readonly ratio: number | null;
  /** As SPECIFICATION.md says it, such as "<= 0.20". */
  readonly goal: string;
  readonly met: boolean;
  readonly unit: string;
}

/** What a benchmark ends with. One of several figures nests them, and is met when all are. */
export interface BenchResult extends Partial<Figure> {
  readonly bench: string;
  readonly met: boolean;
  readonly figures?: readonly Figure[];
  readonly notes: readonly string[];
}

/** The one line of JSON on standard output. */
export function resultLine(result: BenchResult): string {
  const GiB = 1024 ** 3;
  const cores = `${availableParallelism()} cores`;
  const machine = `${cores} (${cpus()[0]?.model ?? "unknown"}), ${Math.round(totalmem() / GiB)} GiB`;
  return JSON.stringify({ ...result, machine });
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** By linear interpolation between the two nearest values. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
}

/** To so many significant digits: more would say more than was measured. */
export function rounded(value: number, digits = 3): number {
  return Number(value.toPrecision(digits));
}
