import { compareKnown } from "@novacron/protocol/domain/machine-sort";
import fc from "fast-check";
import { expect, test } from "vitest";
import { orderByNumber } from "./order-by-number.ts";

const value = fc.option(fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ noNaN: true })), {
  nil: null,
});

test("agrees with a stable sort by comparison, in both directions", () => {
  fc.assert(
    fc.property(fc.array(value), fc.constantFrom(1 as const, -1 as const), (values, direction) => {
      const items = values.map((one, place) => ({ one, place }));
      const expected = [...items].sort((a, b) => compareKnown(a.one, b.one, direction));
      expect(orderByNumber(items, ({ one }) => one, direction)).toEqual(expected);
    }),
  );
});
