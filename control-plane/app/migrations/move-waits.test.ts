import { describe, expect, it } from "vitest";
import { moveDueMs } from "./move.ts";
import { isOver } from "./move-state.ts";
import { expectWhole } from "./testing/expect-whole.ts";
import { done, failed, nameOf, Saga } from "./testing/saga.ts";

describe("a move whose hosts are away for a moment", () => {
  it("takes a report that came before it was looked for", () => {
    const saga = new Saga();
    saga.event({ type: "turn" });
    const beganMs = saga.now.monotonicMs;
    for (let i = 0; i < 10 && !isOver(saga.move); i += 1) {
      saga.pass(Math.max(0, moveDueMs(saga.move) - saga.now.monotonicMs));
      saga.event({ type: "tick", see: saga.see });
    }
    expect(saga.outcome).toMatchObject({ state: "succeeded", outcome: "moved" });
    expect(saga.now.monotonicMs).toBe(beganMs);
  });

  it("looks once, and then waits for the next report", () => {
    const saga = new Saga();
    const { here } = saga.world;
    saga.instead.set("release", [
      () => {
        saga.world.here = here;
        return done();
      },
    ]);
    saga.event({ type: "turn" });
    while (nameOf(saga) !== "confirm") saga.event({ type: "tick", see: saga.see });
    saga.event({ type: "tick", see: saga.see });
    expect(moveDueMs(saga.move)).toBe(saga.move.deadlineMs);
    saga.world.here = null;
    saga.event({ type: "observed", see: saga.see });
    expect(saga.outcome).toMatchObject({ state: "succeeded", outcome: "moved" });
  });

  it("was undone, and ends when no report shows a second copy or its job any more", () => {
    const saga = new Saga();
    const { here } = saga.world;
    saga.instead.set("perform", [() => failed("MIGRATION_FAILED")]);
    saga.instead.set("abandon", [
      () => {
        saga.world.prepared = false;
        return done();
      },
    ]);
    const stale = here === null ? null : { ...here, job: "migration-out" };
    saga.world.here = stale;
    saga.world.there = here === null ? null : { ...here, state: "paused" };
    saga.event({ type: "turn" });
    for (let i = 0; i < 20 && nameOf(saga) !== "clear"; i += 1)
      saga.event({ type: "tick", see: saga.see });
    saga.event({ type: "tick", see: saga.see });
    expect(saga.outcome.state).toBe("running");
    saga.world.there = null;
    saga.event({ type: "observed", see: saga.see });
    expect(saga.outcome.state).toBe("running");
    saga.world.here = here;
    saga.event({ type: "observed", see: saga.see });
    expect(saga.outcome).toMatchObject({ state: "failed", outcome: "not-moved", undo: "done" });
    expectWhole(saga);
  });

  it("was undone, and ends all the same where an older report stays or its host is gone", () => {
    for (const isHeard of [true, false]) {
      const saga = new Saga();
      const { here } = saga.world;
      saga.instead.set("perform", [() => failed("MIGRATION_FAILED")]);
      saga.instead.set("abandon", [() => done()]);
      saga.event({ type: "turn" });
      saga.world.there = here === null ? null : { ...here, state: "paused" };
      saga.world.heard.target = isHeard;
      const beganMs = saga.now.monotonicMs;
      saga.settle();
      expect(saga.outcome).toMatchObject({ state: "failed", outcome: "not-moved", undo: "done" });
      expect(saga.now.monotonicMs > beganMs).toBe(isHeard);
    }
  });

  it("waits for a libvirtd that starts anew, and asks again", () => {
    const away = () => failed("LIBVIRT_UNAVAILABLE");
    for (const name of ["describe", "check", "reach", "adopt", "release", "abandon"] as const) {
      const saga = new Saga();
      if (name === "abandon") saga.instead.set("perform", [() => failed("MIGRATION_FAILED")]);
      saga.instead.set(name, [away, away, away, away, away]);
      saga.run();
      expect([name, saga.outcome.undo]).toEqual([name, name === "abandon" ? "done" : "none"]);
      expectWhole(saga);
    }
  });

  it("waits for a host that is not heard yet, as after a restart, but not for ever", () => {
    const saga = new Saga();
    saga.world.heard.target = false;
    saga.event({ type: "turn" });
    saga.settle(20);
    expect(saga.outcome.state).toBe("running");
    saga.back("target");
    expect(saga.outcome).toMatchObject({ state: "succeeded", outcome: "moved" });
    expectWhole(saga);
    const other = new Saga();
    other.world.heard.target = false;
    other.run();
    expect(other.outcome).toMatchObject({ state: "failed", outcome: "not-moved" });
  });

  it("asks a target once more that took a copy on its way for one that arrived", () => {
    const saga = new Saga();
    saga.instead.set("perform", [() => failed("MIGRATION_FAILED")]);
    saga.instead.set("abandon", [() => failed("MIGRATION_ARRIVED")]);
    saga.run();
    expect(saga.sent.filter((name) => name === "abandon")).toHaveLength(2);
    expect(saga.outcome).toMatchObject({ state: "failed", outcome: "not-moved", undo: "done" });
    expect(saga.world.here?.state).toBe("running");
    expectWhole(saga);
  });

  it("asks the target at once where both have told: one copy stands still, and none is shown there", () => {
    const saga = new Saga();
    saga.instead.set("perform", [
      () => {
        if (saga.world.here !== null) saga.world.here = { ...saga.world.here, state: "paused" };
        return failed("MIGRATION_UNCLEAR");
      },
    ]);
    const askedMs = saga.now.monotonicMs;
    saga.event({ type: "turn" });
    saga.event({ type: "observed", see: saga.see });
    expect(saga.now.monotonicMs).toBe(askedMs);
    expect(saga.sent.at(-1)).toBe("resume");
  });

  it("waits for a target that is not heard, and for one that still shows a copy", () => {
    for (const isHeard of [false, true]) {
      const saga = new Saga();
      saga.instead.set("perform", [
        () => {
          saga.world.heard.target = isHeard;
          const { here } = saga.world;
          saga.world.here = here && { ...here, state: "paused" };
          saga.world.there = isHeard
            ? here && { ...here, state: "paused", reason: "migration" }
            : null;
          return failed("MIGRATION_UNCLEAR");
        },
      ]);
      saga.event({ type: "turn" });
      saga.event({ type: "observed", see: saga.see });
      expect(nameOf(saga)).toBe("settle");
    }
  });
});
