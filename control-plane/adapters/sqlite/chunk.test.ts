import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Chunk,
  decodeChunk,
  emptyChunk,
  encodeChunk,
  mergeChunks,
  sliceChunk,
} from "./chunk.ts";

const value = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: -(2 ** 50), max: 2 ** 50 }).map((n) => n || 0) },
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 10_000_000 }).map((n) => n / 10_000) },
  { weight: 1, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => n || 0) },
  { weight: 2, arbitrary: fc.constant(Number.NaN) },
);

const chunk: fc.Arbitrary<Chunk> = fc
  .uniqueArray(fc.nat(2 ** 43), { maxLength: 60 })
  .chain((times) =>
    fc
      .array(fc.array(value, { minLength: times.length, maxLength: times.length }), {
        maxLength: 4,
      })
      .map((columns) => ({
        times: Float64Array.from(times).sort(),
        columns: new Map(columns.map((column, index) => [index * 3, Float64Array.from(column)])),
      })),
  );

describe("chunk codec", () => {
  it("gives back every number it was given", () => {
    fc.assert(
      fc.property(chunk, (one) => {
        expect(plain(decodeChunk(encodeChunk(one)))).toEqual(plain(one));
      }),
    );
  });

  it("reads only the columns asked for", () => {
    const one = { times: Float64Array.of(5, 6), columns: new Map([col(0, 1, 2), col(7, 3, 4)]) };
    const read = decodeChunk(encodeChunk(one), new Set([7]));
    expect([...read.columns]).toEqual([col(7, 3, 4)]);
  });

  it("merges by time, the newer row winning as a whole", () => {
    const older = { times: Float64Array.of(1, 2, 4), columns: new Map([col(0, 1, 2, 4)]) };
    const newer = { times: Float64Array.of(2, 3), columns: new Map([col(1, 20, 30)]) };
    expect(plain(mergeChunks(older, newer))).toEqual({
      times: [1, 2, 3, 4],
      columns: [
        [0, [1, Number.NaN, Number.NaN, 4]],
        [1, [Number.NaN, 20, 30, Number.NaN]],
      ],
    });
    expect(plain(mergeChunks(emptyChunk, older))).toEqual(plain(older));
  });

  it("cuts by time", () => {
    const one = { times: Float64Array.of(1, 2, 4), columns: new Map([col(0, 1, 2, 4)]) };
    expect([...sliceChunk(one, 2, 4).times]).toEqual([2]);
    expect([...sliceChunk(one, 5, 9).times]).toEqual([]);
  });

  it("says RangeError or a zstd error for damaged bytes, and never hangs", () => {
    fc.assert(
      fc.property(chunk, fc.nat(), fc.nat(255), (one, place, byte) => {
        const bytes = encodeChunk(one);
        bytes[place % bytes.length] = byte;
        try {
          decodeChunk(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
      }),
    );
  });

  it("takes about a byte a sample for steady figures", () => {
    const times = Float64Array.from({ length: 180 }, (_, n) => 1_700_000_000_000 + n * 5_000);
    const flat = Float64Array.from(times, () => 4_096);
    const slow = Float64Array.from(times, (_, n) => Math.round(Math.sin(n / 40) * 1_000) / 10_000);
    const bytes = encodeChunk({
      times,
      columns: new Map([
        [0, flat],
        [1, slow],
      ]),
    });
    expect(bytes.length).toBeLessThan(360);
  });
});

function col(field: number, ...values: number[]): [number, Float64Array] {
  return [field, Float64Array.from(values)];
}

function plain(one: Chunk): unknown {
  const columns = [...one.columns].filter(([, column]) => !column.every(Number.isNaN));
  return {
    times: [...one.times],
    columns: columns.map(([field, column]) => [field, [...column]]),
  };
}
