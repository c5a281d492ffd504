import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { newUser } from "../../../app/access/user-rows.ts";
import { stateStoreContract } from "../../../ports/state-store.contract.ts";
import type { StateStore } from "../../../ports/state-store.ts";
import { entry } from "../../../ports/testing/state-rows.ts";
import { migrations, newestSchema } from "../../../schema/migrations.ts";
import { migrate } from "./migrate.ts";
import { SqliteStateStore } from "./sqlite-state-store.ts";

const newFolder = () => mkdtemp(join(tmpdir(), "novacron-state-"));
const remove = (folder: string) => rm(folder, { recursive: true, force: true });

stateStoreContract("sqlite", async () => {
  const folder = await newFolder();
  return {
    store: () => new SqliteStateStore(join(folder, "state.sqlite")),
    kill: async (store: StateStore) => (store as SqliteStateStore).close(),
    dispose: () => remove(folder),
  };
});

describe("schema of the state store", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await newFolder();
  });
  afterEach(() => remove(folder));
  const signal = new AbortController().signal;

  it("refuses a file that a newer NovaCron wrote, and leaves it alone", async () => {
    const path = join(folder, "state.sqlite");
    const db = new DatabaseSync(path);
    db.exec(`CREATE TABLE future (x); PRAGMA user_version = ${newestSchema + 1}`);
    db.close();
    const start = new SqliteStateStore(path).start(signal);
    await expect(start).rejects.toMatchObject({ code: "SCHEMA_NEWER" });
    const after = new DatabaseSync(path);
    expect(after.prepare("SELECT count(*) AS n FROM sqlite_schema").get()).toEqual({ n: 1 });
    after.close();
  });

  it("brings an older schema forward step by step and keeps its rows", () => {
    const db = new DatabaseSync(":memory:");
    const one = { number: 1, name: "one", statements: ["CREATE TABLE a (x)"] };
    const two = { number: 2, name: "two", statements: ["ALTER TABLE a ADD COLUMN y DEFAULT 5"] };
    migrate(db, [one], "test");
    db.exec("INSERT INTO a (x) VALUES (1)");
    migrate(db, [one, two], "test");
    migrate(db, [one, two], "test");
    expect(db.prepare("SELECT x, y FROM a").all()).toEqual([{ x: 1, y: 5 }]);
  });

  it("makes a role of the first schema into a binding, and keeps accounts and tokens", async () => {
    const path = join(folder, "state.sqlite");
    const old = new DatabaseSync(path);
    migrate(old, migrations.slice(0, 1), "test");
    const id = "00000000-0000-4000-8000-00000000a11a";
    const user = { id, name: "anna", role: "operator", passwordHash: "h", createdAt: 5 };
    const token = { id: "t1", hash: "b", user: id, label: "ci", role: "viewer", createdAt: 5 };
    const body = JSON.stringify;
    old.prepare("INSERT INTO user VALUES (?, ?, ?)").run(id, "anna", body(user));
    old.prepare("INSERT INTO session VALUES ('a', ?, 99, '{}')").run(id);
    const more = { ...token, expiresAt: null, lastUsedAt: null };
    old.prepare("INSERT INTO token VALUES ('t1', 'b', ?, NULL, ?)").run(id, body(more));
    old.close();
    const store = new SqliteStateStore(path);
    await store.start(signal);
    await store.transaction(async (tx) => {
      expect(await tx.users()).toEqual([
        newUser({ id, name: "anna", createdAt: 5, passwordHash: "h" }),
      ]);
      expect(await tx.access.bindings()).toEqual([
        {
          id,
          subject: { kind: "person", person: id },
          role: "operator",
          scope: { kind: "everything" },
          createdAt: 5,
          createdBy: "novacron",
        },
      ]);
      expect(await tx.tokens(id)).toEqual([
        { ...more, scope: { kind: "everything" }, parent: null },
      ]);
      expect(await tx.access.sessions()).toEqual([]);
    });
    await store.stop();
  });

  it("leaves the schema as it was when a step fails", () => {
    const db = new DatabaseSync(":memory:");
    const broken = { number: 1, name: "one", statements: ["CREATE TABLE a (x)", "NONSENSE"] };
    expect(() => migrate(db, [broken], "test")).toThrow();
    expect(db.prepare("SELECT count(*) AS n FROM sqlite_schema").get()).toEqual({ n: 0 });
    expect(db.prepare("PRAGMA user_version").get()).toEqual({ user_version: 0 });
  });

  it("says that a file is damaged instead of starting on it", async () => {
    const path = join(folder, "state.sqlite");
    const { writeFile } = await import("node:fs/promises");
    await writeFile(
      path,
      "this is no database, and longer than a header of one hundred bytes".repeat(9),
    );
    const start = new SqliteStateStore(path).start(signal);
    await expect(start).rejects.toMatchObject({ code: "STORE_CORRUPT" });
  });

  it("refuses a session of a user who is not there", async () => {
    const store = new SqliteStateStore(join(folder, "state.sqlite"));
    await store.start(signal);
    const session = {
      hash: "a",
      id: "s",
      user: "nobody",
      createdAt: 1,
      expiresAt: 2,
      lastSeenAt: 1,
      address: "",
      browser: "",
    };
    await expect(store.transaction((tx) => tx.putSession(session))).rejects.toBeDefined();
    await store.stop();
  });

  it("answers from indexes whatever it is asked", async () => {
    const path = join(folder, "state.sqlite");
    const store = new SqliteStateStore(path);
    await store.start(signal);
    await store.transaction((tx) => tx.appendRecord([entry(1)]));
    await store.stop();
    const db = new DatabaseSync(path, { readOnly: true });
    const planOf = (sql: string) =>
      db
        .prepare(`EXPLAIN QUERY PLAN ${sql}`)
        .all()
        .map((row) => String(row.detail))
        .join("; ");
    const newest = "ORDER BY id DESC LIMIT 10";
    expect(planOf(`SELECT * FROM record WHERE machine = 'x' ${newest}`)).toMatch(
      /record_by_machine/,
    );
    expect(planOf(`SELECT * FROM record WHERE host = 'x' AND id < 5 ${newest}`)).toMatch(/by_host/);
    const actor = "json_extract(body, '$.actor') = 'x'";
    expect(planOf(`SELECT id, body FROM record WHERE ${actor} ${newest}`)).toMatch(/by_actor/);
    const trouble = "json_extract(body, '$.severity') <> 'info'";
    expect(planOf(`SELECT id, body FROM record WHERE ${trouble} ${newest}`)).toMatch(/trouble/);
    const open = "SELECT body FROM operation WHERE open = 1 ORDER BY requested_at, id";
    expect(planOf(open)).toMatch(/operation_open/);
    db.close();
  });
});
