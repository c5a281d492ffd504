import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import { SqliteDialect, type SqliteStatement } from "kysely";

/** Statements kept prepared: about as many as there are different questions. */
const cacheLimit = 200;

/** Kysely's own SQLite dialect on node:sqlite, which answers in the same way but for `reader`. */
export function nodeSqliteDialect(db: DatabaseSync): SqliteDialect {
  const cache = new Map<string, SqliteStatement>();
  return new SqliteDialect({
    database: {
      close: () => db.close(),
      prepare(sql: string): SqliteStatement {
        let statement = cache.get(sql);
        if (statement === undefined) {
          if (cache.size >= cacheLimit) cache.clear();
          statement = asKysely(db.prepare(sql));
          cache.set(sql, statement);
        }
        return statement;
      },
    },
  });
}

function asKysely(statement: StatementSync): SqliteStatement {
  const values = (parameters: readonly unknown[]) => parameters as readonly SQLInputValue[];
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => statement.all(...values(parameters)),
    run: (parameters) => statement.run(...values(parameters)),
    iterate: (parameters) => statement.iterate(...values(parameters)),
  };
}
