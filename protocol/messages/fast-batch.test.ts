import fc from "fast-check";
import { expect, it } from "vitest";
import { batch } from "./batch.ts";
import { fastBatch } from "./fast-batch.ts";

const id = "0b5e5f0a-1111-4222-8333-444455556666";
const cell = fc.oneof(
  { weight: 20, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }) },
  { weight: 5, arbitrary: fc.constant(null) },
  { weight: 5, arbitrary: fc.string({ maxLength: 20 }) },
  fc.constantFrom("x".repeat(255), "x".repeat(256), Number.POSITIVE_INFINITY, Number.NaN),
  fc.constantFrom<unknown>(true, {}, [], undefined),
);
const rows = fc.oneof(
  { weight: 10, arbitrary: fc.array(fc.array(cell, { maxLength: 5 }), { maxLength: 5 }) },
  fc.constantFrom<unknown>(null, {}, "rows", [[1], 2], [null]),
);
const blocks = fc.array(
  fc.record({ target: fc.constant("host"), columns: fc.constant(["a"]), rows }),
  {
    maxLength: 3,
  },
);

it("takes what the schema takes and gives the same", () => {
  fc.assert(
    fc.property(blocks, (samples) => {
      const value = { v: 1, host: id, boot: id, seq: 1, floor: 0, at: 1, samples, events: [] };
      const slow = batch.safeParse(value);
      const fast = fastBatch.safeParse(value);
      expect(fast.success).toBe(slow.success);
      expect(fast.data).toEqual(slow.data);
    }),
    { numRuns: 500 },
  );
});

it("has the same bounds", () => {
  const of = (rowCount: number, blockCount: number) => ({
    ...{ v: 1, host: id, boot: id, seq: 1, floor: 0, at: 1, events: [] },
    samples: Array.from({ length: blockCount }, () => ({
      target: "host",
      columns: ["a"],
      rows: Array.from({ length: rowCount }, () => [1]),
    })),
  });
  for (const [rowCount, blockCount] of [
    [20_000, 1],
    [20_001, 1],
    [1, 16],
    [1, 17],
  ] as const) {
    const value = of(rowCount, blockCount);
    expect(fastBatch.safeParse(value).success).toBe(batch.safeParse(value).success);
  }
});
