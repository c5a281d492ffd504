import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PlanFleet, PlanHost, PlanMachine } from "../../ports/plan-fleet.ts";
import type { Plan } from "../../ports/planner.ts";
import { compileFleet } from "./compile.ts";
import { evaluate } from "./evaluate.ts";
import { type PlanOptions, plan } from "./plan.ts";
import { Random } from "./random.ts";
import { search } from "./search.ts";
import { crowded } from "./style.ts";
import { randomFleet } from "./testing/random-fleet.ts";

const host = (id: string, more: Partial<PlanHost> = {}): PlanHost => ({
  id,
  state: "open",
  tags: [],
  location: id,
  zone: "room",
  capacity: [100],
  safety: [80],
  ...more,
});
const machine = (id: string, on: string | null, more: Partial<PlanMachine> = {}): PlanMachine => ({
  id,
  host: on,
  tags: [],
  demand: [30],
  moveCost: 1,
  pinned: null,
  ...more,
});
const fleet = (more: Partial<PlanFleet>): PlanFleet => ({
  resources: [{ name: "memory" }],
  hosts: [host("a"), host("b"), host("c")],
  machines: [],
  rules: [],
  ...more,
});
const rebalance: PlanOptions = { seed: 1, mode: "rebalance", steps: 40_000 };
const repair: PlanOptions = { seed: 1, mode: "repair" };

describe("a plan", () => {
  it("moves nothing where all is well", () => {
    const machines = [machine("m", "a"), machine("n", "b")];
    const made = plan(fleet({ machines }), rebalance);
    expect(made.moves).toEqual([]);
    expect(made.explanation).toHaveLength(1);
  });

  it("empties a draining host and gives the reason", () => {
    const draining = host("a", { state: "draining", name: "kvm-1" });
    const hosts = [draining, host("b"), host("c", { state: "closed" })];
    const machines = [machine("m", "a"), machine("n", "a"), machine("o", "c")];
    const made = plan(fleet({ hosts, machines }), repair);
    expect(made.moves.map(({ machine: id, to }) => [id, to])).toEqual([
      ["m", "b"],
      ["n", "b"],
    ]);
    expect(made.moves[0]?.reason).toBe("host kvm-1 is being drained");
    expect(made.unsolved).toEqual([]);
  });

  it("empties a host to all others alike, so that its moves run side by side", () => {
    const hosts = [host("a", { state: "draining" }), host("b"), host("c")];
    const machines = Array.from({ length: 6 }, (_, at) => machine(`m${at}`, "a", { demand: [10] }));
    const made = plan(fleet({ hosts, machines }), repair);
    expect(made.moves.filter(({ to }) => to === "b")).toHaveLength(3);
    expect(made.moves.filter(({ to }) => to === "c")).toHaveLength(3);
  });

  it("places machines of a lost host", () => {
    const made = plan(fleet({ machines: [machine("m", null), machine("n", "a")] }), repair);
    expect(made.moves).toHaveLength(1);
    expect(made.after.unplaced).toBe(0);
  });

  it("takes overload away with one move, and says so in numbers", () => {
    const machines = ["m", "n", "o", "p"].map((id) => machine(id, "a", { demand: [25] }));
    const made = plan(fleet({ machines }), rebalance);
    expect(made.moves).toHaveLength(1);
    expect(made.moves[0]?.reason).toBe("host a is over its safety capacity: memory by 20 % of it");
    expect(made.moves[0]?.gain).toBeCloseTo(200, 0);
    expect(made.explanation).toContain(
      "Hosts over their safety capacity: 1 now, 0 after the plan.",
    );
  });

  it("does not move where the move costs more than it saves", () => {
    const machines = ["m", "n", "o", "p"].map((id) =>
      machine(id, "a", { demand: [25], moveCost: 1_000 }),
    );
    expect(plan(fleet({ machines }), rebalance).moves).toEqual([]);
  });

  it("keeps together what must stay together, and apart what must be apart", () => {
    const machines = [
      machine("m", "a", { tags: ["pair"] }),
      machine("n", "b", { tags: ["pair", "solo"] }),
      machine("o", "b", { tags: ["solo"] }),
    ];
    const made = plan(
      fleet({
        machines,
        rules: [
          { kind: "together", id: "t", machines: "pair", weight: null },
          { kind: "apart", id: "s", machines: "solo", weight: null },
        ],
      }),
      repair,
    );
    expect(made.before.violations).toBe(2);
    expect(made.unsolved).toEqual([]);
  });

  it("breaks a ring of full hosts by a detour", () => {
    const hosts = [host("a", { tags: ["x"] }), host("b", { tags: ["y"] }), host("c")];
    const machines = [
      machine("m", "a", { demand: [90], tags: ["my"] }),
      machine("n", "b", { demand: [90], tags: ["mx"] }),
    ];
    const made = plan(
      fleet({
        hosts,
        machines,
        rules: [
          { kind: "on-hosts", id: "x", machines: "mx", hosts: "x", weight: 500 },
          { kind: "on-hosts", id: "y", machines: "my", hosts: "y", weight: 500 },
        ],
      }),
      rebalance,
    );
    expect(made.moves.map(({ detour }) => detour)).toEqual([true, false, false]);
    expect(made.stages).toBe(3);
  });

  it("says why what it cannot mend stays", () => {
    const machines = [machine("m", null, { demand: [200] })];
    expect(plan(fleet({ machines }), repair).unsolved).toEqual([
      "machine m fits on no host it may be on",
    ]);
  });

  it("goes on searching beside a machine that has no place", () => {
    const hosts = [host("a"), host("b", { safety: [95] }), host("c")];
    const machines = [
      ...["m", "n", "o"].map((id) => machine(id, "a")),
      machine("q", "b", { demand: [60] }),
      machine("r", "c", { demand: [60] }),
      machine("p", null, { demand: [44] }),
    ];
    const { model } = compileFleet(fleet({ hosts, machines }), false);
    const mended = search(model, { seed: 1, steps: 0, repairOnly: true });
    const found = search(model, { seed: 1, steps: 40_000 });
    expect(found.placement.indexOf(-1)).toBe(5);
    expect(found.cost).toBeLessThan(mended.cost);
  });

  it("fits at the end of a search that went beyond the room of hosts", () => {
    const start = { seed: 1, steps: 0, repairOnly: true };
    for (let seed = 1; seed <= 6; seed += 1) {
      const { model } = compileFleet(randomFleet(seed, { hosts: 10, machines: 80 }), false);
      const mended = search(model, start);
      const found = search(model, { seed, steps: 100_000, style: crowded });
      expect(evaluate(model, mended.placement).violations).toEqual([]);
      expect(evaluate(model, found.placement).violations).toEqual([]);
      expect(found.cost).toBeCloseTo(evaluate(model, found.placement).cost.total, 3);
      expect(found.cost).toBeLessThan(mended.cost);
    }
  });

  it("is the same for the same seed", () => {
    const given = randomFleet(7, { hosts: 10, machines: 80, rules: true });
    expect(plan(given, rebalance)).toEqual(plan(given, rebalance));
  });

  it("fits at every step, in any order within a stage, and breaks nothing that held", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e9 }), fc.boolean(), (seed, mend) => {
        const given = randomFleet(seed, { hosts: 10, machines: 70, fill: 0.65, rules: true });
        const made = plan(given, mend ? repair : { ...rebalance, seed });
        checkSteps(given, made, new Random(seed));
      }),
      { numRuns: 40 },
    );
  });

  it("lowers the price and never ends worse than it began", () => {
    for (let seed = 1; seed <= 5; seed += 1) {
      const given = randomFleet(seed, { hosts: 12, machines: 90 });
      const made = plan(given, { ...rebalance, steps: 200_000 });
      expect(made.before.price).toBeGreaterThan(0);
      expect(made.after.price).toBeLessThan(made.before.price / 2);
      expect(made.after.violations).toBeLessThanOrEqual(made.before.violations);
    }
  });
});

/** Carries the plan out on the bare fleet, each machine on both hosts until its stage has ended. */
function checkSteps(given: PlanFleet, made: Plan, random: Random): void {
  const load = new Map(given.hosts.map(({ id }) => [id, given.resources.map(() => 0)]));
  const at = new Map(given.machines.map(({ id, host: on }) => [id, on]));
  const demand = new Map(given.machines.map((each) => [each.id, each.demand]));
  const hosts = new Map(given.hosts.map((each) => [each.id, each]));
  const weigh = (id: string, on: string, sign: number) =>
    demand.get(id)!.forEach((each, r) => {
      load.get(on)![r]! += sign * each;
    });
  for (const { id, host: on } of given.machines) if (on !== null) weigh(id, on, 1);
  for (let stage = 0; stage < made.stages; stage += 1) {
    const moves = made.moves.filter((move) => move.stage === stage);
    expect(moves.length).toBeGreaterThan(0);
    for (const { machine: id, from, to } of shuffled(moves, random)) {
      expect(at.get(id)).toBe(from);
      weigh(id, to, 1);
      const { capacity } = hosts.get(to)!;
      load.get(to)!.forEach((each, r) => {
        if (demand.get(id)![r]! > 0) expect(each).toBeLessThanOrEqual(capacity[r]! * (1 + 1e-9));
      });
      at.set(id, to);
    }
    for (const { machine: id, from } of moves) if (from !== null) weigh(id, from, -1);
  }
  const { model } = compileFleet(given, false);
  const index = new Map(given.hosts.map(({ id }, each) => [id, each]));
  const end = model.initial.slice();
  const place = (id: string) => index.get(at.get(id) ?? "") ?? -1;
  given.machines.forEach(({ id }, each) => {
    end[each] = place(id);
  });
  const broken = (placement: Int32Array) =>
    evaluate(model, placement).violations.filter(({ rule }) => rule !== "transient").length;
  expect(broken(end)).toBeLessThanOrEqual(broken(model.initial));
  expect(made.after.violations).toBe(evaluate(model, end).violations.length);
}

function shuffled<T>(list: readonly T[], random: Random): T[] {
  const keyed = list.map((each) => [random.unit(), each] as const);
  return keyed.sort((a, b) => a[0] - b[0]).map(([, each]) => each);
}
