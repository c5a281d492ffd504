import { describe, expect, it } from "vitest";
import { backTest } from "./back-test.ts";
import { MedianAlone, RunningMedian, SizeOverBandwidth } from "./baselines.ts";
import type { Forecaster } from "./forecaster.ts";
import { pinball, scoreOf, scoresBy } from "./score.ts";
import { testMove, testSubject } from "./testing/subject.ts";

const ranged = (p5: number, p50: number, p95: number, chance = 0) => ({
  ...new SizeOverBandwidth().forecast(testSubject()),
  durationMs: { p5, p50, p95 },
  pauseMs: { p5: 100, p50: 200, p95: 300 },
  notConvergingChance: chance,
});

describe("pinball loss", () => {
  it("costs the share below the value, the rest above it", () => {
    expect(pinball(90, 100, 0.95)).toBeCloseTo(9.5);
    expect(pinball(110, 100, 0.95)).toBeCloseTo(0.5);
    expect(pinball(100, 100, 0.5)).toBe(0);
  });
});

describe("scores", () => {
  const move = (durationMs: number, pauseMs = 200) =>
    testMove(testSubject(), { durationMs, pauseMs });

  it("counts what lies within the interval, its ends included", () => {
    const forecast = ranged(1_000, 2_000, 3_000);
    const { duration, pause } = scoreOf([
      { move: move(1_000), forecast },
      { move: move(3_001), forecast },
      { move: move(2_000, 301), forecast },
      { move: move(999), forecast },
    ]);
    expect(duration.coverage).toBe(0.5);
    expect(duration.errorMs).toBe((1_000 + 1_001 + 0 + 1_001) / 4);
    expect(duration.width).toBe(3);
    expect(pause.coverage).toBe(0.75);
  });

  it("judges times by completed moves, convergence by those that stalled as well", () => {
    const stalled = testMove(testSubject(), { durationMs: 9e5, outcome: "not-converged" });
    const cancelled = testMove(testSubject(), { durationMs: 1, outcome: "cancelled" });
    const { duration, convergence } = scoreOf([
      { move: move(2_000), forecast: ranged(1_000, 2_000, 3_000, 0.2) },
      { move: stalled, forecast: ranged(1_000, 2_000, 3_000, 0.9) },
      { move: cancelled, forecast: ranged(1_000, 2_000, 3_000, 0.5) },
    ]);
    expect(duration.count).toBe(1);
    expect(convergence.count).toBe(2);
    expect(convergence.notConverged).toBe(1);
    expect(convergence.brier).toBeCloseTo((0.04 + 0.01) / 2);
    expect(convergence.brierOfBaseRate).toBe(0.25);
  });

  it("has nothing to say without moves", () => {
    const { duration, convergence } = scoreOf([]);
    expect(duration).toEqual({
      count: 0,
      coverage: null,
      pinballMs: null,
      errorMs: null,
      width: null,
    });
    expect(convergence.brier).toBeNull();
  });

  it("splits by kind and by pair", () => {
    const forecast = ranged(1_000, 2_000, 3_000);
    const off = testMove(testSubject({ kind: "offline" }), { durationMs: 5_000, pauseMs: null });
    const all = [
      { move: move(2_000), forecast },
      { move: move(2_500), forecast },
      { move: off, forecast },
    ];
    const byKind = scoresBy(all, "kind");
    expect(byKind.map(({ group, count }) => [group, count])).toEqual([
      ["live", 2],
      ["offline", 1],
    ]);
    expect(byKind.map(({ score }) => score.duration.coverage)).toEqual([1, 0]);
    expect(byKind[1]!.score.pause.count).toBe(0);
    const { source, target } = testSubject();
    expect(scoresBy(all, "pair").map(({ group }) => group)).toEqual([`${source}>${target}`]);
  });
});

describe("back-testing", () => {
  it("lets a forecaster learn only from moves that ended before one began", () => {
    const seen: number[] = [];
    const spoken: [number, readonly number[]][] = [];
    const forecaster: Forecaster = {
      name: "recorder",
      version: 1,
      forecast: ({ memoryBytes }) => {
        spoken.push([memoryBytes, [...seen]]);
        return ranged(0, 0, 0);
      },
      learn: ({ subject }) => seen.push(subject.memoryBytes),
    };
    const at = (memoryBytes: number, startedAt: number, durationMs: number) =>
      testMove(testSubject({ memoryBytes }), { startedAt, durationMs });
    backTest(forecaster, [at(3, 100, 10), at(1, 0, 100), at(2, 10, 20), at(4, 300, 1)]);
    expect(spoken).toEqual([
      [1, []],
      [2, []],
      [3, [2, 1]],
      [4, [2, 1, 3]],
    ]);
  });
});

describe("baselines", () => {
  it("gives the quantiles of earlier moves", () => {
    const baseline = new RunningMedian();
    for (let durationMs = 0; durationMs <= 100; durationMs += 1)
      baseline.learn(testMove(testSubject(), { durationMs }));
    expect(baseline.forecast(testSubject()).durationMs).toEqual({ p5: 5, p50: 50, p95: 95 });
  });

  it("gives the median of earlier moves alone", () => {
    const baseline = new MedianAlone();
    for (let durationMs = 0; durationMs <= 100; durationMs += 1)
      baseline.learn(testMove(testSubject(), { durationMs, pauseMs: 2 * durationMs }));
    const { durationMs, pauseMs } = baseline.forecast(testSubject());
    expect(durationMs).toEqual({ p5: 50, p50: 50, p95: 50 });
    expect(pauseMs).toEqual({ p5: 100, p50: 100, p95: 100 });
  });

  it("divides what moves by the bandwidth under the limit", () => {
    const subject = testSubject({
      kind: "live-copy",
      memoryBytes: 1e9,
      diskBytes: 1e9,
      bandwidthLimitBytesPerSecond: 50e6,
    });
    const { durationMs, pauseMs } = new SizeOverBandwidth().forecast(subject);
    expect(durationMs.p50).toBe(40_000);
    expect(pauseMs.p50).toBe(300);
  });
});
