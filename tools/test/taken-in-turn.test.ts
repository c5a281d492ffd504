import { expect, test } from "vitest";
import { realTests } from "./real-tests.ts";
import { isInSlice } from "./taken-in-turn.ts";

test("every real test is run by some commit, and all but three by each", () => {
  const all = realTests();
  const slices = [0, 1, 2].map((slice) => all.filter((path) => isInSlice(path, slice)));
  expect(new Set(slices.flat())).toEqual(new Set(all));
  for (const slice of slices) expect(slice).toHaveLength(all.length - 2);
});
