import { describe, expect, it } from "vitest";
import { formatBytes, formatCount, formatMetric, formatPercent, formatTick } from "./format.ts";
import { formatAge, formatAgo, formatDuration } from "./time.ts";

describe("figures", () => {
  it.each([
    [0, "0 B"],
    [1023, "1023 B"],
    [1024, "1.00 KiB"],
    [1.5 * 1024 ** 3, "1.50 GiB"],
    [64 * 1024 ** 3, "64.0 GiB"],
    [1023.9 * 1024 ** 2, "1.00 GiB"],
    [824 * 1024 ** 2, "824 MiB"],
    [null, "–"],
  ])("%s bytes are %s", (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });

  it.each([
    [0, "0 %"],
    [0.004, "0.4 %"],
    [0.0999, "10 %"],
    [0.62, "62 %"],
    [undefined, "–"],
  ])("the ratio %s is %s", (ratio, text) => {
    expect(formatPercent(ratio)).toBe(text);
  });

  it("keeps the unit of a metric", () => {
    expect(formatMetric(0.5, "cores")).toBe("0.50 CPU");
    expect(formatMetric(12_345, "perSecond")).toBe("12\u202f345/s");
    expect(formatMetric(2048, "bytesPerSecond")).toBe("2.00 KiB/s");
    expect(formatTick(4 * 1024 ** 3, "bytes")).toBe("4 GiB");
    expect(formatTick(2.5 * 1024 ** 2, "bytesPerSecond")).toBe("2.5 MiB/s");
    expect(formatCount(1234567)).toBe("1\u202f234\u202f567");
  });
});

describe("times", () => {
  it.each([
    [999, "0 s"],
    [59_999, "59 s"],
    [60_000, "1 min"],
    [7_500_000, "2 h 5 min"],
    [7_200_000, "2 h"],
    [90_000_000, "1 d 1 h"],
    [12 * 86_400_000 + 5, "12 d"],
  ])("%s ms are %s", (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  it.each([
    [5_040_000, "84 min"],
    [100_000_000, "27 h"],
    [12 * 86_400_000, "12 d"],
  ])("%s ms are %s in a column", (ms, text) => {
    expect(formatAge(ms)).toBe(text);
  });

  it("takes a time ahead of our clock for now", () => {
    expect(formatAgo(5_000, 1_000)).toBe("just now");
    expect(formatAgo(0, 240_000)).toBe("4 min ago");
  });
});
