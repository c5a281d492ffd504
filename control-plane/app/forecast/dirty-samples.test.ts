import { describe, expect, it } from "vitest";
import { type DirtySample, dirtyRateOf } from "./dirty-samples.ts";
import { QuietHours } from "./quiet-hours.ts";

const MiB = 1024 ** 2;
const hourMs = 3_600_000;
const now = 1_700_000_000_000;
const sample = (ageMs: number, seconds: number, mib: number): DirtySample => ({
  at: now - ageMs,
  seconds,
  bytesPerSecond: mib * MiB,
  mode: "page-sampling",
});

describe("samples of the dirty-page rate", () => {
  it("are nothing where there are none, or only old ones", () => {
    expect(dirtyRateOf([], now)).toBeNull();
    expect(dirtyRateOf([sample(7 * hourMs, 1, 10)], now)).toBeNull();
  });

  it("give pace, spread and age", () => {
    const rate = dirtyRateOf(
      [sample(3_000, 1, 8), sample(2_000, 1, 10), sample(1_000, 1, 12)],
      now,
    );
    expect(rate).toEqual({
      bytesPerSecond: 10 * MiB,
      spreadBytesPerSecond: 2 * MiB,
      samples: 3,
      ageMs: 1_000,
      workingSetBytes: null,
      mode: "page-sampling",
    });
  });

  it("give no spread from two", () => {
    const rate = dirtyRateOf([sample(2_000, 1, 10), sample(1_000, 1, 12)], now);
    expect(rate?.spreadBytesPerSecond).toBeNull();
  });

  it("give the working set where a long one levels off, and none where it does not", () => {
    const short = [sample(3_000, 1, 40), sample(2_000, 1, 40)];
    expect(dirtyRateOf([...short, sample(1_000, 8, 8)], now)?.workingSetBytes).toBe(64 * MiB);
    expect(dirtyRateOf([...short, sample(1_000, 8, 38)], now)?.workingSetBytes).toBeNull();
    expect(dirtyRateOf([...short, sample(1_000, 8, 8)], now)?.bytesPerSecond).toBe(40 * MiB);
  });
});

describe("hours of the day", () => {
  const start = Math.floor(now / (24 * hourMs)) * 24 * hourMs;
  const at = (hour: number) => start + hour * hourMs;

  it("finds the quietest hour ahead", () => {
    const hours = new QuietHours();
    hours.learn({ at: at(10) + 5, bytesPerSecond: 100 });
    hours.learn({ at: at(3), bytesPerSecond: 5 });
    hours.learn({ at: at(15), bytesPerSecond: 20 });
    expect(hours.quieter(at(10) + 1_800_000)).toEqual({ at: at(27), dirtyBytesPerSecond: 5 });
    expect(hours.quieter(at(3))).toBeNull();
  });

  it("lets older samples of an hour fade", () => {
    const hours = new QuietHours();
    hours.learn({ at: at(3), bytesPerSecond: 1_000 });
    for (let day = 1; day < 30; day += 1) hours.learn({ at: at(3 + 24 * day), bytesPerSecond: 10 });
    expect(hours.quieter(at(10))?.dirtyBytesPerSecond).toBeLessThan(20);
  });

  it("knows nothing at first", () => {
    expect(new QuietHours().quieter(now)).toBeNull();
  });
});
