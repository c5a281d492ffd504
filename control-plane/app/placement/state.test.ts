import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileFleet } from "./compile.ts";
import { evaluate } from "./evaluate.ts";
import { type GroupSpec, groupTable, type PlacementModel } from "./model.ts";
import { Random } from "./random.ts";
import { PlacementState } from "./state.ts";
import { randomFleet } from "./testing/random-fleet.ts";

/** A model with everything that has a price: balances, ways, use of hosts, moves of groups, soft rules. */
function pricedModel(seed: number): PlacementModel {
  const random = new Random(seed);
  const { model } = compileFleet(randomFleet(seed, { hosts: 6, machines: 30 }), false);
  const members = Array.from({ length: 4 }, () =>
    Array.from({ length: 30 }, (_, machine) => machine).filter(() => random.below(3) === 0),
  );
  const groups = members.map((each, index): GroupSpec => {
    return index % 2 === 0
      ? { members: each, apartWeight: 7 }
      : { members: each, togetherWeight: 5 };
  });
  return {
    ...model,
    transient: Uint8Array.from([0, 0, 1]),
    balances: [{ first: 0, second: 1, target: 2, weight: 3 }],
    wayCost: Int32Array.from({ length: 36 }, () => random.below(50)),
    groupMoveWeight: 11,
    groups: groupTable(groups, model.machines),
    hostUseCost: Float64Array.from({ length: 6 }, () => random.below(1_000)),
  };
}

const isHard = (rule: string) => rule !== "transient" && rule !== "capacity";

describe("a placement under change", () => {
  it("has the price and the broken rules that a full count gives, after any changes", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e9 }), (seed) => {
        const model = pricedModel(seed);
        const state = new PlacementState(model);
        const random = new Random(seed + 1);
        for (let step = 0; step < 60; step += 1) {
          const machine = random.below(model.machines);
          const to = random.below(model.hosts);
          const other = random.below(model.machines);
          if (step % 3 === 0 && state.at[machine] !== state.at[other]) state.swap(machine, other);
          else if (state.at[machine] !== to) state.shift(machine, to);
        }
        const { cost } = evaluate(model, state.at);
        expect(state.cost).toBeCloseTo(cost.total, 3);
        expect(new PlacementState(model, state.at).cost).toBeCloseTo(cost.total, 3);
      }),
      { numRuns: 60 },
    );
  });

  it("knows before a move what the move will cost", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e9 }), (seed) => {
        const model = pricedModel(seed);
        const state = new PlacementState(model);
        const random = new Random(seed + 2);
        for (let step = 0; step < 30; step += 1) {
          const machine = random.below(model.machines);
          const to = random.below(model.hosts);
          const from = state.at[machine]!;
          if (from === to) continue;
          const before = state.cost;
          const group = state.groupDelta(machine, to, -1);
          const said =
            state.costWith(to, machine, -1) +
            state.costWith(from, -1, machine) -
            state.hostCost[from]! -
            state.hostCost[to]! +
            state.wayDelta(machine, to) +
            group;
          if (said === Infinity || !state.shift(machine, to)) continue;
          expect(state.cost - before).toBeCloseTo(said, 3);
        }
      }),
      { numRuns: 40 },
    );
  });

  it("knows before a move and before an exchange what both hosts will cost", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e9 }), (seed) => {
        const model = pricedModel(seed);
        const state = new PlacementState(model);
        const random = new Random(seed + 4);
        for (let step = 0; step < 40; step += 1) {
          const first = random.below(model.machines);
          const second = step % 2 === 0 ? -1 : random.below(model.machines);
          const from = state.at[first]!;
          const to = second < 0 ? random.below(model.hosts) : state.at[second]!;
          if (from === to) continue;
          const said = state.tradeDelta(from, to, first, second);
          const before = state.hostCost[from]! + state.hostCost[to]!;
          const apart = state.costWith(to, first, second) + state.costWith(from, second, first);
          expect(said === Infinity).toBe(apart === Infinity);
          if (said === Infinity) continue;
          const done = second < 0 ? state.shift(first, to) : state.swap(first, second);
          if (!done) continue;
          expect(state.hostCost[from]! + state.hostCost[to]! - before).toBeCloseTo(said, 3);
        }
      }),
      { numRuns: 40 },
    );
  });

  it("charges for what is beyond a host's room, where that has a price", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e9 }), (seed) => {
        const model = pricedModel(seed);
        const state = new PlacementState(model);
        const random = new Random(seed + 5);
        state.overPrice = 2;
        let beyond = 0;
        for (let step = 0; step < 40; step += 1) {
          const first = random.below(model.machines);
          const to = step < 20 ? 0 : random.below(model.hosts);
          const from = state.at[first]!;
          if (from === to) continue;
          const before = state.hostCost[from]! + state.hostCost[to]!;
          const said = state.tradeDelta(from, to, first, -1);
          if (state.shift(first, to)) {
            expect(state.hostCost[from]! + state.hostCost[to]! - before).toBeCloseTo(said, 3);
          }
          if (state.isOverAnywhere) beyond += 1;
        }
        const { cost, violations } = evaluate(model, state.at);
        const over = violations.reduce((sum, each) => sum + ("over" in each ? each.over : 0), 0);
        const priced = state.cost;
        state.overPrice = Infinity;
        expect(state.cost).toBeCloseTo(cost.total, 3);
        expect(over > 0).toBe(state.isOverAnywhere);
        if (over > 0) expect(priced).toBeGreaterThanOrEqual(cost.total + 2 * over - 1);
        expect(beyond).toBeGreaterThan(0);
      }),
      { numRuns: 40 },
    );
  });

  it("knows which machines are away from home", () => {
    const model = pricedModel(5);
    const state = new PlacementState(model);
    const random = new Random(6);
    for (let step = 0; step < 500; step += 1) {
      const machine = random.below(model.machines);
      const home = model.initial[machine]!;
      const to = random.below(3) === 0 && home >= 0 ? home : random.below(model.hosts);
      if (state.at[machine]! >= 0) state.take(machine);
      if (random.below(5) > 0) state.put(machine, to);
      const away = [...state.at.subarray(0, model.machines).keys()].filter((each) => {
        const [at, from] = [state.at[each]!, model.initial[each]!];
        return at >= 0 && from >= 0 && at !== from;
      });
      const known = [...state.away.subarray(0, state.awayCount)];
      expect(known.sort((a, b) => a - b)).toEqual(away);
    }
  });

  it("never breaks a rule that held", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e9 }), (seed) => {
        const { model } = compileFleet(
          randomFleet(seed, { hosts: 8, machines: 40, rules: true }),
          false,
        );
        const state = new PlacementState(model);
        const random = new Random(seed + 3);
        const before = evaluate(model, state.at).violations.filter(({ rule }) => isHard(rule));
        for (let step = 0; step < 80; step += 1) {
          const machine = random.below(model.machines);
          const to = random.below(model.hosts);
          if (state.at[machine]! >= 0 && state.at[machine] !== to) state.shift(machine, to);
        }
        const after = evaluate(model, state.at).violations.filter(({ rule }) => isHard(rule));
        expect(after.length).toBeLessThanOrEqual(before.length);
      }),
      { numRuns: 60 },
    );
  });
});
