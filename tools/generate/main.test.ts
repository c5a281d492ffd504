import { expect, it } from "vitest";
import { generateAll, staleFiles } from "./main.ts";

it("generates the same bytes twice", async () => {
  expect(await generateAll()).toEqual(await generateAll());
});

it("finds every committed file as it would be generated", async () => {
  expect(await staleFiles(await generateAll())).toEqual([]);
});

it("notices a file that differs", async () => {
  expect(await staleFiles(new Map([["docs/errors.md", "other"]]))).toEqual(["docs/errors.md"]);
  expect(await staleFiles(new Map([["docs/absent.md", "x"]]))).toEqual(["docs/absent.md"]);
});
