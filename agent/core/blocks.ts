import type { SampleBlock } from "@novacron/protocol/messages/batch";
import type { MetricUnit } from "@novacron/protocol/metrics/target";
import { type TargetName, targetOf } from "@novacron/protocol/metrics/targets";

/** Values of one row with its key columns apart. */
export interface SampleRow {
  readonly keys: readonly string[];
  readonly values: Readonly<Record<string, number | null | undefined>>;
}

/** Decimals kept, by unit: a sample is not more exact than that, and each digit costs bytes all the way. */
const decimals: Readonly<Record<MetricUnit, number>> = {
  ratio: 4,
  cores: 4,
  count: 2,
  load: 2,
  bytes: 0,
  bytesPerSecond: 0,
  perSecond: 2,
  ms: 3,
  celsius: 1,
  enum: 0,
};

type Cell = SampleBlock["rows"][number][number];

interface Column {
  readonly name: string;
  readonly factor: number;
}

const columnCache = new Map<TargetName, readonly Column[]>();

/** Rows of one target as a block; a column that is null in every row is left out. Null without rows. */
export function sampleBlock(target: TargetName, rows: readonly SampleRow[]): SampleBlock | null {
  if (rows.length === 0) return null;
  const columns = columnsOf(target).filter((column) =>
    rows.some((row) => isKnown(row.values[column.name])),
  );
  return {
    target,
    columns: [...targetOf(target).key, ...columns.map((column) => column.name)],
    rows: rows.map((row) => cellsOf(row, columns)),
  };
}

function cellsOf({ keys, values }: SampleRow, columns: readonly Column[]): Cell[] {
  const cells: Cell[] = [...keys];
  return cells.concat(columns.map(({ name, factor }) => rounded(values[name], factor)));
}

function columnsOf(target: TargetName): readonly Column[] {
  const known = columnCache.get(target);
  if (known !== undefined) return known;
  const columns = Object.entries(targetOf(target).fields).map(([name, field]) => ({
    name,
    factor: 10 ** decimals[field.unit],
  }));
  columnCache.set(target, columns);
  return columns;
}

function isKnown(value: number | null | undefined): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

function rounded(value: number | null | undefined, factor: number): number | null {
  return isKnown(value) ? Math.round(value * factor) / factor : null;
}
