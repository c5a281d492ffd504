import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { actionOfMove } from "./move-actions.ts";
import { isOver } from "./move-state.ts";
import { type MoveStepName, stepsOf } from "./move-steps.ts";
import { expectWhole } from "./testing/expect-whole.ts";
import { described, done, failed, isEnded, nameOf, Saga } from "./testing/saga.ts";

const acts = stepsOf("live").filter((name) => name !== "arrive" && name !== "confirm");
const lost = ["COMMAND_INTERRUPTED", "LIBVIRT_TIMEOUT"];

describe("a move that goes well", () => {
  it("takes every step once, in order, and ends by two witnesses", () => {
    const saga = new Saga();
    saga.run();
    expect(saga.sent).toEqual(acts);
    expect(saga.outcome).toEqual({
      state: "succeeded",
      outcome: "moved",
      phase: "done",
      undo: "none",
    });
    expect(saga.operation.steps.map(({ state }) => state)).toEqual(
      saga.operation.steps.map(() => "done"),
    );
    expect(saga.operation.migration?.measured?.pauseMs).toBe(120);
    expect(saga.move.row.hold).toBe("left");
    expectWhole(saga);
  });

  it("tells the source where the target takes what libvirt leaves behind", () => {
    const saga = new Saga();
    saga.run();
    const step = saga.operation.steps.findIndex(({ name }) => name === "perform");
    const facts = { secret: () => "s", addresses: [], needsNoSample: () => true };
    expect(actionOfMove(saga.move, step, facts)).toMatchObject({
      kind: "migration.perform",
      port: 49_001,
      luggagePort: 49_002,
    });
  });

  it("moves a machine that is off by its definition", () => {
    const saga = new Saga({ running: false });
    saga.run();
    expect(saga.outcome).toMatchObject({ state: "succeeded", outcome: "moved" });
    expect(saga.world.there?.generation).toBe(5);
    expectWhole(saga);
  });

  it("does every step twice with the same end", () => {
    const saga = new Saga();
    saga.twice = true;
    saga.run();
    expect(saga.outcome).toMatchObject({ state: "succeeded", outcome: "moved" });
    expectWhole(saga);
  });

  it("goes on over a restart of the control plane in every step", () => {
    for (const name of acts) {
      const saga = new Saga();
      saga.instead.set(name, [() => null]);
      saga.event({ type: "turn" });
      for (let i = 0; i < 20 && nameOf(saga) !== name; i += 1) {
        saga.event({ type: "observed", see: saga.see });
      }
      expect(nameOf(saga)).toBe(name);
      saga.restart();
      saga.settle();
      expect([name, saga.outcome]).toEqual([
        name,
        { state: "succeeded", outcome: "moved", phase: "done", undo: "none" },
      ]);
      expectWhole(saga);
    }
  });
});

describe("a step that fails", () => {
  it.each(["describe", "check", "reach"] as const)("changes nothing where it is %s", (name) => {
    const saga = new Saga();
    saga.instead.set(name, [() => failed("LIBVIRT_ERROR")]);
    saga.run();
    expect(saga.outcome).toEqual({
      state: "failed",
      outcome: "not-moved",
      phase: "undone",
      undo: "none",
    });
    expect(saga.sent).not.toContain("abandon");
    expect(saga.world.here?.state).toBe("running");
    expectWhole(saga);
  });

  it.each([
    ["prepare", "LIBVIRT_ERROR"],
    ["perform", "MIGRATION_FAILED"],
    ["perform", "MIGRATION_NOT_CONVERGED"],
  ] as const)("is taken back where it is %s: %s", (name, code) => {
    const saga = new Saga();
    saga.instead.set(name, [() => failed(code)]);
    saga.run();
    expect(saga.outcome).toEqual({
      state: "failed",
      outcome: "not-moved",
      phase: "undone",
      undo: "done",
    });
    expect(saga.operation.problem?.code).toBe(code);
    expect(saga.world.prepared).toBe(false);
    expect(saga.sent.at(-1)).toBe("abandon");
    expect(saga.move.row.hold).toBe("returned");
    expectWhole(saga);
  });

  it.each(lost)("asks again for what changes nothing twice: %s", (code) => {
    for (const name of ["describe", "check", "reach", "adopt", "release"] as const) {
      const saga = new Saga();
      saga.instead.set(name, [() => failed(code)]);
      saga.run();
      expect([name, saga.outcome.state]).toEqual([name, "succeeded"]);
      expectWhole(saga);
    }
  });

  it("says every finding at once, and moves nothing", () => {
    const saga = new Saga();
    const findings = ["cpu", "pool"].map((code) => ({
      code,
      text: `no ${code}`,
      remedy: `mend ${code}`,
    }));
    saga.instead.set("check", [() => done({ kind: "migration.check", findings, port: 1 })]);
    saga.run();
    expect(saga.operation.problem?.code).toBe("ACTION_NOT_POSSIBLE");
    expect(saga.operation.problem?.details?.reasons).toEqual(["no cpu", "no pool"]);
    expect(saga.operation.migration?.findings).toEqual(findings);
    expectWhole(saga);
  });

  it("is refused where the machine is not as it was asked for", () => {
    const saga = new Saga({ running: false });
    saga.instead.set("describe", [
      () => done({ kind: "migration.describe", description: described(true) }),
    ]);
    saga.run();
    expect(saga.operation.migration?.findings[0]?.code).toBe("changed");
  });
});

describe("what is not known", () => {
  it("is told by the reports: it had arrived", () => {
    const saga = new Saga();
    saga.instead.set("perform", [
      () => {
        saga.handOver();
        return failed("COMMAND_INTERRUPTED");
      },
    ]);
    saga.run();
    expect(saga.outcome).toMatchObject({ state: "succeeded", outcome: "moved" });
    expect(saga.sent).not.toContain("abandon");
    expectWhole(saga);
  });

  it("is told by the reports: it runs where it was", () => {
    const saga = new Saga();
    saga.instead.set("perform", [() => failed("LIBVIRT_TIMEOUT")]);
    saga.run();
    expect(saga.outcome).toMatchObject({ state: "failed", outcome: "not-moved", undo: "done" });
    expect(saga.sent.slice(-2)).toEqual(["abandon", "resume"]);
    expectWhole(saga);
  });

  it("is told by the target: it had arrived, and the source's copy stands still", () => {
    const saga = new Saga();
    saga.instead.set("perform", [
      () => {
        saga.handOver();
        // The reports do not show it yet.
        const { there } = saga.world;
        saga.world.there = null;
        saga.instead.set("abandon", [
          () => {
            saga.world.there = there;
            return failed("MIGRATION_ARRIVED");
          },
        ]);
        return failed("MIGRATION_UNCLEAR");
      },
    ]);
    saga.run();
    expect(saga.outcome).toMatchObject({ state: "succeeded", outcome: "moved" });
    expectWhole(saga);
  });

  it("is told by the target: it never came, so the source may go on", () => {
    const saga = new Saga();
    saga.instead.set("perform", [
      () => {
        if (saga.world.here !== null) saga.world.here = { ...saga.world.here, state: "paused" };
        return failed("MIGRATION_UNCLEAR");
      },
    ]);
    saga.run();
    expect(saga.outcome).toMatchObject({ state: "failed", outcome: "not-moved", undo: "done" });
    expect(saga.world.here?.state).toBe("running");
    expectWhole(saga);
  });

  it("is told by the target's oath alone where the machine is off: half a copy looks like a whole one", () => {
    const saga = new Saga({ running: false });
    saga.instead.set("perform", [
      () => {
        saga.handOver();
        return failed("COMMAND_INTERRUPTED");
      },
    ]);
    saga.run();
    expect(saga.sent).not.toContain("adopt");
    expect(saga.outcome).toMatchObject({ state: "failed", outcome: "not-moved", undo: "done" });
    expect(saga.world.here).not.toBeNull();
    expectWhole(saga);
  });

  it("stays open while the target is away, and is undone when it is back", () => {
    const saga = new Saga();
    saga.instead.set("perform", [
      () => {
        saga.world.heard.target = false;
        return failed("MIGRATION_FAILED");
      },
    ]);
    saga.run();
    expect(saga.outcome).toEqual({
      state: "failed",
      outcome: "not-moved",
      phase: "undone",
      undo: "owed",
    });
    expect(saga.move.row.hold).toBe("moving");
    expect(isOver(saga.move)).toBe(false);
    saga.restart();
    saga.back("target");
    expect(saga.outcome).toMatchObject({ state: "failed", undo: "done" });
    expect(saga.world.prepared).toBe(false);
    expect(saga.move.row.hold).toBe("returned");
    expectWhole(saga);
  });

  it("needs a person where both word and target are lost, and settles when the target is back", () => {
    const saga = new Saga();
    saga.instead.set("perform", [
      () => {
        saga.world.heard = { source: false, target: false };
        return failed("COMMAND_INTERRUPTED");
      },
    ]);
    saga.run();
    expect(saga.outcome).toMatchObject({
      state: "needs-attention",
      outcome: "unclear",
      undo: "owed",
    });
    saga.world.heard.source = true;
    saga.back("target");
    expect(saga.outcome).toEqual({
      state: "needs-attention",
      outcome: "not-moved",
      phase: "undone",
      undo: "done",
    });
    expectWhole(saga);
  });

  it("settles itself once the target takes over what it would not take over before", () => {
    const saga = new Saga();
    const down = () => failed("LIBVIRT_TIMEOUT");
    saga.instead.set("adopt", [down, down, down]);
    saga.run();
    expect(saga.outcome).toEqual({
      state: "needs-attention",
      outcome: "moved",
      phase: "done",
      undo: "none",
    });
    expect(saga.sent.filter((name) => name.includes("abandon"))).toHaveLength(1);
    expect(isOver(saga.move)).toBe(true);
    expect(saga.move.row.hold).toBe("left");
    expectWhole(saga);
  });

  it("leaves it at that where a person chose meanwhile", () => {
    const saga = new Saga();
    const down = () => failed("LIBVIRT_TIMEOUT");
    saga.instead.set("adopt", [down, down, down, () => failed("GENERATION_REFUSED")]);
    saga.run();
    expect(saga.outcome).toMatchObject({ state: "needs-attention", outcome: "unclear" });
    expect(isOver(saga.move)).toBe(true);
  });

  it("completes without the source, which stays barred until it has let go", () => {
    const saga = new Saga();
    saga.instead.set("adopt", [
      () => {
        saga.world.heard.source = false;
        if (saga.world.there !== null) saga.world.there = { ...saga.world.there, generation: 5 };
        return done();
      },
    ]);
    saga.run();
    expect(saga.outcome).toEqual({
      state: "succeeded",
      outcome: "moved-source-unconfirmed",
      phase: "done",
      undo: "owed",
    });
    expect(saga.move.row).toMatchObject({ hold: "arrived", owes: "release" });
    saga.back("source");
    expect(saga.outcome).toEqual({
      state: "succeeded",
      outcome: "moved",
      phase: "done",
      undo: "none",
    });
    expect(saga.move.row).toMatchObject({ hold: "left", owes: "nothing" });
    expectWhole(saga);
  });

  it("says plainly that memory was lost, once the target swore", () => {
    const saga = new Saga();
    saga.instead.set("perform", [
      () => {
        if (saga.world.here !== null) saga.world.here = { ...saga.world.here, state: "shutoff" };
        return failed("MIGRATION_MEMORY_LOST");
      },
    ]);
    saga.run();
    expect(saga.outcome).toEqual({
      state: "failed",
      outcome: "memory-lost",
      phase: "undone",
      undo: "done",
    });
    // Its bar falls only when no other copy can run any more.
    expect(saga.sent.slice(-2)).toEqual(["abandon", "resume"]);
    expectWhole(saga);
  });
});

describe("a cancel", () => {
  it("ends it at once while it waits for its turn", () => {
    const saga = new Saga();
    saga.event({ type: "cancel", by: "ben" });
    expect(saga.outcome).toMatchObject({ state: "cancelled", outcome: "not-moved" });
    expect(saga.sent).toEqual([]);
    expectWhole(saga);
  });

  it.each(["describe", "check", "reach", "prepare", "perform"] as const)(
    "takes back what was done: in %s",
    (name) => {
      const saga = new Saga();
      saga.instead.set(name, [() => null, () => failed("CANCELLED")]);
      saga.event({ type: "turn" });
      expect(nameOf(saga)).toBe(name);
      saga.event({ type: "cancel", by: "ben" });
      saga.settle();
      expect(saga.outcome).toMatchObject({ state: "cancelled", outcome: "not-moved" });
      expect(saga.operation.cancelRequestedBy).toBe("ben");
      expect(saga.world.prepared).toBe(false);
      expect(saga.world.here?.state).toBe("running");
      expectWhole(saga);
    },
  );

  it("that comes too late lets it go to its end", () => {
    const saga = new Saga();
    saga.instead.set("adopt", [() => null]);
    saga.event({ type: "turn" });
    saga.event({ type: "observed", see: saga.see });
    expect(nameOf(saga)).toBe("adopt");
    saga.event({ type: "cancel", by: "ben" });
    saga.settle();
    expect(saga.outcome).toMatchObject({ state: "succeeded", outcome: "moved" });
    expectWhole(saga);
  });
});

describe("an adjustment", () => {
  it("goes to the source beside the move, under an id of its own", () => {
    const saga = new Saga();
    saga.instead.set("perform", [() => null]);
    saga.event({ type: "turn" });
    saga.event({ type: "adjust", change: { maxPauseMs: 900 } });
    expect(saga.sent.at(-1)).toBe("adjust");
    expect(saga.operation.migration?.options.maxPauseMs).toBe(900);
    expect(saga.operation.steps.find(({ name }) => name === "adjust")?.state).toBe("done");
    saga.settle();
    expect(saga.outcome.state).toBe("succeeded");
  });

  it("cannot allow post-copy to a move that was started without", () => {
    const saga = new Saga();
    saga.instead.set("perform", [() => null]);
    saga.event({ type: "turn" });
    saga.event({ type: "adjust", change: { postCopy: true } });
    expect(saga.sent).not.toContain("adjust");
  });
});

describe("whatever happens", () => {
  const trouble = fc.record({
    step: fc.constantFrom<MoveStepName>(...acts, "abandon", "resume"),
    how: fc.constantFrom(
      "silent",
      "failed",
      "interrupted",
      "expired",
      "did-and-lost",
      "away-source",
      "away-target",
    ),
  });

  it("never runs twice, is never lost, and ends once both hosts are heard again", () => {
    fc.assert(
      fc.property(
        fc.array(trouble, { maxLength: 6 }),
        fc.boolean(),
        fc.nat(12),
        (troubles, twice, cut) => {
          const saga = new Saga();
          saga.twice = twice;
          for (const { step, how } of troubles) {
            const known = saga.instead.get(step) ?? [];
            saga.instead.set(step, [...known, () => inTrouble(saga, how)]);
          }
          saga.event({ type: "turn" });
          saga.settle(cut);
          saga.restart();
          saga.settle();
          expect(isEnded(saga) || nameOf(saga) !== null).toBe(true);
          for (let i = 0; i < 8 && !isOver(saga.move); i += 1) {
            saga.world.heard.source = true;
            saga.back("target");
          }
          const { here, there, mostRunning } = saga.world;
          expect(isEnded(saga)).toBe(true);
          expect(mostRunning).toBe(1);
          expect(here !== null || there !== null).toBe(true);
          if (saga.operation.state !== "needs-attention") {
            const { hold } = saga.move.row;
            expect(hold === "left" || hold === "arrived" ? there : here).not.toBeNull();
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});

function inTrouble(saga: Saga, how: string) {
  switch (how) {
    case "silent":
      return null;
    case "failed":
      return failed("LIBVIRT_ERROR");
    case "interrupted":
      return failed("COMMAND_INTERRUPTED");
    case "expired":
      return failed("COMMAND_EXPIRED");
    case "did-and-lost":
      if (nameOf(saga) === "perform") saga.handOver();
      return failed("LIBVIRT_TIMEOUT");
    case "away-source":
      saga.world.heard.source = false;
      return null;
    default:
      saga.world.heard.target = false;
      return null;
  }
}
