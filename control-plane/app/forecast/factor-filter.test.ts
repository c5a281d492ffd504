import { describe, expect, it } from "vitest";
import { FactorFilter, type Told } from "./factor-filter.ts";

const told = (changes: Partial<Told>): Told => ({
  kind: "live",
  pair: "a>b",
  logRatio: 0,
  shares: { fixed: 0.1, flow: 0.9 },
  forecastSpread: 0,
  ...changes,
});

/** Moves whose fixed part really takes `fixed` and whose flowing part `flow` times as long. */
function teach(
  filter: FactorFilter,
  moves: number,
  truth: { fixed: number; flow: number; pair?: string; kind?: string },
): void {
  const { kind = "live", pair = "a>b" } = truth;
  for (let move = 0; move < moves; move += 1) {
    const fixedShare = [0.05, 0.5, 0.9][move % 3]!;
    const now = filter.factors(kind, pair);
    const parts = {
      fixed: fixedShare * Math.exp(now.fixed),
      flow: (1 - fixedShare) * Math.exp(now.flow),
    };
    const sum = parts.fixed + parts.flow;
    const measured = fixedShare * truth.fixed + (1 - fixedShare) * truth.flow;
    const shares = { fixed: parts.fixed / sum, flow: parts.flow / sum };
    filter.learn(told({ kind, pair, shares, logRatio: Math.log(measured / sum) }));
  }
}

describe("factors learned from moves", () => {
  it("tells the fixed part from the flowing one", () => {
    const filter = new FactorFilter(0.1);
    teach(filter, 60, { fixed: 3, flow: 1.2 });
    const { fixed, flow } = filter.factors("live", "a>b");
    expect(Math.exp(fixed)).toBeGreaterThan(2.7);
    expect(Math.exp(fixed)).toBeLessThan(3.3);
    expect(Math.exp(flow)).toBeGreaterThan(1.1);
    expect(Math.exp(flow)).toBeLessThan(1.3);
  });

  it("lends a new pair what its kind learned, and a new kind less of it", () => {
    const filter = new FactorFilter(0.1);
    teach(filter, 30, { fixed: 1, flow: 1.5, pair: "a>b" });
    teach(filter, 30, { fixed: 1, flow: 1.5, pair: "b>a" });
    const [known, samekind, other] = [
      filter.factors("live", "a>b").flow,
      filter.factors("live", "a>c").flow,
      filter.factors("offline", "a>c").flow,
    ];
    expect(known).toBeCloseTo(Math.log(1.5), 1);
    expect(samekind).toBeGreaterThan(0.3);
    expect(other).toBeGreaterThan(0.1);
    expect(other).toBeLessThan(samekind);
  });

  it("tells pairs apart", () => {
    const filter = new FactorFilter(0.1);
    for (let round = 0; round < 20; round += 1) {
      teach(filter, 3, { fixed: 1, flow: 1.4, pair: "a>b" });
      teach(filter, 3, { fixed: 1, flow: 0.8, pair: "b>a" });
    }
    expect(Math.exp(filter.factors("live", "a>b").flow)).toBeCloseTo(1.4, 1);
    expect(Math.exp(filter.factors("live", "b>a").flow)).toBeCloseTo(0.8, 1);
  });

  it("is moved little by one move that went very wrong", () => {
    const filter = new FactorFilter(0.1);
    teach(filter, 40, { fixed: 1, flow: 1 });
    filter.learn(told({ logRatio: Math.log(100) }));
    expect(Math.abs(filter.factors("live", "a>b").flow)).toBeLessThan(0.1);
  });

  it("counts what it learned from", () => {
    const filter = new FactorFilter(0.1);
    teach(filter, 2, { fixed: 1, flow: 1 });
    teach(filter, 3, { fixed: 1, flow: 1, kind: "offline" });
    expect(filter.counts("live", "a>b")).toEqual({ all: 5, kind: 2, pair: 2 });
    expect(filter.counts("live", "x>y")).toEqual({ all: 5, kind: 2, pair: 0 });
  });
});
