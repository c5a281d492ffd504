import { createHash } from "node:crypto";
import { DatabaseSync } from "node:sqlite";
import { expect, it } from "vitest";
import { migrate } from "../adapters/sqlite/state/migrate.ts";
import { migrations, newestSchema } from "./migrations.ts";

/** Of released migrations, by number. Add a line with a release; never change one. */
const released: Readonly<Record<number, string>> = {};

it("numbers migrations from 1, rising", () => {
  const numbers = migrations.map((one) => one.number);
  expect(numbers[0]).toBe(1);
  expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
});

it.each(migrations)("brings a store of migration $number forward to the newest", ({ number }) => {
  const db = new DatabaseSync(":memory:");
  const older = migrations.filter((one) => one.number <= number);
  migrate(db, older, "make an older store");
  db.exec("INSERT INTO meta (key, value) VALUES ('epoch', '7')");
  migrate(db, migrations, "open it");
  const whole = new DatabaseSync(":memory:");
  migrate(whole, migrations, "make a store");
  const schema = "SELECT name, sql FROM sqlite_master ORDER BY name";
  expect(db.prepare(schema).all()).toEqual(whole.prepare(schema).all());
  expect(db.prepare("PRAGMA user_version").get()?.user_version).toBe(newestSchema);
  expect(db.prepare("SELECT value FROM meta WHERE key = 'epoch'").get()?.value).toBe("7");
});

it("never edits a released migration", () => {
  for (const migration of migrations) {
    const want = released[migration.number];
    const hash = createHash("sha256").update(migration.statements.join(";\n")).digest("hex");
    if (want !== undefined) expect([migration.name, hash]).toEqual([migration.name, want]);
  }
});
