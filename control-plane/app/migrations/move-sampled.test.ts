import { describe, expect, it } from "vitest";
import { expectWhole } from "./testing/expect-whole.ts";
import { nameOf, Saga } from "./testing/saga.ts";

describe("a move whose machine is being sampled", () => {
  it("is prepared meanwhile, and moves once that is over", () => {
    const saga = sampling();
    expect(saga.sent).toEqual(["describe", "check", "reach", "prepare"]);
    expect(saga.world.prepared).toBe(true);
    saga.isBeingSampled = false;
    saga.event({ type: "sampled" });
    expect(saga.sent.at(-1)).toBe("perform");
    saga.settle();
    expect(saga.outcome).toMatchObject({ state: "succeeded", outcome: "moved" });
    expectWhole(saga);
  });

  it("does not wait where that was over before", () => {
    const saga = new Saga();
    saga.isBeingSampled = true;
    saga.instead.set("prepare", [() => null]);
    saga.event({ type: "turn" });
    saga.isBeingSampled = false;
    saga.event({ type: "sampled" });
    expect(nameOf(saga)).toBe("prepare");
    saga.settle();
    expect(saga.outcome).toMatchObject({ state: "succeeded", outcome: "moved" });
  });

  it("goes on after a control plane that forgot what it waited for", () => {
    const saga = sampling();
    saga.restart();
    saga.isBeingSampled = false;
    saga.settle();
    expect(saga.outcome).toMatchObject({ state: "succeeded", outcome: "moved" });
    expectWhole(saga);
  });

  it("goes on with the next word of its target where nobody says that it is over", () => {
    const saga = sampling();
    saga.isBeingSampled = false;
    saga.settle();
    expect(saga.outcome).toMatchObject({ state: "succeeded", outcome: "moved" });
  });

  it("is taken back while it waits, and a late word of the sample changes nothing", () => {
    const saga = sampling();
    saga.instead.set("abandon", [() => null]);
    saga.event({ type: "cancel", by: "ben" });
    expect(nameOf(saga)).toBe("abandon");
    saga.isBeingSampled = false;
    saga.event({ type: "sampled" });
    expect(nameOf(saga)).toBe("abandon");
    expect(saga.sent).not.toContain("perform");
    saga.settle();
    expect(saga.outcome).toMatchObject({ state: "cancelled", outcome: "not-moved" });
    expect(saga.world.prepared).toBe(false);
    expectWhole(saga);
  });
});

/** It has its turn, its target has prepared all, and the sample is not there yet. */
function sampling(): Saga {
  const saga = new Saga();
  saga.isBeingSampled = true;
  saga.event({ type: "turn" });
  expect(nameOf(saga)).toBe("prepare");
  return saga;
}
