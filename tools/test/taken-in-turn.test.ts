import { expect, test } from "vitest";
import { realTests } from "./real-tests.ts";
import { inTurn, isInSlice } from "./taken-in-turn.ts";

test("every real test is run by some commit, and all but those of other turns by each", () => {
  const all = realTests();
  const slices = inTurn.map((_, slice) => all.filter((path) => isInSlice(path, slice)));
  expect(new Set(slices.flat())).toEqual(new Set(all));
  const taken = inTurn.flat().length;
  slices.forEach((slice, turn) => {
    expect(slice).toHaveLength(all.length - taken + (inTurn[turn]?.length ?? 0));
  });
});
