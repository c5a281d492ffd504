import type { Series } from "@novacron/protocol/http/metrics";

/**
 * Times and values in step, as uPlot wants them: null is a gap and is drawn as one; undefined is a figure that
 * is taken less often than its neighbours, and the line goes on over it.
 */
export interface Columns {
  readonly at: readonly number[];
  readonly values: Readonly<Record<string, readonly (number | null | undefined)[]>>;
}
export interface Sample {
  readonly at: number;
  readonly values: Readonly<Record<string, number | null>>;
}

export const noColumns: Columns = { at: [], values: {} };

/** Two samples further apart than this many steps have a gap between them. */
const gapSteps = 2.5;

/**
 * A series as columns with its gaps made visible: where samples are missing, a row of nulls is put in, since
 * a line over a hole would claim what nobody measured.
 */
export function withGaps(series: Series, fields: readonly string[], stepMs: number): Columns {
  const at: number[] = [];
  const values: Record<string, (number | null)[]> = {};
  for (const field of fields) values[field] = [];
  let before: number | null = null;
  series.at.forEach((time, index) => {
    if (before !== null && time - before > stepMs * gapSteps) {
      at.push(before + stepMs);
      for (const field of fields) values[field]?.push(null);
    }
    at.push(time);
    for (const field of fields) values[field]?.push(series.values[field]?.[index] ?? null);
    before = time;
  });
  return { at, values };
}

/** The columns with newer samples at the end and what is older than `from` taken away. */
export function append(columns: Columns, samples: readonly Sample[], options: AppendOptions) {
  const { from, stepMs, fields } = options;
  const last = columns.at.at(-1) ?? Number.NEGATIVE_INFINITY;
  const newer = samples.filter((sample) => sample.at > last);
  const start = firstAfter(columns.at, from);
  const at = columns.at.slice(start);
  const values: Record<string, (number | null | undefined)[]> = {};
  for (const field of fields) values[field] = (columns.values[field] ?? []).slice(start);
  for (const sample of newer) {
    const before = at.at(-1);
    if (before !== undefined && sample.at - before > Math.max(stepMs, options.paceMs) * gapSteps) {
      at.push(before + stepMs);
      for (const field of fields) values[field]?.push(null);
    }
    at.push(sample.at);
    for (const field of fields) values[field]?.push(sample.values[field] ?? null);
  }
  return { at, values } satisfies Columns;
}

export interface AppendOptions {
  readonly fields: readonly string[];
  readonly from: number;
  readonly stepMs: number;
  /** Time between two live samples, which may be longer than the step of the stored ones. */
  readonly paceMs: number;
}

/** One point before `from` is kept, so that the line reaches the edge. */
function firstAfter(at: readonly number[], from: number): number {
  let low = 0;
  let high = at.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((at[middle] ?? 0) < from) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}

/**
 * Nulls between two values of a field no further apart than `withinMs` become undefined: at a short interval
 * some figures come only with each fifth sample, which is no gap.
 */
export function bridge(columns: Columns, withinMs: number): Columns {
  const values: Record<string, (number | null | undefined)[]> = {};
  for (const [field, column] of Object.entries(columns.values)) {
    values[field] = bridgeOne(columns.at, column, withinMs);
  }
  return { at: columns.at, values };
}

function bridgeOne(
  at: readonly number[],
  column: readonly (number | null | undefined)[],
  withinMs: number,
): (number | null | undefined)[] {
  const bridged = [...column];
  let before = -1;
  column.forEach((value, index) => {
    if (value === null || value === undefined) return;
    const near = before >= 0 && (at[index] ?? 0) - (at[before] ?? 0) <= withinMs;
    if (near) bridged.fill(undefined, before + 1, index);
    before = index;
  });
  return bridged;
}

/** The value at a place, or the one before it where this figure was not taken there. */
export function valueAt(columns: Columns, field: string, index: number): number | null {
  const column = columns.values[field] ?? [];
  let place = index;
  while (place > 0 && column[place] === undefined) place -= 1;
  return column[place] ?? null;
}

/** The newest known value, unless the newest sample is more than `withinMs` younger: then it is not known. */
export function newestValue(columns: Columns, field: string, withinMs: number): number | null {
  const column = columns.values[field] ?? [];
  const end = columns.at.at(-1) ?? 0;
  for (let place = column.length - 1; place >= 0; place -= 1) {
    if (end - (columns.at[place] ?? 0) > withinMs) return null;
    const value = column[place];
    if (value !== null && value !== undefined) return value;
  }
  return null;
}

/** Index of the sample nearest to `time`, or null where none is within `reachMs`. */
export function nearest(at: readonly number[], time: number, reachMs: number): number | null {
  const after = firstAfter(at, time);
  let best: number | null = null;
  for (const index of [after, after + 1]) {
    const value = at[index];
    if (value === undefined) continue;
    const distance = Math.abs(value - time);
    if (distance > reachMs) continue;
    if (best === null || distance < Math.abs((at[best] ?? 0) - time)) best = index;
  }
  return best;
}

/** At most `max` rows, evenly chosen, newest first: for the table of the same numbers. */
export function thin(columns: Columns, max: number): readonly number[] {
  const step = Math.max(1, Math.ceil(columns.at.length / max));
  const picked: number[] = [];
  for (let index = columns.at.length - 1; index >= 0; index -= step) picked.push(index);
  return picked;
}
