import type { ColumnBlock } from "../../samples/blocks.ts";
import { type KeptSince, rollupWidthsMs } from "../../samples/steps.ts";
import type { DiskWrite } from "./memory-disk.ts";

export interface FieldSums {
  readonly sum: number;
  readonly count: number;
  readonly max: number;
}

/** A sample (`widthMs` 0) or a roll-up that begins at `at`. A field that is not known is absent. */
export interface MemoryRow {
  readonly at: number;
  readonly widthMs: number;
  readonly fields: Readonly<Record<string, FieldSums>>;
}

export function sampleRow(block: ColumnBlock, index: number): MemoryRow {
  const fields: Record<string, FieldSums> = {};
  for (const [place, name] of block.fields.entries()) {
    const value = block.columns[place]?.[index] ?? Number.NaN;
    if (!Number.isNaN(value)) fields[name] = { sum: value, count: 1, max: value };
  }
  return { at: block.at, widthMs: 0, fields };
}

/** About what such a row costs elsewhere: eight bytes a value. */
export function rowBytes(row: MemoryRow): number {
  return 8 + 8 * Object.keys(row.fields).length;
}

export interface Folded {
  readonly writes: readonly DiskWrite[];
  readonly rolledUp: number;
  /** Rows that went, rolled up or not. */
  readonly dropped: number;
}

/** Folds the rows of one series that are too old for their resolution into the next, or drops them. */
export function fold(
  table: string,
  rows: ReadonlyMap<string, unknown>,
  keptSince: KeptSince,
): Folded {
  const changed = new Map<string, MemoryRow>();
  const removed: string[] = [];
  let rolledUp = 0;
  let dropped = 0;
  for (const [key, value] of rows) {
    const row = value as MemoryRow;
    const resolution = resolutionOf(row);
    if (row.at >= (keptSince[resolution] ?? 0)) continue;
    removed.push(key);
    dropped += 1;
    const next = keptSince.findIndex((since, index) => index > resolution && since <= row.at);
    if (next === -1) continue;
    rolledUp += 1;
    const widthMs = rollupWidthsMs[next - 1]!;
    const at = Math.floor(row.at / widthMs) * widthMs;
    const into = `${widthMs} ${at}`;
    const before = changed.get(into) ?? (rows.get(into) as MemoryRow | undefined);
    changed.set(into, { at, widthMs, fields: merged(before?.fields ?? {}, row.fields) });
  }
  const writes = [
    ...removed.map((key) => ({ table, key, value: undefined })),
    ...[...changed].map(([key, value]) => ({ table, key, value })),
  ];
  return { writes, rolledUp, dropped };
}

const widths: readonly number[] = rollupWidthsMs;

function resolutionOf(row: MemoryRow): number {
  return row.widthMs === 0 ? 0 : widths.indexOf(row.widthMs) + 1;
}

function merged(
  a: Readonly<Record<string, FieldSums>>,
  b: Readonly<Record<string, FieldSums>>,
): Record<string, FieldSums> {
  const result: Record<string, FieldSums> = { ...a };
  for (const [name, sums] of Object.entries(b)) {
    const other = result[name];
    result[name] =
      other === undefined
        ? sums
        : {
            sum: other.sum + sums.sum,
            count: other.count + sums.count,
            max: Math.max(other.max, sums.max),
          };
  }
  return result;
}
