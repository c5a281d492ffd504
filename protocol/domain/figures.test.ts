import { expect, it } from "vitest";
import { bytesText, counted, percentText } from "./figures.ts";

it.each([
  [0, "0 B"],
  [1023, "1023 B"],
  [1024, "1.00 KiB"],
  [1023.6 * 1024, "1.00 MiB"],
  [9.996 * 2 ** 20, "10.0 MiB"],
  [99.96 * 2 ** 20, "100 MiB"],
  [824 * 2 ** 20, "824 MiB"],
  [-1.5 * 2 ** 30, "-1.50 GiB"],
  [2 ** 62, "4096 PiB"],
])("%d bytes are %s", (bytes, text) => {
  expect(bytesText(bytes)).toBe(text);
});

it.each([
  [0, "0 %"],
  [0.0123, "1.2 %"],
  [0.0996, "10 %"],
  [0.97, "97 %"],
  [-0.012, "-1.2 %"],
  [1.6, "160 %"],
])("a share of %d is %s", (ratio, text) => {
  expect(percentText(ratio)).toBe(text);
});

it("counts one and many", () => {
  expect([counted(1, "machine"), counted(0, "machine")]).toEqual(["1 machine", "0 machines"]);
});
