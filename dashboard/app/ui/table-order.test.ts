import { describe, expect, it } from "vitest";
import { directionOf, ordered, pressed } from "./table-order.ts";

const columns = [{ key: "name" }, { key: "use", order: (row: { use: number | null }) => row.use }];
const rows = [{ use: 0.2 }, { use: null }, { use: 0.9 }, { use: 0.5 }];

describe("the order of a table", () => {
  it("is turned by a leading -, and what is not known stands last both ways", () => {
    const uses = (by: string) => ordered(rows, columns, by).map(({ use }) => use);
    expect(uses("use")).toEqual([0.2, 0.5, 0.9, null]);
    expect(uses("-use")).toEqual([0.9, 0.5, 0.2, null]);
  });

  it("is left where nothing, or nothing that has an order, is named", () => {
    for (const by of [undefined, "name", "-nonsense"])
      expect(ordered(rows, columns, by)).toBe(rows);
  });

  it("begins with the most, and turns", () => {
    expect(pressed("use", undefined)).toBe("-use");
    expect(pressed("use", "-use")).toBe("use");
    expect(pressed("use", "-name")).toBe("-use");
    expect(directionOf("use", "-use")).toBe("descending");
    expect(directionOf("use", "-name")).toBeUndefined();
  });
});
