import { afterEach, describe, expect, it } from "vitest";
import { randomFleet } from "../../app/placement/testing/random-fleet.ts";
import { plannerContract } from "../../ports/planner.contract.ts";
import type { PlanEffort } from "../../ports/planner.ts";
import { InlinePlanner } from "./inline-planner.ts";
import { ThreadPlanner } from "./thread-planner.ts";

plannerContract("in the caller's thread", () => new InlinePlanner());
plannerContract("in a thread of its own", () => new ThreadPlanner());

describe("a planner with a thread", () => {
  let planner = new ThreadPlanner();
  afterEach(() => planner.stop());
  const small = randomFleet(1, { hosts: 4, machines: 20 });
  const large = randomFleet(1, { hosts: 200, machines: 4_000 });
  /** More than any test waits for. */
  const endless: PlanEffort = { seed: 1, mode: "rebalance", steps: 1e12 };
  const short: PlanEffort = { ...endless, steps: 1_000 };

  it("leaves the event loop free while it plans a large fleet", async () => {
    planner = new ThreadPlanner();
    let isMade = false;
    const made = planner.plan(large, { ...endless, steps: 300_000 }).finally(() => {
      isMade = true;
    });
    let turns = 0;
    while (!isMade) {
      await new Promise((resolve) => setImmediate(resolve));
      turns += 1;
    }
    expect((await made).moves.length).toBeGreaterThan(0);
    expect(turns).toBeGreaterThan(100);
  });

  it("refuses more than may wait, and goes on with those that do", async () => {
    planner = new ThreadPlanner({ waiting: 1 });
    const stop = new AbortController();
    const first = planner.plan(small, endless, stop.signal);
    const second = planner.plan(small, short);
    const third = planner.plan(small, short);
    await expect(third).rejects.toMatchObject({ code: "OVERLOADED", details: { waiting: 1 } });
    stop.abort();
    await expect(first).rejects.toMatchObject({ code: "CANCELLED" });
    expect((await second).stages).toBeGreaterThanOrEqual(0);
  });

  it("ends a plan that takes too long", async () => {
    planner = new ThreadPlanner({ timeoutMs: 50 });
    const late = planner.plan(small, endless);
    await expect(late).rejects.toMatchObject({ code: "DEADLINE_EXCEEDED" });
  });

  it("says that a plan failed for want of memory", async () => {
    planner = new ThreadPlanner({ memoryMiB: 4 });
    const starved = planner.plan(large, endless);
    await expect(starved).rejects.toMatchObject({ code: "INTERNAL" });
  });

  it("cancels what runs and what waits when it stops", async () => {
    planner = new ThreadPlanner();
    const plans = [planner.plan(small, endless), planner.plan(small, endless)];
    const ended = Promise.allSettled(plans);
    await planner.stop();
    const cancelled = { status: "rejected", reason: { code: "CANCELLED" } };
    expect(await ended).toMatchObject([cancelled, cancelled]);
  });
});
