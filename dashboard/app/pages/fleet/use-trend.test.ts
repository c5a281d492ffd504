import type { Series } from "@novacron/protocol/http/metrics";
import { expect, it } from "vitest";
import { sumOf } from "./use-trend.ts";

const series = (host: string, at: number[], idle: (number | null)[]) =>
  ({
    host,
    at,
    values: {
      cpuIdle: idle,
      memoryTotalBytes: at.map(() => 100),
      memoryAvailableBytes: at.map(() => 30),
    },
  }) as unknown as Series;

it("adds the hosts up by steps and leaves gaps where none reported", () => {
  const all = [series("a", [0, 60, 180], [0.5, 0.5, 0.5]), series("b", [61, 181], [0.75, null])];
  const threads = new Map([
    ["a", 8],
    ["b", 4],
  ]);
  expect(sumOf(all, 60, threads)).toEqual({
    cpuUsed: [4, 5, null, 4],
    memoryUsedBytes: [70, 140, null, 140],
  });
});

it("is empty where nothing is known", () => {
  expect(sumOf([], 60, new Map())).toEqual({ cpuUsed: [], memoryUsedBytes: [] });
});
