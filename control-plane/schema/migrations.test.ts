import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { migrations } from "./migrations.ts";

/** Of released migrations, by number. Add a line with a release; never change one. */
const released: Readonly<Record<number, string>> = {};

it("numbers migrations from 1, rising", () => {
  const numbers = migrations.map((one) => one.number);
  expect(numbers[0]).toBe(1);
  expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
});

it("never edits a released migration", () => {
  for (const migration of migrations) {
    const want = released[migration.number];
    const hash = createHash("sha256").update(migration.statements.join(";\n")).digest("hex");
    if (want !== undefined) expect([migration.name, hash]).toEqual([migration.name, want]);
  }
});
