import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const protocol = join(import.meta.dirname, "..", "..", "..", "protocol");

it("nothing of the protocol is parsed as its module loads: the bundle has no schemas", () => {
  const files = globSync("**/*.ts", { cwd: protocol }).filter(
    (path) => !path.endsWith(".test.ts") && !path.includes("node_modules"),
  );
  expect(files.length).toBeGreaterThan(50);
  const parsing = files.filter((path) =>
    /^(export )?const [^=]*= [\w.]*\.(safeP|p)arse\(/m.test(
      readFileSync(join(protocol, path), "utf8"),
    ),
  );
  expect(parsing).toEqual([]);
});
