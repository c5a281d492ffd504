import { DatabaseSync } from "node:sqlite";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import { machinesIn, type PackedBatch } from "./packed-batch.ts";
import { Statements } from "./statements.ts";
import { windowMs } from "./tiers.ts";

const schemaVersion = 1;
const schema = `
  PRAGMA journal_mode = WAL;
  CREATE TABLE IF NOT EXISTS mark (
    id INTEGER PRIMARY KEY, host TEXT NOT NULL, boot TEXT NOT NULL, up_to INTEGER NOT NULL,
    UNIQUE (host, boot));
  CREATE TABLE IF NOT EXISTS log (
    id INTEGER PRIMARY KEY AUTOINCREMENT, host TEXT NOT NULL, start INTEGER NOT NULL,
    at INTEGER NOT NULL, data BLOB NOT NULL);
  CREATE INDEX IF NOT EXISTS log_by_window ON log (start, host);
  CREATE TABLE IF NOT EXISTS place (
    start INTEGER NOT NULL, host TEXT NOT NULL, machine TEXT NOT NULL, since INTEGER NOT NULL,
    PRIMARY KEY (start, host, machine)) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS place_by_machine ON place (machine, start);
  CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value REAL NOT NULL) WITHOUT ROWID;
  PRAGMA user_version = ${schemaVersion};
`;

export interface LogRow {
  readonly id: number;
  readonly host: string;
  readonly at: number;
  readonly data: Uint8Array;
}

/** Rows of one host in one window that are not packed away yet. */
export interface OpenWindow {
  readonly host: string;
  readonly startMs: number;
}

export interface OpenFilter {
  readonly machine?: string;
  readonly host?: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * The file every accepted batch goes into first, rows and mark in one transaction that is synced before it
 * counts as done: what was acknowledged survives kill -9 and power loss alike. `log` holds batches as they
 * came, until their window is sealed; `place` says which machines have rows where, so that a question about
 * one machine reads its host's rows only.
 */
export class HeadFile {
  readonly #db: DatabaseSync;
  readonly #statements: Statements;

  constructor(path: string, readOnly: boolean) {
    this.#db = new DatabaseSync(path, { readOnly, timeout: 5_000 });
    this.#statements = new Statements(this.#db);
    try {
      const row = this.#db.prepare("PRAGMA user_version").get();
      const version = (row?.user_version as number | undefined) ?? 0;
      if (version > schemaVersion) throw new NovaError("SCHEMA_NEWER", `open ${path}`);
      if (!readOnly) {
        if (version < schemaVersion) this.#db.exec(schema);
        this.#db.exec("PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 67108864");
      }
    } catch (error) {
      this.#db.close();
      throw error;
    }
  }

  close(): void {
    this.#db.close();
  }

  /** Everything in `run` or nothing of it. */
  transaction<T>(run: () => T): T {
    this.#db.exec("BEGIN IMMEDIATE");
    try {
      const answer = run();
      this.#db.exec("COMMIT");
      return answer;
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec("ROLLBACK");
      throw error;
    }
  }

  /** One consistent view over several reads. */
  snapshot<T>(run: () => T): T {
    this.#db.exec("BEGIN");
    try {
      return run();
    } finally {
      if (this.#db.isTransaction) this.#db.exec("COMMIT");
    }
  }

  marks(): readonly { readonly host: string; readonly boot: string; readonly upTo: number }[] {
    const rows = this.#statements.all("SELECT host, boot, up_to FROM mark ORDER BY id");
    return rows.map((row) => ({
      host: row.host as string,
      boot: row.boot as string,
      upTo: row.up_to as number,
    }));
  }

  raiseMark(mark: { readonly host: string; readonly boot: string; readonly upTo: number }): void {
    this.#statements.run(
      `INSERT INTO mark (host, boot, up_to) VALUES (?1, ?2, ?3)
       ON CONFLICT (host, boot) DO UPDATE SET up_to = max(up_to, ?3)`,
      mark.host,
      mark.boot,
      mark.upTo,
    );
  }

  addBatch(batch: PackedBatch, nowMs: number, seen: SeenPlaces): void {
    if (batch.data.length === 0) return;
    const start = Math.floor(batch.at / windowMs) * windowMs;
    this.#statements.run(
      "INSERT INTO log (host, start, at, data) VALUES (?, ?, ?, ?)",
      batch.host,
      start,
      batch.at,
      batch.data,
    );
    const known = seen.of(batch.host, start);
    for (const machine of ["", ...machinesIn(batch.data)]) {
      if (known.has(machine)) continue;
      this.#statements.run(
        "INSERT OR IGNORE INTO place (start, host, machine, since) VALUES (?, ?, ?, ?)",
        start,
        batch.host,
        machine,
        nowMs,
      );
      known.add(machine);
    }
  }

  forgetMark(host: string, boot: string): void {
    this.#statements.run("DELETE FROM mark WHERE host = ? AND boot = ?", host, boot);
  }

  /**
   * Windows that ended before `endedMs` and have gathered since before `gatheredMs`, or wait since before
   * `sinceMs` or after `futureMs`; oldest first.
   */
  dueWindows(
    due: { endedMs: number; gatheredMs: number; sinceMs: number; futureMs: number },
    limit: number,
  ): OpenWindow[] {
    const rows = this.#statements.all(
      `SELECT start, host FROM place
       WHERE machine = '' AND ((start + ${windowMs} <= ? AND since <= ?) OR since <= ? OR since > ?)
       ORDER BY start, host LIMIT ?`,
      due.endedMs,
      due.gatheredMs,
      due.sinceMs,
      due.futureMs,
      limit,
    );
    return rows.map((row) => ({ host: row.host as string, startMs: row.start as number }));
  }

  openWindows(filter: OpenFilter): OpenWindow[] {
    const values: (string | number)[] = [
      filter.machine ?? "",
      filter.fromMs - windowMs,
      filter.toMs,
    ];
    if (filter.host !== undefined) values.push(filter.host);
    const rows = this.#statements.all(
      `SELECT DISTINCT start, host FROM place WHERE machine = ? AND start > ? AND start < ?
       ${filter.host === undefined ? "" : "AND host = ?"} ORDER BY start, host`,
      ...values,
    );
    return rows.map((row) => ({ host: row.host as string, startMs: row.start as number }));
  }

  /** In the order in which they came. */
  logRows(window: OpenWindow): LogRow[] {
    return this.#statements.all(
      "SELECT id, host, at, data FROM log WHERE start = ? AND host = ? ORDER BY id",
      window.startMs,
      window.host,
    ) as unknown as LogRow[];
  }

  /** How many machines have rows in the window; the host itself counts as one. */
  seriesIn(window: OpenWindow): number {
    const row = this.#statements.get(
      "SELECT count(*) AS n FROM place WHERE start = ? AND host = ?",
      window.startMs,
      window.host,
    );
    return (row?.n as number | undefined) ?? 0;
  }

  /** Forgets the rows up to `lastId`; what came meanwhile stays, and its places with it. */
  dropWindow(window: OpenWindow, lastId: number): void {
    const { startMs, host } = window;
    this.#statements.run(
      "DELETE FROM log WHERE start = ? AND host = ? AND id <= ?",
      startMs,
      host,
      lastId,
    );
    const left = this.#statements.get(
      "SELECT 1 FROM log WHERE start = ? AND host = ? LIMIT 1",
      startMs,
      host,
    );
    if (left === undefined) {
      this.#statements.run("DELETE FROM place WHERE start = ? AND host = ?", startMs, host);
    }
  }

  /** Start of the newest window with rows that begins before `beforeMs`. */
  newestLogged(beforeMs: number): number | null {
    const row = this.#statements.get(
      "SELECT max(start) AS start FROM place WHERE start < ?",
      beforeMs,
    );
    return (row?.start as number | null | undefined) ?? null;
  }

  getMeta(key: string): number | null {
    return (
      (this.#statements.get("SELECT value FROM meta WHERE key = ?", key)?.value as number) ?? null
    );
  }

  putMeta(key: string, value: number): void {
    this.#statements.run("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", key, value);
  }
}

/** Which machines were already written into `place`, for the newest two windows of each host. */
export class SeenPlaces {
  readonly #hosts = new Map<string, Map<number, Set<string>>>();

  of(host: string, start: number): Set<string> {
    let windows = this.#hosts.get(host);
    if (windows === undefined) {
      windows = new Map();
      this.#hosts.set(host, windows);
    }
    let machines = windows.get(start);
    if (machines === undefined) {
      machines = new Set();
      windows.set(start, machines);
      if (windows.size > 2) windows.delete(windows.keys().next().value ?? start);
    }
    return machines;
  }

  clear(): void {
    this.#hosts.clear();
  }
}
