import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CloneWatch, stepClone, unwatched } from "./clone-watch.ts";

function verdicts(seen: readonly (readonly [string, number])[]): boolean[] {
  let watch: CloneWatch = unwatched;
  return seen.map(([session, at]) => {
    const [next, copies] = stepClone(watch, { session, at, evidence: session });
    watch = next;
    return copies !== null;
  });
}

describe("stepClone", () => {
  it("knows an agent that reconnects, and one that restarts", () => {
    expect(
      verdicts([
        ["a", 1],
        ["a", 2],
        ["a", 3],
      ]),
    ).toEqual([false, false, false]);
    expect(
      verdicts([
        ["a", 1],
        ["b", 2],
        ["c", 3],
        ["c", 4],
      ]),
    ).not.toContain(true);
  });

  it("tells that a process came back after another one came", () => {
    expect(
      verdicts([
        ["a", 1],
        ["b", 2],
        ["a", 3],
      ]),
    ).toEqual([false, false, true]);
  });

  it("is not misled by what a broker says again", () => {
    expect(
      verdicts([
        ["a", 1],
        ["b", 2],
        ["a", 1],
        ["b", 2],
      ]),
    ).not.toContain(true);
  });

  it("needs no clock that agrees with another's", () => {
    expect(
      verdicts([
        ["a", 9_000_000],
        ["b", 5],
        ["a", 9_000_001],
      ]),
    ).toEqual([false, false, true]);
    expect(
      verdicts([
        ["a", 9_000_000],
        ["b", 5],
        ["b", 6],
      ]),
    ).not.toContain(true);
  });

  it("names both in the evidence", () => {
    const [first] = stepClone(unwatched, { session: "a", at: 1, evidence: "on one" });
    const [second] = stepClone(first, { session: "b", at: 2, evidence: "on two" });
    const [, copies] = stepClone(second, { session: "a", at: 3, evidence: "on one" });
    expect(copies).toEqual(["on one", "on two"]);
  });

  it("never calls one agent cloned, however often it restarts and reconnects", () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 60 }), (restarts) => {
        let session = 0;
        const seen = restarts.map((isRestart, at) => {
          if (isRestart) session += 1;
          return [`s${session}`, at + 1] as const;
        });
        expect(verdicts(seen)).not.toContain(true);
      }),
    );
  });

  it("always tells two that take turns, and stays bounded", () => {
    let watch: CloneWatch = unwatched;
    for (let at = 1; at <= 200; at += 1) {
      [watch] = stepClone(watch, { session: `s${at}`, at, evidence: "" });
    }
    expect(watch.sessions.length).toBeLessThanOrEqual(8);
  });
});
