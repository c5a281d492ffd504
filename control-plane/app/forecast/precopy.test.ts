import { describe, expect, it } from "vitest";
import { type Precopy, runPrecopy } from "./precopy.ts";

const MB = 1e6;
const base: Precopy = {
  filledBytes: 1_000 * MB,
  memoryBytes: 1_000 * MB,
  dirtyBytesPerSecond: 0,
  workingSetBytes: 500 * MB,
  bytesPerSecond: 100 * MB,
  linkBytesPerSecond: 100 * MB,
  maxPauseMs: 300,
  firstPauseMs: 300,
  giveUpAfterMs: 600_000,
  stallAfterMs: 600_000,
  autoConverge: false,
  resendShare: 1,
};
const run = (changes: Partial<Precopy>) => runPrecopy({ ...base, ...changes });

describe("pre-copy of memory", () => {
  it("sends the memory of an idle guest once and stops it for what fits the pause", () => {
    const { converged, flowMs, lastMs, bytes, passes } = run({});
    expect(converged).toBe(true);
    expect(flowMs + lastMs).toBeGreaterThan(10_000);
    expect(flowMs + lastMs).toBeLessThan(10_500);
    expect(lastMs).toBeGreaterThan(250);
    expect(lastMs).toBeLessThanOrEqual(300);
    expect(bytes).toBeCloseTo(1_000 * MB, -3);
    expect(passes).toBe(1);
  });

  it("takes longer, over more passes, the more the guest writes", () => {
    const runs = [0, 10, 40, 80].map((rate) => run({ dirtyBytesPerSecond: rate * MB }));
    expect(runs.every(({ converged }) => converged)).toBe(true);
    for (let at = 1; at < runs.length; at += 1) {
      expect(runs[at]!.flowMs).toBeGreaterThan(runs[at - 1]!.flowMs);
      expect(runs[at]!.passes).toBeGreaterThan(runs[at - 1]!.passes);
    }
  });

  it("stops the guest for less where a short pause comes first, and takes little longer for it", () => {
    const writes = { dirtyBytesPerSecond: 10 * MB };
    const whole = run(writes);
    const short = run({ ...writes, firstPauseMs: 38 });
    expect(whole.lastMs).toBeGreaterThan(200);
    expect(short.lastMs).toBeLessThan(whole.lastMs / 3);
    expect(short.flowMs + short.lastMs - whole.flowMs - whole.lastMs).toBeLessThan(300);
  });

  it("allows the longest pause where a short one is never enough", () => {
    // Each pass leaves what is written in 50 ms, 20 MB: 200 ms on the wire.
    const { converged, lastMs } = run({
      dirtyBytesPerSecond: 400 * MB,
      workingSetBytes: 20 * MB,
      firstPauseMs: 38,
    });
    expect(converged).toBe(true);
    expect(lastMs).toBeGreaterThan(38);
    expect(lastMs).toBeLessThanOrEqual(300);
  });

  it("never ends for a guest that writes faster than the link, and is given up in time", () => {
    const { converged, flowMs } = run({ dirtyBytesPerSecond: 400 * MB, giveUpAfterMs: 100_000 });
    expect(converged).toBe(false);
    expect(flowMs).toBeGreaterThanOrEqual(100_000);
    expect(flowMs).toBeLessThan(110_000);
  });

  it("is given up as well when its passes have not shrunk for long enough", () => {
    const changes = { dirtyBytesPerSecond: 400 * MB, stallAfterMs: 20_000 };
    const { converged, flowMs } = run(changes);
    expect(converged).toBe(false);
    expect(flowMs).toBeGreaterThan(30_000);
    expect(flowMs).toBeLessThan(45_000);
    expect(run({ dirtyBytesPerSecond: 40 * MB, stallAfterMs: 20_000 }).converged).toBe(true);
  });

  it("ends at once for such a guest where all it writes fits the pause", () => {
    const { converged, flowMs } = run({ dirtyBytesPerSecond: 400 * MB, workingSetBytes: 20 * MB });
    expect(converged).toBe(true);
    expect(flowMs).toBeLessThan(10_500);
  });

  it("ends with auto-converge, which slows the guest", () => {
    const changes = { dirtyBytesPerSecond: 300 * MB, autoConverge: true };
    expect(run(changes).converged).toBe(true);
    expect(run({ ...changes, autoConverge: false }).converged).toBe(false);
  });

  it("sends the last part without the limit", () => {
    const { lastMs } = run({ bytesPerSecond: 10 * MB });
    expect(lastMs).toBeLessThanOrEqual(30);
  });

  it("reads memory that holds nothing, and does not send it", () => {
    const { flowMs, bytes } = run({ filledBytes: 0, memoryBytes: 30_000 * MB });
    expect(bytes).toBe(0);
    expect(flowMs).toBeGreaterThan(9_000);
  });
});
