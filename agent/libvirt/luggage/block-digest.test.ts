import fc from "fast-check";
import { expect, test } from "vitest";
import { BlockDigest } from "./block-digest.ts";

const piece = fc.oneof(
  fc.record({ hole: fc.constant(false), length: fc.integer({ min: 0, max: 90_000 }) }),
  fc.record({ hole: fc.constant(true), length: fc.integer({ min: 0, max: 150_000 }) }),
);

function whole(content: Buffer): string {
  const digest = new BlockDigest();
  digest.data(content);
  return digest.hex();
}

test("what a disk holds counts, not how its holes were told or how it was cut", () => {
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 4 }),
      fc.integer({ min: 100, max: 90_000 }),
      (all, cut) => {
        const content = Buffer.concat(
          all.map(({ hole, length }, index) => Buffer.alloc(length, hole ? 0 : index + 1)),
        );
        const digest = new BlockDigest();
        for (const [index, { hole, length }] of all.entries()) {
          if (hole) digest.hole(BigInt(length));
          else {
            for (let at = 0; at < length; at += cut) {
              digest.data(Buffer.alloc(Math.min(cut, length - at), index + 1));
            }
          }
        }
        expect(digest.lengthBytes).toBe(content.length);
        expect(digest.hex()).toBe(whole(content));
      },
    ),
    { numRuns: 40 },
  );
});

test("a byte elsewhere, another byte and another length are another digest", () => {
  const one = Buffer.alloc(200_000);
  one[100_000] = 1;
  const moved = Buffer.alloc(200_000);
  moved[34_464] = 1;
  const other = Buffer.from(one);
  other[100_000] = 2;
  const all = [one, moved, other, one.subarray(0, 199_999), Buffer.concat([one, Buffer.alloc(1)])];
  expect(new Set(all.map(whole)).size).toBe(all.length);
});
