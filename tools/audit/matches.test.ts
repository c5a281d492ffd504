import { expect, it } from "vitest";
import { matches } from "./matches.ts";
import { parseAdvisory } from "./osv.ts";

const advisory = (id: string, ...names: readonly string[]) => {
  const events = [{ introduced: "0" }, { fixed: "2.0.0" }];
  const ranges = [{ type: "SEMVER", events }];
  const affected = names.map((name) => ({ package: { ecosystem: "npm", name }, ranges }));
  const parsed = parseAdvisory({ id, affected });
  if (parsed === null) throw new Error("not read");
  return parsed;
};

it("tells what is shipped from what only builds it, and what is argued from what is open", () => {
  const found = matches(
    [
      { name: "a", version: "1.0.0", shipped: false },
      { name: "a", version: "2.0.0", shipped: true },
      { name: "b", version: "1.9.9", shipped: true },
    ],
    [advisory("X-1", "a", "c"), advisory("X-2", "b")],
    { "X-2": "its parser is never called" },
  );
  expect(found.map(({ id, name, version, use, why }) => [id, name, version, use, why])).toEqual([
    ["X-2", "b", "1.9.9", "shipped", "its parser is never called"],
    ["X-1", "a", "1.0.0", "development", null],
  ]);
});
