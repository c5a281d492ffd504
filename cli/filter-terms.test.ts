import { parseMachineFilter } from "@novacron/protocol/domain/machine-filter";
import { describe, expect, it } from "vitest";
import { filterTerms } from "./filter-terms.ts";

describe("filterTerms", () => {
  it("makes terms that the language understands, whatever the values hold", () => {
    const text = filterTerms({ name: "my web -1", state: "running, paused", tag: undefined });
    expect(text).toBe('name:"my web -1" state:"running","paused"');
    expect(parseMachineFilter(text).problems).toEqual([]);
  });

  it.each(["", "a,,b", 'a"b'])("refuses what it cannot say: %j", (tag) => {
    expect(() => filterTerms({ tag })).toThrow("read --tag");
  });
});
