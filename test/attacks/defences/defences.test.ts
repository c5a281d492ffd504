import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { changesOf, plantedText } from "../../framework/planted-change.ts";
import type { Defence } from "./defence.ts";
import { defences } from "./list.ts";

const root = join(import.meta.dirname, "..", "..", "..");

describe("defences", () => {
  it.each<Defence>(defences)("$name can be taken out of exactly one place", (defence) => {
    for (const change of changesOf(defence)) {
      const text = readFileSync(join(root, change.file), "utf8");
      expect(plantedText(change, text)).not.toBe(text);
    }
  });

  it("have names of their own", () => {
    const names = defences.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});
