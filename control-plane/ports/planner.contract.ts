import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { plan } from "../app/placement/plan.ts";
import { randomFleet } from "../app/placement/testing/random-fleet.ts";
import type { PlanEffort, Planner } from "./planner.ts";

const effort: PlanEffort = { seed: 1, mode: "rebalance", steps: 20_000 };

/** What every Planner must do. */
export function plannerContract(name: string, make: () => Planner): void {
  describe(`planner contract: ${name}`, () => {
    let planner: Planner;
    beforeEach(() => {
      planner = make();
    });
    afterEach(() => planner.stop());

    it("gives the plan that the solver makes of the same fleet", async () => {
      const fleet = randomFleet(3, { hosts: 8, machines: 60, rules: true });
      const made = await planner.plan(fleet, effort);
      expect(made).toEqual(plan(fleet, effort));
      expect(made.moves.length).toBeGreaterThan(0);
    });

    it("answers each of several that ask at once", async () => {
      const fleets = [1, 2, 3].map((seed) => randomFleet(seed, { hosts: 4, machines: 20 }));
      const made = await Promise.all(fleets.map((fleet) => planner.plan(fleet, effort)));
      expect(made).toEqual(fleets.map((fleet) => plan(fleet, effort)));
    });

    it("does not plan for who gave up, or once it has stopped", async () => {
      const fleet = randomFleet(3, { hosts: 4, machines: 20 });
      const gone = planner.plan(fleet, effort, AbortSignal.abort());
      await expect(gone).rejects.toMatchObject({ code: "CANCELLED" });
      await planner.stop();
      await expect(planner.plan(fleet, effort)).rejects.toMatchObject({ code: "CANCELLED" });
    });
  });
}
