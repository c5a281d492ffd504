import { expect, test } from "vitest";
import { slowestFiles } from "./slowest-files.ts";

test("a file's time counts from the end of the one before it, so that its set-up is in it", () => {
  const files = [
    { path: "third", endedAt: 9_000 },
    { path: "first", endedAt: 3_000 },
    { path: "second", endedAt: 4_500 },
  ];
  expect(slowestFiles(files, 1_000)).toEqual([
    { path: "third", seconds: 4.5 },
    { path: "first", seconds: 2 },
    { path: "second", seconds: 1.5 },
  ]);
});

test("only the slowest are listed, and of none nothing", () => {
  const files = Array.from({ length: 100 }, (_, n) => ({ path: `${n}`, endedAt: n * n }));
  const found = slowestFiles(files, 0);
  expect(found).toHaveLength(8);
  expect(found[0]?.path).toBe("99");
  expect(slowestFiles([], 0)).toEqual([]);
});
