import { zstdCompressSync, zstdDecompressSync } from "node:zlib";
import { ByteReader, ByteWriter } from "./bytes.ts";
import { readColumn, writeColumn } from "./column-codec.ts";

/** Rows of one series by rising time. `columns` by the number of the field in the file's own list. */
export interface Chunk {
  readonly times: Float64Array;
  readonly columns: ReadonlyMap<number, Float64Array>;
}

/** Below this zstd's own frame costs more than it saves. */
const compressFromBytes = 64;
const packings = { plain: 0, zstd: 1 } as const;

const body = new ByteWriter();
const piece = new ByteWriter();

/**
 * packing | rows | first time | differences of the time steps | { field + 1 | bytes | column }* ; columns
 * without any known number are left out. The whole is compressed where that makes it smaller.
 */
export function encodeChunk(chunk: Chunk): Uint8Array {
  body.clear();
  const { times } = chunk;
  body.varint(times.length);
  let before = 0;
  let stepBefore = 0;
  for (const at of times) {
    const step = at - before;
    body.signed(step - stepBefore);
    before = at;
    stepBefore = step;
  }
  for (const [field, column] of chunk.columns) {
    if (column.every(Number.isNaN)) continue;
    piece.clear();
    writeColumn(piece, column);
    body.varint(field + 1);
    body.varint(piece.length);
    body.bytes(piece.view());
  }
  const plain = body.view();
  if (plain.length >= compressFromBytes) {
    const packed = zstdCompressSync(plain);
    if (packed.length < plain.length) return concat(packings.zstd, packed);
  }
  return concat(packings.plain, plain);
}

/** The rows again; of the columns only those in `fields`, where given. RangeError: damaged. */
export function decodeChunk(bytes: Uint8Array, fields?: ReadonlySet<number>): Chunk {
  const rest = bytes.subarray(1);
  const from = new ByteReader(bytes[0] === packings.zstd ? zstdDecompressSync(rest) : rest);
  const times = new Float64Array(from.varint());
  let at = 0;
  let step = 0;
  for (let row = 0; row < times.length; row += 1) {
    step += from.signed();
    at += step;
    times[row] = at;
  }
  const columns = new Map<number, Float64Array>();
  while (!from.atEnd) {
    const field = from.varint() - 1;
    const column = from.bytes(from.varint());
    if (fields === undefined || fields.has(field)) {
      columns.set(field, readColumn(new ByteReader(column), times.length));
    }
  }
  return { times, columns };
}

/** All rows of both; where both have a time, `newer` says what it was. */
export function mergeChunks(older: Chunk, newer: Chunk): Chunk {
  const a = older.times;
  const b = newer.times;
  const order: number[] = [];
  for (let i = 0, j = 0; i < a.length || j < b.length; ) {
    if (j >= b.length || (i < a.length && a[i]! < b[j]!)) {
      order.push(i);
      i += 1;
    } else {
      if (i < a.length && a[i] === b[j]) i += 1;
      order.push(-1 - j);
      j += 1;
    }
  }
  const times = Float64Array.from(order, (place) => (place >= 0 ? a[place]! : b[-1 - place]!));
  const columns = new Map<number, Float64Array>();
  for (const field of new Set([...older.columns.keys(), ...newer.columns.keys()])) {
    const [left, right] = [older.columns.get(field), newer.columns.get(field)];
    columns.set(
      field,
      Float64Array.from(order, (place) =>
        place >= 0 ? (left?.[place] ?? Number.NaN) : (right?.[-1 - place] ?? Number.NaN),
      ),
    );
  }
  return { times, columns };
}

/** The rows with `fromMs <= time < toMs`. */
export function sliceChunk(chunk: Chunk, fromMs: number, toMs: number): Chunk {
  const first = lowerBound(chunk.times, fromMs);
  const end = lowerBound(chunk.times, toMs);
  if (first === 0 && end === chunk.times.length) return chunk;
  const columns = new Map<number, Float64Array>();
  for (const [field, column] of chunk.columns) columns.set(field, column.subarray(first, end));
  return { times: chunk.times.subarray(first, end), columns };
}

export const emptyChunk: Chunk = { times: new Float64Array(0), columns: new Map() };

function lowerBound(times: Float64Array, ms: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle]! < ms) low = middle + 1;
    else high = middle;
  }
  return low;
}

function concat(packing: number, bytes: Uint8Array): Uint8Array {
  const whole = new Uint8Array(bytes.length + 1);
  whole[0] = packing;
  whole.set(bytes, 1);
  return whole;
}
