import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  firstRenewal,
  type RenewalState,
  renewalDue,
  renewalPace,
  stepRenewal,
} from "./renewal.ts";

const dayMs = 86_400_000;
const week = { issuedAt: 0, notAfter: 7 * dayMs, chance: 0 };

describe("stepRenewal", () => {
  it("renews at two thirds of a certificate's life, and not before", () => {
    const state = firstRenewal(week);
    const due = renewalDue(state);
    expect(due).toBeCloseTo((7 * dayMs * 2) / 3, 0);
    expect(stepRenewal(state, { type: "time", now: due - 1 })[1].type).toBe("ask");
    expect(stepRenewal(state, { type: "time", now: due })[1]).toEqual({ type: "renew" });
  });

  it("spreads a fleet over a tenth of the life", () => {
    const [first, last] = [firstRenewal(week), firstRenewal({ ...week, chance: 0.999 })];
    expect(renewalDue(last) - renewalDue(first)).toBeGreaterThan(0.09 * 7 * dayMs);
    expect(renewalDue(last)).toBeLessThan(week.notAfter * 0.8);
  });

  it("looks again in time, at least every hour", () => {
    const [, effect] = stepRenewal(firstRenewal(week), { type: "time", now: 0 });
    expect(effect).toEqual({ type: "ask", afterMs: renewalPace.lookMs });
    const short = firstRenewal({ issuedAt: 0, notAfter: 9_000, chance: 0 });
    expect(stepRenewal(short, { type: "time", now: 0 })[1]).toEqual({
      type: "ask",
      afterMs: 6_000,
    });
  });

  it("tries again after failures, ever more slowly, within bounds", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 0.999, noNaN: true }), (chance) => {
        let state: RenewalState = firstRenewal({ ...week, chance });
        let before = 0;
        for (let round = 0; round < 40; round += 1) {
          const [next, effect] = stepRenewal(state, { type: "failed" });
          state = next;
          const afterMs = effect.type === "ask" ? effect.afterMs : -1;
          expect(afterMs).toBeGreaterThanOrEqual(before);
          expect(afterMs).toBeLessThanOrEqual(renewalPace.lastRetryMs);
          before = afterMs;
        }
      }),
    );
  });

  it("goes on with the new certificate", () => {
    const event = { type: "renewed", now: 5 * dayMs, notAfter: 12 * dayMs, chance: 0.5 } as const;
    const [state] = stepRenewal({ ...firstRenewal(week), failures: 3 }, event);
    expect(state).toEqual({ issuedAt: 5 * dayMs, notAfter: 12 * dayMs, chance: 0.5, failures: 0 });
  });
});
