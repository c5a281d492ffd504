import type { Chunk } from "./chunk.ts";
import { decimalsOf, scaleOf } from "./column-codec.ts";

/** A roll-up keeps three columns for each field: `field * 3` and the two after it. */
export const parts = { sum: 0, count: 1, max: 2 } as const;

export function rollupColumn(field: number, part: keyof typeof parts): number {
  return field * 3 + parts[part];
}

export interface ColumnSums {
  readonly sum: number;
  readonly count: number;
  readonly max: number;
}

/** One point for each aligned `widthMs` that has a row; of samples. Field numbers pass through `rename`. */
export function rollUpSamples(
  chunk: Chunk,
  widthMs: number,
  rename: ReadonlyMap<number, number>,
): Chunk {
  return pointsOf(chunk, widthMs, (from, end) => {
    const sums = new Map<number, ColumnSums>();
    for (const [field, column] of chunk.columns) {
      const to = rename.get(field);
      if (to !== undefined) sums.set(to, sampleSums(column.subarray(from, end)));
    }
    return sums;
  });
}

/** The same of finer roll-ups. */
export function rollUpPoints(
  chunk: Chunk,
  widthMs: number,
  rename: ReadonlyMap<number, number>,
): Chunk {
  return pointsOf(chunk, widthMs, (from, end) => {
    const sums = new Map<number, ColumnSums>();
    for (const [field, to] of rename) {
      const column = (part: keyof typeof parts) =>
        chunk.columns.get(rollupColumn(field, part))?.subarray(from, end);
      const [sum, count, max] = [column("sum"), column("count"), column("max")];
      if (sum === undefined || count === undefined || max === undefined) continue;
      sums.set(to, {
        sum: exactSum(sum),
        count: sampleSums(count).sum,
        max: sampleSums(max).max,
      });
    }
    return sums;
  });
}

function pointsOf(
  chunk: Chunk,
  widthMs: number,
  sumsOf: (from: number, end: number) => ReadonlyMap<number, ColumnSums>,
): Chunk {
  const times: number[] = [];
  const points: ReadonlyMap<number, ColumnSums>[] = [];
  for (let from = 0; from < chunk.times.length; ) {
    const at = Math.floor(chunk.times[from]! / widthMs) * widthMs;
    let end = from + 1;
    while (end < chunk.times.length && chunk.times[end]! < at + widthMs) end += 1;
    times.push(at);
    points.push(sumsOf(from, end));
    from = end;
  }
  const columns = new Map<number, Float64Array>();
  for (const [index, point] of points.entries()) {
    for (const [field, sums] of point) {
      if (sums.count === 0) continue;
      for (const part of ["sum", "count", "max"] as const) {
        const number = rollupColumn(field, part);
        let column = columns.get(number);
        if (column === undefined) {
          column = new Float64Array(times.length).fill(Number.NaN);
          columns.set(number, column);
        }
        column[index] = sums[part];
      }
    }
  }
  return { times: Float64Array.from(times), columns };
}

function sampleSums(column: Float64Array): ColumnSums {
  let count = 0;
  let max = Number.NEGATIVE_INFINITY;
  for (const value of column) {
    if (Number.isNaN(value)) continue;
    count += 1;
    if (value > max) max = value;
  }
  return { sum: exactSum(column), count, max };
}

/** Numbers of few decimals are added as whole numbers: 0.1 + 0.2 is 0.3, which also packs better. */
function exactSum(column: Float64Array): number {
  const decimals = decimalsOf(column);
  const scale = decimals === null ? 1 : scaleOf(decimals);
  let sum = 0;
  for (const value of column) {
    if (!Number.isNaN(value)) sum += decimals === null ? value : Math.round(value * scale);
  }
  return sum / scale;
}
