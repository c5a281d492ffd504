import { describe, expect, it } from "vitest";
import { BandwidthLearner } from "./bandwidth-learner.ts";
import { testMove, testSubject } from "./testing/subject.ts";

const pair = testSubject();
const saw = (
  learner: BandwidthLearner,
  linkBytesPerSecond: number | null,
  changes: Parameters<typeof testSubject>[0] = {},
) => learner.learn(testMove(testSubject(changes), { durationMs: 1, linkBytesPerSecond }));

describe("bandwidth of a pair of hosts", () => {
  it("begins with the network cards, and unsure", () => {
    const estimate = new BandwidthLearner().estimate(pair, 125e6);
    expect(estimate.count).toBe(0);
    expect(estimate.bytesPerSecond).toBeCloseTo(106e6, -6);
    expect(estimate.spreadLog).toBeGreaterThan(0.3);
  });

  it("becomes what moves saw, and sure of it", () => {
    const learner = new BandwidthLearner();
    for (let move = 0; move < 20; move += 1) saw(learner, move % 2 === 0 ? 78e6 : 82e6);
    const { bytesPerSecond, spreadLog, count } = learner.estimate(pair, 125e6);
    expect(bytesPerSecond).toBeGreaterThan(78e6);
    expect(bytesPerSecond).toBeLessThan(82e6);
    expect(spreadLog).toBeLessThan(0.1);
    expect(count).toBe(20);
  });

  it("keeps the two directions apart", () => {
    const learner = new BandwidthLearner();
    saw(learner, 80e6);
    const back = { source: pair.target, target: pair.source };
    expect(learner.estimate(back, 125e6).count).toBe(0);
  });

  it("takes a pair that was never seen for one of its fleet, within its own cards", () => {
    const learner = new BandwidthLearner();
    for (let move = 0; move < 5; move += 1) saw(learner, 20e6);
    const back = { source: pair.target, target: pair.source };
    expect(learner.estimate(back, 1_250e6).bytesPerSecond).toBeCloseTo(20e6, -3);
    expect(learner.estimate(back, 1_250e6)).toMatchObject({ count: 0, spreadLog: 0.4 });
    expect(learner.estimate(back, 10e6).bytesPerSecond).toBeCloseTo(8.5e6, -3);
  });

  it("is moved little by one odd move, and follows when the link has changed", () => {
    const learner = new BandwidthLearner();
    for (let move = 0; move < 20; move += 1) saw(learner, 80e6);
    saw(learner, 1e6);
    expect(learner.estimate(pair, null).bytesPerSecond).toBeGreaterThan(70e6);
    for (let move = 0; move < 40; move += 1) saw(learner, 20e6);
    const { bytesPerSecond } = learner.estimate(pair, null);
    expect(bytesPerSecond).toBeGreaterThan(18e6);
    expect(bytesPerSecond).toBeLessThan(25e6);
  });

  it("does not take a limit for the link, but lets it show that the link gives more", () => {
    const learner = new BandwidthLearner();
    saw(learner, 9.8e6, { bandwidthLimitBytesPerSecond: 10e6 });
    expect(learner.estimate(pair, null).count).toBe(0);
    for (let move = 0; move < 10; move += 1) saw(learner, 80e6);
    saw(learner, 9.8e6, { bandwidthLimitBytesPerSecond: 10e6 });
    expect(learner.estimate(pair, null).bytesPerSecond).toBeCloseTo(80e6, -5);
    saw(learner, 98e6, { bandwidthLimitBytesPerSecond: 100e6 });
    expect(learner.estimate(pair, null).bytesPerSecond).toBeGreaterThan(80.5e6);
  });

  it("counts the moves beside one in", () => {
    const learner = new BandwidthLearner();
    saw(learner, 40e6, { movesBeside: 1 });
    expect(learner.estimate(pair, null).bytesPerSecond).toBeCloseTo(80e6, -3);
  });

  it("learns nothing from a move that shows nothing", () => {
    const learner = new BandwidthLearner();
    saw(learner, null);
    saw(learner, 0);
    expect(learner.estimate(pair, null).count).toBe(0);
  });
});
