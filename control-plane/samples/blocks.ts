import type { SampleBlock, StoredBatch } from "@novacron/protocol/messages/batch";
import {
  fieldNames,
  isTargetName,
  type TargetName,
  targetOf,
} from "@novacron/protocol/metrics/targets";

/** What tells one series from another. Parts that a target has not are the empty text. */
export interface SeriesKey {
  readonly target: TargetName;
  readonly host: string;
  readonly machine: string;
  readonly device: string;
}

/** One block of a batch, by columns and checked: what every store writes. NaN stands for "not known". */
export interface ColumnBlock {
  readonly target: TargetName;
  readonly host: string;
  readonly at: number;
  /** One for each row; "" for a part that the target has not. */
  readonly machines: readonly string[];
  readonly devices: readonly string[];
  readonly fields: readonly string[];
  /** `columns[f][r]`: field f of row r. */
  readonly columns: readonly Float64Array[];
}

/**
 * The samples of a batch as blocks. Targets and columns the catalogue does not know (a newer agent) and rows without
 * their key or without any value are left out; what is not a finite number becomes NaN.
 */
export function columnBlocks(batch: StoredBatch): readonly ColumnBlock[] {
  const blocks: ColumnBlock[] = [];
  for (const block of batch.samples) {
    if (!isTargetName(block.target)) continue;
    const made = columnBlock(batch, block.target, block);
    if (made.machines.length > 0) blocks.push(made);
  }
  return blocks;
}

const knownFields = new Map<TargetName, ReadonlySet<string>>();

function isKnownField(target: TargetName, name: string): boolean {
  let names = knownFields.get(target);
  if (names === undefined) {
    names = new Set(fieldNames(target));
    knownFields.set(target, names);
  }
  return names.has(name);
}

function columnBlock(batch: StoredBatch, target: TargetName, block: SampleBlock): ColumnBlock {
  const key = targetOf(target).key;
  const places: number[] = [];
  const fields: string[] = [];
  for (const [index, name] of block.columns.entries()) {
    if (!isKnownField(target, name) || fields.includes(name)) continue;
    places.push(index);
    fields.push(name);
  }
  const machineAt = key.includes("machine") ? block.columns.indexOf("machine") : -1;
  const deviceAt = key.includes("device") ? block.columns.indexOf("device") : -1;
  const rows = block.rows.filter(
    (row) =>
      (!key.includes("machine") || isText(row[machineAt])) &&
      (!key.includes("device") || isText(row[deviceAt])) &&
      places.some((place) => isNumber(row[place])),
  );
  return {
    target,
    host: batch.host,
    at: batch.at,
    machines: rows.map((row) => (machineAt < 0 ? "" : String(row[machineAt]))),
    devices: rows.map((row) => (deviceAt < 0 ? "" : String(row[deviceAt]))),
    fields,
    columns: places.map((place) => column(rows, place)),
  };
}

function column(rows: SampleBlock["rows"], place: number): Float64Array {
  const values = new Float64Array(rows.length);
  for (let index = 0; index < rows.length; index += 1) {
    const value = rows[index]![place];
    values[index] = isNumber(value) ? value : Number.NaN;
  }
  return values;
}

function isText(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}

function isNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}
