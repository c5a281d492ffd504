import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type KeptProgram,
  noUpgrade,
  type ProgramEvent,
  type ProgramState,
  stepProgram,
  trialStarts,
} from "./program-state.ts";

const program = (version: string): KeptProgram => ({ version, manifest: "m", signature: "s" });
const installedVersion = "0.1.0";
const begun: ProgramEvent = { type: "begun", installedVersion };
const taken = (version: string): ProgramEvent => ({
  type: "taken",
  program: program(version),
  confirmWithinMs: 60_000,
});

/** Carries events out one after another; the version each `run` chose, "installed" for none. */
function live(events: readonly ProgramEvent[], from: ProgramState = noUpgrade) {
  let state = from;
  const ran: string[] = [];
  for (const event of events) {
    const [next, effects] = stepProgram(state, event, 1_000);
    state = next;
    for (const effect of effects) {
      if (effect.type === "run") ran.push(effect.program?.version ?? "installed");
    }
  }
  return { state, ran };
}

describe("an upgrade", () => {
  test("is on trial, then kept, and begins as itself from then on", () => {
    const { state, ran } = live([begun, taken("0.2.0"), begun, { type: "confirmed" }, begun]);
    expect(ran).toEqual(["installed", "0.2.0", "0.2.0"]);
    expect(state).toMatchObject({ current: { version: "0.2.0" }, trial: null, undone: null });
  });

  test("not confirmed in time is undone", () => {
    const { state, ran } = live([taken("0.2.0"), begun, { type: "expired" }, begun]);
    expect(ran).toEqual(["0.2.0", "installed"]);
    expect(state.undone).toMatchObject({ version: "0.2.0" });
  });

  test("that cannot even start is undone after a few beginnings", () => {
    const starts = Array.from({ length: trialStarts + 2 }, () => begun);
    const { ran } = live([taken("0.2.0"), ...starts]);
    expect(ran).toEqual(["0.2.0", "0.2.0", "0.2.0", "installed", "installed"]);
  });

  test("that hung until it was ended from outside is undone at the next start", () => {
    const [taken2] = stepProgram(noUpgrade, taken("0.2.0"), 0);
    const [begun1, effects] = stepProgram(taken2, begun, 1_000);
    expect(effects).toContainEqual(expect.objectContaining({ type: "run", endAfterMs: 60_000 }));
    const [, again] = stepProgram(begun1, begun, 31_000);
    expect(again).toContainEqual(expect.objectContaining({ type: "run", endAfterMs: 30_000 }));
    const [over, last] = stepProgram(begun1, begun, 61_000);
    expect(last).toContainEqual({ type: "run", program: null });
    expect(over.undone?.why).toBe("it did not reach the control plane in time");
  });

  test("goes back to the upgrade before it, not to the installed one", () => {
    const first = [taken("0.2.0"), begun, { type: "confirmed" }, taken("0.3.0")] as const;
    const { ran, state } = live([...first, begun, { type: "expired" }, begun]);
    expect(ran).toEqual(["0.2.0", "0.3.0", "0.2.0"]);
    expect(state).toMatchObject({ current: { version: "0.2.0" }, trial: null });
  });

  test("whose file was changed is not run", () => {
    const { ran } = live([taken("0.2.0"), begun, { type: "unusable", why: "changed" }, begun]);
    expect(ran).toEqual(["0.2.0", "installed", "installed"]);
  });

  test("gives way to a newer one installed by hand", () => {
    const newer: ProgramEvent = { type: "begun", installedVersion: "0.2.0" };
    const { ran, state } = live([taken("0.2.0"), begun, { type: "confirmed" }, newer]);
    expect(ran).toEqual(["0.2.0", "installed"]);
    expect(state.current).toBeNull();
  });
});

const anyEvent: fc.Arbitrary<ProgramEvent> = fc.oneof(
  fc.constant(begun),
  fc.constantFrom("0.2.0", "0.3.0", "0.4.0").map(taken),
  fc.constantFrom<ProgramEvent>(
    { type: "confirmed" },
    { type: "expired" },
    { type: "unusable", why: "x" },
  ),
);

test("whatever happens, a program never begins more often than its trial allows without being confirmed", () => {
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 60 }), (events) => {
      let state = noUpgrade;
      let unproven = 0;
      for (const event of events) {
        // The shell asks for no further one while a trial is under way.
        if (event.type === "taken" && state.trial !== null) continue;
        const wasTrial = state.trial !== null;
        const [next, effects] = stepProgram(state, event, 1);
        if (event.type === "taken") unproven = 0;
        const ran = effects.find(({ type }) => type === "run");
        if (event.type === "begun" && wasTrial && next.trial !== null && ran) unproven += 1;
        expect(unproven).toBeLessThanOrEqual(trialStarts);
        // What changed is on the disk before anything begins.
        const order = effects.map(({ type }) => type);
        if (next !== state) expect(order[0]).toBe("save");
        state = next;
      }
    }),
  );
});
