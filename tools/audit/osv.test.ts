import { describe, expect, it } from "vitest";
import { affects, parseAdvisory } from "./osv.ts";

function advisory(affected: Readonly<Record<string, unknown>>, rest: object = {}) {
  const of = { package: { ecosystem: "npm", name: "thing" }, ...affected };
  const parsed = parseAdvisory({ id: "GHSA-1", summary: "bad", affected: [of], ...rest });
  if (parsed === null) throw new Error("not read");
  return parsed;
}

function hit(of: ReturnType<typeof advisory>, versions: readonly string[], name = "thing") {
  return versions.filter((version) => affects(of, { name, version, shipped: true }));
}

const ecosystem = (...events: readonly object[]) => ({ ranges: [{ type: "ECOSYSTEM", events }] });

describe("an advisory in the OSV format", () => {
  it("affects from the version that brought it up to the one that mends it", () => {
    const of = advisory(ecosystem({ introduced: "1.2.0" }, { fixed: "1.4.1" }));
    expect(hit(of, ["1.1.9", "1.2.0", "1.4.0", "1.4.1-rc.1", "1.4.1", "1.10.0"])).toEqual([
      "1.2.0",
      "1.4.0",
      "1.4.1-rc.1",
    ]);
    expect(hit(of, ["1.3.0"], "other-thing")).toEqual([]);
  });

  it("affects every version from zero on, and the last one that is named", () => {
    const of = advisory(ecosystem({ introduced: "0" }, { last_affected: "2.0.0" }));
    expect(hit(of, ["0.0.1-alpha", "2.0.0", "2.0.1"])).toEqual(["0.0.1-alpha", "2.0.0"]);
    const open = advisory(ecosystem({ introduced: "0" }));
    expect(hit(open, ["0.0.1", "99.0.0"])).toEqual(["0.0.1", "99.0.0"]);
  });

  it("affects several spans of one range, and single versions", () => {
    const of = advisory({
      ...ecosystem(
        { introduced: "1.0.0" },
        { fixed: "1.0.5" },
        { introduced: "2.0.0" },
        { fixed: "2.0.3" },
      ),
      versions: ["3.1.4"],
    });
    expect(hit(of, ["1.0.4", "1.0.5", "1.9.0", "2.0.2", "2.0.3", "3.1.4", "3.1.5"])).toEqual([
      "1.0.4",
      "2.0.2",
      "3.1.4",
    ]);
  });

  it("ends at the last version known to be affected where none is mended", () => {
    const of = advisory({
      ...ecosystem({ introduced: "0" }),
      database_specific: { last_known_affected_version_range: "<= 1.5.0" },
    });
    expect(hit(of, ["1.5.0", "1.5.1"])).toEqual(["1.5.0"]);
  });

  it("is none where it was withdrawn, is about another registry, or is something else", () => {
    const affected = [{ package: { ecosystem: "npm", name: "thing" }, versions: ["1.0.0"] }];
    expect(parseAdvisory({ id: "A", withdrawn: "2026-01-01T00:00:00Z", affected })).toBeNull();
    const other = [{ package: { ecosystem: "PyPI", name: "thing" }, versions: ["1.0.0"] }];
    expect(parseAdvisory({ id: "A", affected: other })).toBeNull();
    for (const value of [null, 1, "x", [], {}, { id: "A", affected: "x" }]) {
      expect(parseAdvisory(value)).toBeNull();
    }
  });

  it("says how bad it is", () => {
    const own = { database_specific: { severity: "HIGH" } };
    expect(advisory({ versions: ["1.0.0"] }, own).severity).toBe("high");
  });
});
