import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { plantedText } from "../../framework/planted-change.ts";
import { defences } from "./list.ts";

const root = join(import.meta.dirname, "..", "..", "..");

describe("defences", () => {
  it.each(defences)("$name can be taken out of exactly one place", (defence) => {
    const text = readFileSync(join(root, defence.file), "utf8");
    expect(plantedText(defence, text)).not.toBe(text);
  });

  it("have names of their own", () => {
    const names = defences.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});
