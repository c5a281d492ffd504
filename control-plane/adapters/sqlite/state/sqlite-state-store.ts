import { mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import { Kysely } from "kysely";
import type { StateStore, StateTx } from "../../../ports/state-store.ts";
import { migrations } from "../../../schema/migrations.ts";
import type { StateTables } from "../../../schema/tables.ts";
import { isSqliteError, storeError } from "../sqlite-errors.ts";
import { migrate } from "./migrate.ts";
import { nodeSqliteDialect } from "./node-sqlite-dialect.ts";
import { SqliteStateTx } from "./sqlite-state-tx.ts";

/**
 * State in one SQLite file with synchronous=FULL: a transaction that resolved is on the disk, after kill -9
 * and after power loss. It runs in the main thread: its rows are few and its transactions short, and what is
 * read often is held in memory by those who read it.
 */
export class SqliteStateStore implements StateStore {
  readonly #path: string;
  #db: DatabaseSync | null = null;
  #kysely: Kysely<StateTables> | null = null;
  #last: Promise<unknown> = Promise.resolve();
  #problem: NovaError | null = null;

  constructor(path: string) {
    this.#path = path;
  }

  async start(_signal: AbortSignal): Promise<void> {
    const attempted = `open the state store ${this.#path}`;
    let db: DatabaseSync | null = null;
    try {
      mkdirSync(dirname(this.#path), { recursive: true });
      db = new DatabaseSync(this.#path, { timeout: 5_000, enableForeignKeyConstraints: true });
      db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
      migrate(db, migrations, attempted);
    } catch (error) {
      db?.close();
      throw storeError(error, attempted, dirname(this.#path));
    }
    this.#db = db;
    this.#kysely = new Kysely<StateTables>({ dialect: nodeSqliteDialect(db) });
  }

  async stop(): Promise<void> {
    await this.#last;
    this.close();
  }

  /** Closes without waiting for what runs; it is rolled back. */
  close(): void {
    const db = this.#db;
    this.#db = null;
    this.#kysely = null;
    if (db?.isOpen === true) db.close();
  }

  transaction<T>(run: (tx: StateTx) => Promise<T>): Promise<T> {
    const result = this.#last.then(() => this.#runOne(run));
    this.#last = result.catch(() => undefined);
    return result;
  }

  async health(): ReturnType<StateStore["health"]> {
    const sizeBytes = statSync(this.#path, { throwIfNoEntry: false })?.size ?? null;
    if (this.#db === null) return { state: "unavailable", problem: "is not open", sizeBytes };
    if (this.#problem === null) return { state: "ok", problem: null, sizeBytes };
    const state = this.#problem.code === "DISK_FULL" ? "full" : "unavailable";
    return { state, problem: this.#problem.message, sizeBytes };
  }

  async #runOne<T>(run: (tx: StateTx) => Promise<T>): Promise<T> {
    const attempted = `use the state store ${this.#path}`;
    const [db, kysely] = [this.#db, this.#kysely];
    if (db === null || kysely === null) throw new NovaError("STORE_UNAVAILABLE", attempted);
    try {
      db.exec("BEGIN");
      const answer = await run(new SqliteStateTx(kysely));
      db.exec("COMMIT");
      this.#problem = null;
      return answer;
    } catch (error) {
      if (db.isOpen && db.isTransaction) db.exec("ROLLBACK");
      // What the caller's own code threw passes as it is.
      if (!isSqliteError(error) && db.isOpen) throw error;
      this.#problem = storeError(error, attempted, dirname(this.#path));
      throw this.#problem;
    }
  }
}
