import { expect, it } from "vitest";
import { MockFleet } from "../fleet.ts";
import { type Scenario, scenarios } from "../scenarios.ts";
import { placementHandlers } from "./placement.ts";

it("plans for a viewer what it plans for an operator: rights are not what a plan is made of", async () => {
  const planned = async (name: string) => {
    const fleet = new MockFleet(scenarios[name] as Scenario, Date.now());
    const input = { body: { mode: "rebalance" } } as Parameters<
      typeof placementHandlers.suggestPlacement
    >[1];
    return (await placementHandlers.suggestPlacement(fleet, input)) as { moves: unknown[] };
  };
  expect((await planned("anna")).moves).toHaveLength(3);
  expect((await planned("viewer")).moves).toHaveLength(3);
});
