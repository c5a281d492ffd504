import { isUuid } from "@novacron/protocol/domain/ids";
import type { Batch, SampleBlock, StoredBlock } from "@novacron/protocol/messages/batch";
import type { MetricTarget } from "@novacron/protocol/metrics/target";
import { isTargetName, targetOf } from "@novacron/protocol/metrics/targets";

export interface CheckedBlocks {
  readonly samples: StoredBlock[];
  /** Names of targets and columns of a newer agent; left out. */
  readonly unknown: readonly string[];
  /** Blocks and rows that are wrong, by name. */
  readonly refused: readonly string[];
}

type Cell = string | number | null;

/**
 * Sample blocks against the metric tables: what an older control plane does not know is left out and
 * named, a block with a wrong key or type is refused and named, the rest is kept. A batch is never held up
 * by one bad block, or its host would send it for ever.
 */
export function checkBlocks(batch: Batch): CheckedBlocks {
  const samples: StoredBlock[] = [];
  const unknown: string[] = [];
  const refused: string[] = [];
  for (const block of batch.samples) {
    if (!isTargetName(block.target)) {
      unknown.push(block.target);
      continue;
    }
    const target = targetOf(block.target);
    const fault = faultOf(block, target);
    if (fault !== null) {
      refused.push(`${block.target}: ${fault}`);
      continue;
    }
    const strange = block.columns.filter((name) => !isKnown(target, name));
    unknown.push(...strange.map((name) => `${block.target}.${name}`));
    const known = strange.length === 0 ? block : without(block, strange);
    samples.push({ ...known, target: block.target });
  }
  return { samples, unknown, refused };
}

function isKnown(target: MetricTarget, column: string): boolean {
  return target.key.some((key) => key === column) || Object.hasOwn(target.fields, column);
}

function faultOf(block: SampleBlock, target: MetricTarget): string | null {
  const missing = target.key.find((key, index) => block.columns[index] !== key);
  if (missing !== undefined) return `the key column ${missing} is not in its place`;
  if (new Set(block.columns).size !== block.columns.length) return "a column stands there twice";
  for (const row of block.rows) {
    const fault = rowFault(row, block, target);
    if (fault !== null) return fault;
  }
  return null;
}

function rowFault(row: readonly Cell[], block: SampleBlock, target: MetricTarget): string | null {
  if (row.length !== block.columns.length) {
    return `a row has ${row.length} values for ${block.columns.length} columns`;
  }
  // By index: this runs for every cell of every sample.
  for (let index = 0; index < row.length; index += 1) {
    const cell = row[index];
    const key = target.key[index];
    if (key === undefined) {
      if (typeof cell !== "string") continue;
      const name = block.columns[index] ?? "";
      if (isKnown(target, name)) return `${name} holds text where a number belongs`;
    } else if (typeof cell !== "string" || (key === "machine" && !isUuid(cell))) {
      return `${key} does not name a ${key}`;
    }
  }
  return null;
}

function without(block: SampleBlock, strange: readonly string[]): SampleBlock {
  const kept = block.columns.flatMap((name, index) => (strange.includes(name) ? [] : [index]));
  const pick = <T>(list: readonly T[]): T[] => kept.map((index) => list[index] as T);
  return { ...block, columns: pick(block.columns), rows: block.rows.map((row) => pick(row)) };
}
