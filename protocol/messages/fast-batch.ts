import { z } from "zod";
import { batch, batchLimits, type SampleBlock, sampleBlock } from "./batch.ts";

const textMax = 255;

/**
 * Accepts exactly what `batch` accepts (a property test holds them together), but looks at the cells in a plain
 * loop and does not copy them. Cells are nearly all that a control plane parses.
 */
export const fastBatch = batch.extend({
  samples: z
    .array(
      sampleBlock.extend({
        rows: z.custom<SampleBlock["rows"]>(areRows, "rows hold texts, numbers and nulls"),
      }),
    )
    .max(batchLimits.blocks),
});

function areRows(value: unknown): boolean {
  if (!Array.isArray(value) || value.length > batchLimits.rows) return false;
  for (const row of value) {
    if (!Array.isArray(row)) return false;
    for (const cell of row) if (!isCell(cell)) return false;
  }
  return true;
}

function isCell(cell: unknown): boolean {
  if (typeof cell === "number") return Number.isFinite(cell);
  return cell === null || (typeof cell === "string" && cell.length <= textMax);
}
