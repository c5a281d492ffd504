import { describe, expect, it } from "vitest";
import { expectWhole } from "./testing/expect-whole.ts";
import { failed, Saga } from "./testing/saga.ts";

describe("a move whose hosts are away for a moment", () => {
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
});
