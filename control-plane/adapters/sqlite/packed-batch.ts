import type { StoredBatch } from "@novacron/protocol/messages/batch";
import { isTargetName, type TargetName } from "@novacron/protocol/metrics/targets";
import { type ColumnBlock, columnBlocks } from "../../samples/blocks.ts";

/**
 * A batch as it waits in the log: length of the head (4 bytes), the head as JSON, zeros up to a multiple of
 * eight, then all numbers by columns. It crosses to the worker without being copied.
 */
export interface PackedBatch {
  readonly host: string;
  readonly boot: string;
  readonly seq: number;
  readonly at: number;
  readonly data: Uint8Array<ArrayBuffer>;
}

/** [target, fields, machines or 0, devices or 0, rows] */
type BlockHead = [string, readonly string[], readonly string[] | 0, readonly string[] | 0, number];

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export function packBatch(batch: StoredBatch): PackedBatch {
  const { host, boot, seq, at } = batch;
  return { host, boot, seq, at, data: packBlocks(columnBlocks(batch)) };
}

function packBlocks(blocks: readonly ColumnBlock[]): Uint8Array<ArrayBuffer> {
  if (blocks.length === 0) return new Uint8Array(0);
  const head: BlockHead[] = blocks.map((block) => [
    block.target,
    block.fields,
    block.machines[0] === "" ? 0 : block.machines,
    block.devices[0] === "" ? 0 : block.devices,
    block.machines.length,
  ]);
  const json = encoder.encode(JSON.stringify(head));
  const start = alignedStart(json.length);
  const numbers = blocks.reduce((sum, one) => sum + one.fields.length * one.machines.length, 0);
  const data = new Uint8Array(start + numbers * 8);
  new DataView(data.buffer).setUint32(0, json.length, true);
  data.set(json, 4);
  const values = new Float64Array(data.buffer, start);
  let place = 0;
  for (const block of blocks) {
    for (const column of block.columns) {
      values.set(column, place);
      place += column.length;
    }
  }
  return data;
}

/** The blocks again; of one target where given. */
export function unpackBlocks(
  data: Uint8Array,
  where: { readonly host: string; readonly at: number; readonly target?: TargetName },
): readonly ColumnBlock[] {
  if (data.length === 0) return [];
  const head = headOf(data);
  const jsonLength = new DataView(data.buffer, data.byteOffset, 4).getUint32(0, true);
  const values = alignedValues(data, alignedStart(jsonLength));
  const blocks: ColumnBlock[] = [];
  let place = 0;
  for (const [target, fields, machines, devices, rows] of head) {
    const first = place;
    place += fields.length * rows;
    if (!isTargetName(target) || (where.target ?? target) !== target) continue;
    blocks.push({
      target,
      host: where.host,
      at: where.at,
      machines: machines === 0 ? emptyTexts(rows) : machines,
      devices: devices === 0 ? emptyTexts(rows) : devices,
      fields,
      columns: fields.map((_, index) => {
        const start = first + index * rows;
        return values.subarray(start, start + rows);
      }),
    });
  }
  return blocks;
}

/** Which machines have rows in it. */
export function machinesIn(data: Uint8Array): ReadonlySet<string> {
  if (data.length === 0) return new Set();
  return new Set(headOf(data).flatMap(([, , machines]) => (machines === 0 ? [] : machines)));
}

function headOf(data: Uint8Array): readonly BlockHead[] {
  const length = new DataView(data.buffer, data.byteOffset, 4).getUint32(0, true);
  return JSON.parse(decoder.decode(data.subarray(4, 4 + length))) as BlockHead[];
}

function alignedStart(jsonLength: number): number {
  return Math.ceil((4 + jsonLength) / 8) * 8;
}

function alignedValues(data: Uint8Array, start: number): Float64Array {
  if ((data.byteOffset + start) % 8 === 0) {
    return new Float64Array(data.buffer, data.byteOffset + start, (data.length - start) >> 3);
  }
  const copy = data.slice(start);
  return new Float64Array(copy.buffer, 0, copy.length >> 3);
}

function emptyTexts(rows: number): readonly string[] {
  return new Array<string>(rows).fill("");
}
