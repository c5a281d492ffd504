import { expect, test } from "vitest";
import { parseInstant, writeInstant } from "./instant.ts";

test("a written time is read back as it was written", () => {
  const at = new Date(2026, 10, 23, 14, 5, 9).getTime();
  expect(writeInstant(at)).toBe("2026-11-23 14:05:09");
  expect(parseInstant("2026-11-23 14:05:09")).toBe(at);
  expect(parseInstant("2026-11-23T14:05")).toBe(at - 9_000);
});

test.each(["", "yesterday", "2026-13-01 10:00", "2026-02-30 10:00", "2026-11-23 25:00"])(
  "%s is no time",
  (text) => {
    expect(parseInstant(text)).toBe(null);
  },
);
