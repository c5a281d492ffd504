import { t } from "../text/en.ts";
import { Table, type TableColumn } from "../ui/Table.tsx";
import { formatMetric } from "../util/format.ts";
import { formatInstant } from "../util/time.ts";
import { type Columns, thin, valueAt } from "./columns.ts";
import type { ChartSpec } from "./specs.ts";

/** Rows of the table at most; it is for reading and copying, not an export. */
const rowsMax = 200;

interface ChartTableProps {
  readonly charts: readonly ChartSpec[];
  readonly columns: Columns;
}

/** The numbers behind the charts. */
export function ChartTable({ charts, columns }: ChartTableProps) {
  const cells: TableColumn<number>[] = charts.flatMap((chart) =>
    chart.lines.map((line) => ({
      key: `${chart.key} ${line.field}`,
      head: `${chart.title}, ${line.label}`,
      number: true,
      cell: (index: number) => formatMetric(valueAt(columns, line.field, index), chart.unit),
    })),
  );
  const time: TableColumn<number> = {
    key: "time",
    head: t.charts.time,
    cell: (index) => formatInstant(columns.at[index] ?? 0),
  };
  return (
    <Table
      label={t.charts.asTable}
      columns={[time, ...cells]}
      rows={thin(columns, rowsMax)}
      keyOf={(index) => String(columns.at[index])}
    />
  );
}
