import { expect, it } from "vitest";
import { formatSpan } from "./span.ts";

it.each([
  [0, "0 ms"],
  [38.4, "38 ms"],
  [994, "994 ms"],
  [996, "1.0 s"],
  [3_449, "3.4 s"],
  [9_960, "10 s"],
  [59_400, "59 s"],
  [59_700, "1 min"],
  [200_000, "3 min 20 s"],
  [3_599_700, "1 h"],
  [7_500_000, "2 h 5 min"],
  [null, "–"],
])("%s ms are %s", (ms, text) => {
  expect(formatSpan(ms)).toBe(text);
});
