import type { DatabaseSync } from "node:sqlite";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { Migration } from "../../../schema/migration.ts";

/** Brings the schema forward, each step with its number in one transaction. */
export function migrate(
  db: DatabaseSync,
  migrations: readonly Migration[],
  attempted: string,
): void {
  const row = db.prepare("PRAGMA user_version").get();
  const have = (row?.user_version as number | undefined) ?? 0;
  const newest = migrations.at(-1)?.number ?? 0;
  if (have > newest) {
    throw new NovaError("SCHEMA_NEWER", attempted, { details: { have, known: newest } });
  }
  for (const migration of migrations) {
    if (migration.number > have) apply(db, migration);
  }
}

function apply(db: DatabaseSync, migration: Migration): void {
  db.exec("BEGIN IMMEDIATE");
  try {
    for (const statement of migration.statements) db.exec(statement);
    db.exec(`PRAGMA user_version = ${migration.number}`);
    db.exec("COMMIT");
  } catch (error) {
    if (db.isTransaction) db.exec("ROLLBACK");
    throw error;
  }
}
