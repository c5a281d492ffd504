import type { ColumnBlock, SeriesKey } from "../../samples/blocks.ts";
import type { HeadFile } from "./head-file.ts";
import { unpackBlocks } from "./packed-batch.ts";
import type { SeriesFilter } from "./period-file.ts";
import { type NamedRows, SeriesRows } from "./series-rows.ts";

/** Rows of one series that are still in the log. */
export interface OpenSeries {
  readonly key: SeriesKey;
  readonly rows: NamedRows;
}

/** The rows in the log that a question is about. */
export function readOpenSeries(
  head: HeadFile,
  filter: SeriesFilter,
  span: { readonly fromMs: number; readonly toMs: number },
): readonly OpenSeries[] {
  const found = new Map<string, { readonly key: SeriesKey; readonly rows: SeriesRows }>();
  for (const window of head.openWindows({ ...filter, ...span })) {
    for (const row of head.logRows(window)) {
      if (row.at < span.fromMs || row.at >= span.toMs) continue;
      for (const block of unpackBlocks(row.data, { ...row, target: filter.target })) {
        addBlock(found, block, filter);
      }
    }
  }
  return [...found.values()].map(({ key, rows }) => ({ key, rows: rows.finish() }));
}

function addBlock(
  found: Map<string, { readonly key: SeriesKey; readonly rows: SeriesRows }>,
  block: ColumnBlock,
  filter: SeriesFilter,
): void {
  const { target, host } = block;
  let row = filter.machine === undefined ? 0 : block.machines.indexOf(filter.machine);
  while (row >= 0 && row < block.machines.length) {
    const [machine, device] = [block.machines[row]!, block.devices[row]!];
    if (filter.device === undefined || filter.device === device) {
      const text = `${host}\n${machine}\n${device}`;
      let series = found.get(text);
      if (series === undefined) {
        series = { key: { target, host, machine, device }, rows: new SeriesRows() };
        found.set(text, series);
      }
      series.rows.add(block, row);
    }
    row = filter.machine === undefined ? row + 1 : block.machines.indexOf(filter.machine, row + 1);
  }
}
