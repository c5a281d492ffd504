import { expect, test } from "vitest";
import { parseNotBefore } from "./not-before.ts";

const at = (text: string) => new Date(text).getTime();
const now = at("2026-11-28T21:30:00");

test.each([
  ["03:00", "2026-11-29T03:00:00"],
  ["21:31", "2026-11-28T21:31:00"],
  ["21:30", "2026-11-29T21:30:00"],
  ["2h", "2026-11-28T23:30:00"],
  ["2026-11-30T04:05:00", "2026-11-30T04:05:00"],
])("%s is taken as %s of the local zone", (text, meant) => {
  expect(parseNotBefore(text, now)).toBe(at(meant));
});

test.each(["soon", "25:00", "3", "", "2026"])("%j is refused", (text) => {
  expect(() => parseNotBefore(text, now)).toThrow("not before");
});
