import { expect, it } from "vitest";
import { logScale } from "./log-scale.ts";

it("spreads decades evenly between 0 and 1", () => {
  const { place, ticks } = logScale([10, 100, 100_000]);
  const steps = [10, 100, 1_000, 10_000].map((value) => place(value * 10) - place(value));
  for (const step of steps) expect(step).toBeCloseTo(steps[0] ?? 0, 10);
  expect(place(10)).toBeGreaterThan(0);
  expect(place(100_000)).toBeLessThan(1);
  expect(ticks).toEqual([10, 100, 1_000, 10_000, 60_000]);
});

it("has finer ticks over a narrow range, and never leaves its bounds", () => {
  const { place, ticks } = logScale([20, 40]);
  expect(ticks).toEqual([20, 50]);
  expect(place(0)).toBe(0);
  expect(place(1e9)).toBe(1);
  expect(logScale([]).ticks).toEqual([]);
});
