import { fieldNames, type TargetName, targetOf } from "@novacron/protocol/metrics/targets";
import { rollupWidthsMs } from "../../samples/steps.ts";

/** One table for each target and resolution; made when the target's first samples come. */
export interface Resolution {
  readonly suffix: string;
  readonly widthMs: number;
  readonly partition: "DAY" | "MONTH" | "YEAR";
}

/** Raw samples, then the roll-ups. */
export const resolutions: readonly Resolution[] = [
  { suffix: "", widthMs: 0, partition: "DAY" },
  { suffix: "_1min", widthMs: rollupWidthsMs[0], partition: "DAY" },
  { suffix: "_15min", widthMs: rollupWidthsMs[1], partition: "MONTH" },
  { suffix: "_1h", widthMs: rollupWidthsMs[2], partition: "YEAR" },
];

export const marksTable = "novacron_mark";

export function tableName(target: TargetName, resolution: number): string {
  return `novacron_${target}${resolutions[resolution]?.suffix ?? ""}`;
}

/** Columns that name a series beside the host. */
export function keyColumns(target: TargetName): readonly string[] {
  return ["host", ...targetOf(target).key];
}

export function valueColumns(target: TargetName, resolution: number): readonly string[] {
  const names = fieldNames(target);
  if (resolution === 0) return names;
  // How many samples there were tells after a restart whether a roll-up is complete.
  return ["samples", ...names.flatMap((name) => [`${name}_sum`, `${name}_count`, `${name}_max`])];
}

/**
 * Our own time and `DEDUP UPSERT KEYS`: a batch that is sent again replaces its own rows, so that a sample is
 * stored once however often it comes.
 */
export function createTable(target: TargetName, resolution: number): string {
  const keys = keyColumns(target);
  const symbols = keys.map((key) => `${key} SYMBOL`);
  const values = valueColumns(target, resolution).map((name) => `${name} DOUBLE`);
  return `CREATE TABLE IF NOT EXISTS ${tableName(target, resolution)}
    (at TIMESTAMP, ${[...symbols, ...values].join(", ")})
    TIMESTAMP(at) PARTITION BY ${resolutions[resolution]?.partition ?? "DAY"} WAL
    DEDUP UPSERT KEYS(at, ${keys.join(", ")})`;
}

/** All marks stand at the same instant, so that a higher one replaces the lower. */
export const createMarks = `CREATE TABLE IF NOT EXISTS ${marksTable}
  (at TIMESTAMP, host SYMBOL, boot SYMBOL, up_to LONG, raised LONG)
  TIMESTAMP(at) PARTITION BY YEAR WAL DEDUP UPSERT KEYS(at, host, boot)`;
