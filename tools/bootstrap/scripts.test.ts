import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const { scripts } = JSON.parse(
  readFileSync(join(import.meta.dirname, "../../package.json"), "utf8"),
) as { readonly scripts: Readonly<Record<string, string>> };

// npm signals the shell of a script alone: without exec a stop of `npm start` would leave all that it began.
test.each(Object.entries(scripts))("npm run %s gets the signals of npm", (_, command) => {
  expect(command).toMatch(/^exec node tools\/bootstrap\/run\.mjs /);
});
