import { migrationForecast } from "@novacron/protocol/domain/migration-forecast";
import { describe, expect, it } from "vitest";
import { backTest } from "./back-test.ts";
import { MedianAlone, RunningMedian, SizeOverBandwidth } from "./baselines.ts";
import { PrecopyForecaster } from "./precopy-forecaster.ts";
import { scoreOf } from "./score.ts";
import { simulatedMoves } from "./testing/simulated-moves.ts";
import { testDirtyRate, testMove, testSubject } from "./testing/subject.ts";

const MiB = 1024 ** 2;

describe.each([11, 12])("forecasts of 300 simulated moves, seed %i", (seed) => {
  const moves = simulatedMoves(seed, 300);
  const ours = backTest(new PrecopyForecaster(), moves);
  const score = scoreOf(ours);

  it("has durations spread at least 20-fold to forecast", () => {
    const durations = moves.map(({ durationMs }) => durationMs);
    expect(Math.max(...durations) / Math.min(...durations)).toBeGreaterThan(20);
  });

  it("covers 85 to 95 % of durations and of pauses", () => {
    expect(score.duration.count).toBeGreaterThan(200);
    expect(score.pause.count).toBeGreaterThan(150);
    for (const { coverage } of [score.duration, score.pause]) {
      expect(coverage).toBeGreaterThanOrEqual(0.85);
      expect(coverage).toBeLessThanOrEqual(0.95);
    }
  });

  it("loses at most half of what the baselines lose", () => {
    for (const baseline of [new RunningMedian(), new MedianAlone(), new SizeOverBandwidth()]) {
      const theirs = scoreOf(backTest(baseline, moves));
      expect(score.duration.pinballMs).toBeLessThanOrEqual(theirs.duration.pinballMs! / 2);
      // A pause that begins short hardly depends on what is known before: beside quantiles little can be gained.
      const share = baseline instanceof RunningMedian ? 0.9 : 0.5;
      expect(score.pause.pinballMs).toBeLessThanOrEqual(theirs.pause.pinballMs! * share);
    }
  });

  it("knows which moves will not converge", () => {
    const { notConverged, brier, brierOfBaseRate } = score.convergence;
    expect(notConverged).toBeGreaterThan(10);
    expect(brier).toBeLessThan(brierOfBaseRate! / 2);
  });

  it("gives the same forecasts again, each of the agreed form", () => {
    const again = backTest(new PrecopyForecaster(), moves.slice(0, 60));
    expect(again.map(({ forecast }) => forecast)).toEqual(
      ours.slice(0, 60).map(({ forecast }) => forecast),
    );
    for (const { forecast } of ours) {
      expect(migrationForecast.parse(forecast)).toEqual(forecast);
      for (const { p5, p50, p95 } of [forecast.durationMs, forecast.pauseMs]) {
        expect(p5).toBeLessThanOrEqual(p50);
        expect(p50).toBeLessThanOrEqual(p95);
      }
    }
  });
});

describe("forecasts of a fleet that wavers three times as much", () => {
  it("still cover 85 to 95 %", () => {
    const { duration, pause } = scoreOf(
      backTest(new PrecopyForecaster(), simulatedMoves(13, 300, 3)),
    );
    for (const { coverage } of [duration, pause]) {
      expect(coverage).toBeGreaterThanOrEqual(0.85);
      expect(coverage).toBeLessThanOrEqual(0.95);
    }
  });
});

describe("the forecast of one move", () => {
  it("is of use before anything was learned", () => {
    const { durationMs, pauseMs, notConvergingChance, learnedFrom } =
      new PrecopyForecaster().forecast(testSubject());
    expect(durationMs.p5).toBeLessThan(13_000);
    expect(durationMs.p95).toBeGreaterThan(11_000);
    expect(pauseMs.p50).toBeLessThan(400);
    expect(notConvergingChance).toBeLessThan(0.02);
    expect(learnedFrom).toEqual({ all: 0, kind: 0, pair: 0 });
  });

  it("has no pause for a machine that is off", () => {
    const off = testSubject({ kind: "offline", diskBytes: 2_000e6, dirtyRate: null });
    const { pauseMs, durationMs, notConvergingChance } = new PrecopyForecaster().forecast(off);
    expect(pauseMs).toEqual({ p5: 0, p50: 0, p95: 0 });
    expect(durationMs.p50).toBeGreaterThan(20_000);
    expect(notConvergingChance).toBe(0);
  });

  it("is surer of a guest whose dirty-page rate was sampled", () => {
    const width = (subject: ReturnType<typeof testSubject>) => {
      const { durationMs } = new PrecopyForecaster().forecast(subject);
      return durationMs.p95 / durationMs.p5;
    };
    const busy = testDirtyRate(30 * MiB, 100 * MiB);
    expect(width(testSubject({ dirtyRate: busy }))).toBeLessThan(
      width(testSubject({ dirtyRate: null, vcpuLoad: 1 })),
    );
  });

  it("follows a pair of hosts that turned slow", () => {
    const forecaster = new PrecopyForecaster();
    const before = forecaster.forecast(testSubject()).durationMs.p50;
    for (let move = 0; move < 15; move += 1)
      forecaster.learn(testMove(testSubject(), { durationMs: 3 * before }));
    const after = forecaster.forecast(testSubject());
    expect(after.durationMs.p5).toBeLessThan(3 * before);
    expect(after.durationMs.p95).toBeGreaterThan(3 * before);
    expect(after.learnedFrom).toEqual({ all: 15, kind: 15, pair: 15 });
  });

  it("takes a limit for what it is, however slow the link turned out", () => {
    const forecaster = new PrecopyForecaster();
    const before = forecaster.forecast(testSubject()).durationMs.p50;
    for (let move = 0; move < 15; move += 1)
      forecaster.learn(testMove(testSubject(), { durationMs: 3 * before }));
    const limited = testSubject({ bandwidthLimitBytesPerSecond: 10e6 });
    const atLimitMs = (1_000 * MiB) / 10e3;
    expect(forecaster.forecast(limited).durationMs.p50).toBeLessThan(atLimitMs * 1.15);
    expect(new PrecopyForecaster().forecast(limited).durationMs.p50).toBeGreaterThan(atLimitMs);
  });

  it("adds to the pause what waits in buffers, where the link is slower than the limit", () => {
    const pauseOf = (bandwidthLimitBytesPerSecond: number | null) =>
      new PrecopyForecaster().forecast(
        testSubject({ maxPauseMs: 50, bandwidthLimitBytesPerSecond, dirtyRate: testDirtyRate(0) }),
      ).pauseMs.p50;
    expect(pauseOf(null) - pauseOf(80e6)).toBeGreaterThan(40);
    expect(pauseOf(null)).toBe(pauseOf(1e9));
  });

  it("knows from what it carried how much of a machine's memory holds something", () => {
    const forecaster = new PrecopyForecaster();
    const before = forecaster.forecast(testSubject());
    const { durationMs, bytes } = before;
    for (let move = 0; move < 3; move += 1)
      forecaster.learn(
        testMove(testSubject(), { durationMs: durationMs.p50, bytes: bytes.p50 / 4 }),
      );
    expect(forecaster.forecast(testSubject()).bytes.p50).toBeCloseTo(bytes.p50 / 4, -7);
  });

  it("does not learn from moves that somebody cancelled or that failed", () => {
    const forecaster = new PrecopyForecaster();
    const before = forecaster.forecast(testSubject());
    for (const outcome of ["cancelled", "failed"] as const)
      forecaster.learn(testMove(testSubject(), { durationMs: 1, outcome }));
    expect(forecaster.forecast(testSubject())).toEqual(before);
  });

  it("names the numbers it rests on", () => {
    const { evidence } = new PrecopyForecaster().forecast(
      testSubject({ kind: "live-copy", diskBytes: 5e9 }),
    );
    const values = Object.fromEntries(evidence.map(({ name, value }) => [name, value]));
    expect(values).toMatchObject({
      "bandwidth of the hosts": 100e6,
      "bandwidth limit": null,
      "memory in use": 1_000 * MiB,
      "dirty-page rate": 2 * MiB,
      "allowed pause": 300,
      "disks to copy": 5e9,
      "fixed part of the duration": 1,
    });
  });
});

describe("advice", () => {
  const stuck = testSubject({
    dirtyRate: testDirtyRate(150 * MiB, 600 * MiB),
    quieter: { at: 1_700_000_000_000, dirtyBytesPerSecond: 2 * MiB },
  });
  const adviceOf = (subject: ReturnType<typeof testSubject>) =>
    new PrecopyForecaster().forecast(subject).advice;
  const kinds = (subject: ReturnType<typeof testSubject>) =>
    adviceOf(subject).map(({ kind }) => kind);

  it("is silent about a move that will go well", () => {
    expect(kinds(testSubject())).toEqual([]);
  });

  it("offers everything that would make a stuck move end, with what is then expected", () => {
    const advice = adviceOf(stuck);
    expect(advice.map(({ kind }) => kind)).toEqual([
      "auto-converge",
      "raise-pause",
      "wait",
      "post-copy",
    ]);
    for (const { kind, expects } of advice)
      if (kind !== "post-copy") expect(expects!.notConvergingChance).toBeLessThan(0.3);
    expect(advice[1]!.value).toBeGreaterThan(300);
    expect(advice[2]!.value).toBe(1_700_000_000_000);
  });

  it("offers a higher limit only where the link gives more", () => {
    expect(kinds(testSubject({ bandwidthLimitBytesPerSecond: 10e6 }))).toEqual(["raise-limit"]);
    expect(kinds(testSubject({ bandwidthLimitBytesPerSecond: 95e6 }))).toEqual([]);
  });

  it("does not offer what is on already, nor a wait for an hour like this one", () => {
    const quieter = { at: 1_700_000_000_000, dirtyBytesPerSecond: 150 * MiB };
    expect(kinds({ ...stuck, quieter })).not.toContain("wait");
    expect(kinds({ ...stuck, autoConverge: true })).not.toContain("auto-converge");
  });

  it("asks for a sample where there is none", () => {
    expect(kinds(testSubject({ dirtyRate: null }))).toContain("sample-dirty-rate");
    expect(kinds(testSubject({ kind: "offline", dirtyRate: null }))).toEqual([]);
  });
});
