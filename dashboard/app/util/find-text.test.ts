import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cutAt, matchesIn, mostMatches } from "./find-text.ts";

describe("searching a text", () => {
  it.each([
    ["a<Name>b name", "NAME", [2, 9]],
    ["aaaa", "aa", [0, 2]],
    ["nothing", "x", []],
    ["nothing", "", []],
    ["\u0130stanbul", "i", []],
  ])("finds in %j what is %j", (text, wanted, at) => {
    expect(matchesIn(text, wanted)).toEqual(at);
  });

  it("stops at a bound", () => {
    expect(matchesIn("a".repeat(5_000), "a")).toHaveLength(mostMatches);
  });

  it("cuts so that the pieces are the text, and each match is what was wanted", () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ minLength: 1, maxLength: 2 }), (text, wanted) => {
        const matches = matchesIn(text, wanted);
        const pieces = cutAt(text, matches, wanted.length);
        expect(pieces.map((piece) => piece.text).join("")).toBe(text);
        const found = pieces.filter(({ match }) => match !== null);
        expect(found).toHaveLength(matches.length);
        for (const piece of found) expect(piece.text.toLowerCase()).toBe(wanted.toLowerCase());
      }),
    );
  });
});
