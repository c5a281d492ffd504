import { describe, expect, it } from "vitest";
import { noSelection, select } from "./selection.ts";

const ids = ["a", "b", "c", "d", "e"];

describe("selection", () => {
  it("moves without choosing, and not past the ends", () => {
    const down = select(noSelection, { type: "move", by: 2, extend: false }, ids);
    expect(down).toMatchObject({ at: 2, anchor: 2 });
    expect(select(down, { type: "move", by: 99, extend: false }, ids).at).toBe(4);
    expect(select(down, { type: "move", by: -99, extend: false }, ids).at).toBe(0);
    expect(down.chosen.size).toBe(0);
  });

  it("chooses a range from the anchor with shift, by keys and by pointer alike", () => {
    const begun = select(noSelection, { type: "toggle", index: 1 }, ids);
    const keys = select(begun, { type: "move", by: 2, extend: true }, ids);
    const pointer = select(begun, { type: "range", index: 3 }, ids);
    expect([...keys.chosen].sort()).toEqual(["b", "c", "d"]);
    expect([...pointer.chosen].sort()).toEqual(["b", "c", "d"]);
  });

  it("toggles one, takes all, and lets go of all", () => {
    const one = select(noSelection, { type: "toggle", index: 0 }, ids);
    expect(select(one, { type: "toggle", index: 0 }, ids).chosen.size).toBe(0);
    const all = select(one, { type: "all" }, ids);
    expect(all.chosen.size).toBe(5);
    expect(select(all, { type: "none" }, ids).chosen.size).toBe(0);
  });

  it("stays sound when nothing matches", () => {
    expect(select(noSelection, { type: "move", by: 1, extend: true }, []).at).toBe(0);
  });
});
