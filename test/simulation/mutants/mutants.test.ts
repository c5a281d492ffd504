import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { huntMutant, seedsForMutant } from "./hunt.ts";
import { mutants } from "./list.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));

describe("planted bugs", () => {
  it.each(mutants)("$name still fits its file in exactly one place", ({ file, find, replace }) => {
    const text = readFileSync(join(root, file), "utf8");
    expect(text.split(find)).toHaveLength(2);
    expect(replace).not.toBe(find);
  });

  // One of them in full each time, chosen by the commit; the campaign hunts them all.
  const chosen = mutants[Number(process.env.NOVACRON_SLICE ?? 0) % mutants.length];
  it.skipIf(chosen === undefined)(`${chosen?.name} is found`, async () => {
    if (chosen === undefined) return;
    const { seed, detail } = await huntMutant(chosen, seedsForMutant);
    expect(seed, detail).not.toBeNull();
  });
});
