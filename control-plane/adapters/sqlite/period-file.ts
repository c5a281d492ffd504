import { DatabaseSync } from "node:sqlite";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { TargetName } from "@novacron/protocol/metrics/targets";
import type { SeriesKey } from "../../samples/blocks.ts";
import {
  type Chunk,
  decodeChunk,
  emptyChunk,
  encodeChunk,
  mergeChunks,
  sliceChunk,
} from "./chunk.ts";
import { Statements } from "./statements.ts";
import { type Period, spanIndex, type Tier } from "./tiers.ts";

const schemaVersion = 1;
/** Large pages: chunks of 0.2 to 8 kB share them with little waste. */
const schema = `
  PRAGMA page_size = 16384;
  PRAGMA journal_mode = WAL;
  CREATE TABLE IF NOT EXISTS field (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
  CREATE TABLE IF NOT EXISTS series (
    id INTEGER PRIMARY KEY, target TEXT NOT NULL, host TEXT NOT NULL, machine TEXT NOT NULL,
    device TEXT NOT NULL, UNIQUE (target, machine, device, host));
  CREATE INDEX IF NOT EXISTS series_by_host ON series (target, host);
  CREATE TABLE IF NOT EXISTS chunk (key INTEGER PRIMARY KEY, data BLOB NOT NULL);
  CREATE TABLE IF NOT EXISTS part (key INTEGER PRIMARY KEY, data BLOB NOT NULL);
  PRAGMA user_version = ${schemaVersion};
`;

/** Keys are packed: span, then series, then the place of the part in its span. All fits 2^53. */
const seriesLimit = 2 ** 24;
const partLimit = 2 ** 12;

export interface SeriesFilter {
  readonly target: TargetName;
  readonly machine?: string;
  readonly host?: string;
  readonly device?: string;
}

export interface FoundSeries {
  readonly id: number;
  readonly key: SeriesKey;
}

/**
 * One file of one resolution and period. It names its own series and fields, so that it can be read, lost or
 * dropped without the others. A finished span of a series is one row in `chunk`; roll-ups of an unfinished
 * one are small rows in `part`, which win over the chunk where both have a time.
 */
export class PeriodFile {
  readonly tier: Tier;
  readonly period: Period;
  readonly path: string;
  readonly #db: DatabaseSync;
  readonly #statements: Statements;
  readonly #fields = new Map<string, number>();
  readonly #series = new Map<string, number>();
  #names: ReadonlyMap<number, string> | null = null;
  #inTransaction = false;

  constructor(tier: Tier, period: Period, options: { path: string; readOnly: boolean }) {
    this.tier = tier;
    this.period = period;
    this.path = options.path;
    this.#db = new DatabaseSync(options.path, { readOnly: options.readOnly, timeout: 5_000 });
    this.#statements = new Statements(this.#db);
    try {
      this.#prepare(options.readOnly);
    } catch (error) {
      this.#db.close();
      throw error;
    }
  }

  close(): void {
    this.#db.close();
  }

  /** Opens a transaction where none is open. */
  begin(): void {
    if (this.#inTransaction) return;
    this.#db.exec("BEGIN IMMEDIATE");
    this.#inTransaction = true;
  }

  /** Synced to the disk when it returns. */
  commit(): void {
    if (!this.#inTransaction) return;
    this.#db.exec("COMMIT");
    this.#inTransaction = false;
  }

  rollback(): void {
    if (!this.#inTransaction) return;
    this.#inTransaction = false;
    this.#series.clear();
    this.#fields.clear();
    this.#names = null;
    if (this.#db.isTransaction) this.#db.exec("ROLLBACK");
  }

  fieldId(name: string): number {
    const known = this.#fields.get(name) ?? this.knownField(name);
    if (known !== null) return known;
    const made = this.#statements.run("INSERT INTO field (name) VALUES (?)", name);
    this.#fields.set(name, made);
    this.#names = null;
    return made;
  }

  knownField(name: string): number | null {
    const known = this.#fields.get(name);
    if (known !== undefined) return known;
    const row = this.#statements.get("SELECT id FROM field WHERE name = ?", name);
    if (row === undefined) return null;
    this.#fields.set(name, row.id as number);
    return row.id as number;
  }

  /** All fields by number; the same object until there is another field. */
  fieldNames(): ReadonlyMap<number, string> {
    if (this.#names === null) {
      const rows = this.#statements.all("SELECT id, name FROM field");
      this.#names = new Map(rows.map((row) => [row.id as number, row.name as string]));
    }
    return this.#names;
  }

  seriesId(key: SeriesKey): number {
    const text = `${key.target}\n${key.machine}\n${key.device}\n${key.host}`;
    const known = this.#series.get(text);
    if (known !== undefined) return known;
    const where = "target = ? AND machine = ? AND device = ? AND host = ?";
    const values = [key.target, key.machine, key.device, key.host];
    const row = this.#statements.get(`SELECT id FROM series WHERE ${where}`, ...values);
    const id =
      (row?.id as number | undefined) ??
      this.#statements.run(
        "INSERT INTO series (target, machine, device, host) VALUES (?, ?, ?, ?)",
        ...values,
      );
    if (id >= seriesLimit)
      throw new NovaError("STORE_UNAVAILABLE", `name a series in ${this.path}`);
    this.#series.set(text, id);
    return id;
  }

  findSeries(filter: SeriesFilter): readonly FoundSeries[] {
    const named = [
      ["target", filter.target],
      ["machine", filter.machine],
      ["host", filter.host],
      ["device", filter.device],
    ].filter((pair): pair is [string, string] => pair[1] !== undefined);
    const where = named.map(([name]) => `${name} = ?`).join(" AND ");
    const rows = this.#statements.all(
      `SELECT id, host, machine, device FROM series WHERE ${where} ORDER BY id`,
      ...named.map(([, value]) => value),
    );
    return rows.map((row) => ({
      id: row.id as number,
      key: {
        target: filter.target,
        host: row.host as string,
        machine: row.machine as string,
        device: row.device as string,
      },
    }));
  }

  /** Rows of one series with `fromMs <= time < toMs`, of the columns in `columns` where given. */
  read(
    series: number,
    span: { fromMs: number; toMs: number },
    columns?: ReadonlySet<number>,
  ): Chunk {
    const first = spanIndex(this.tier, this.period, Math.max(span.fromMs, this.period.startMs));
    const last = spanIndex(this.tier, this.period, Math.min(span.toMs, this.period.endMs) - 1);
    let whole = emptyChunk;
    for (let index = first; index <= last; index += 1) {
      whole = mergeChunks(whole, this.#readSpan(index, series, columns));
    }
    return sliceChunk(whole, span.fromMs, span.toMs);
  }

  /** The newest row of a series at or after `sinceMs`, as a chunk of at most one row. */
  newest(series: number, sinceMs: number): Chunk {
    const first = spanIndex(this.tier, this.period, Math.max(sinceMs, this.period.startMs));
    const last = spanIndex(this.tier, this.period, this.period.endMs - 1);
    for (let index = last; index >= first; index -= 1) {
      const chunk = this.#readSpan(index, series);
      const at = chunk.times.at(-1);
      if (at !== undefined) return at < sinceMs ? emptyChunk : sliceChunk(chunk, at, at + 1);
    }
    return emptyChunk;
  }

  /** Replaces a span of samples. */
  writeChunk(series: number, atMs: number, chunk: Chunk): void {
    const key = this.#chunkKey(spanIndex(this.tier, this.period, atMs), series);
    this.#statements.run(
      "INSERT OR REPLACE INTO chunk (key, data) VALUES (?, ?)",
      key,
      encodeChunk(chunk),
    );
  }

  /** Replaces the part of a span that begins at `atMs`. */
  writePart(series: number, atMs: number, chunk: Chunk): void {
    const index = spanIndex(this.tier, this.period, atMs);
    const start = this.period.startMs + index * this.tier.spanMs;
    const place = Math.floor((atMs - start) / this.tier.partMs);
    const key = this.#chunkKey(index, series) * partLimit + place;
    this.#statements.run(
      "INSERT OR REPLACE INTO part (key, data) VALUES (?, ?)",
      key,
      encodeChunk(chunk),
    );
  }

  /** Makes chunks of the parts of spans that ended before `endedBeforeMs`; of how many series. */
  compact(endedBeforeMs: number, limit: number): number {
    const ended = Math.min(endedBeforeMs, this.period.endMs) - this.period.startMs;
    const spans =
      endedBeforeMs >= this.period.endMs ? 2 ** 16 : Math.floor(ended / this.tier.spanMs);
    const rows = this.#statements.all(
      `SELECT DISTINCT key / ${partLimit} AS chunk FROM part WHERE key < ? ORDER BY key LIMIT ?`,
      Math.max(0, spans) * seriesLimit * partLimit,
      limit,
    );
    if (rows.length === 0) return 0;
    this.begin();
    for (const row of rows) {
      const key = row.chunk as number;
      const whole = this.#readSpan(Math.floor(key / seriesLimit), key % seriesLimit);
      this.#statements.run(
        "INSERT OR REPLACE INTO chunk (key, data) VALUES (?, ?)",
        key,
        encodeChunk(whole),
      );
      const parts = [key * partLimit, (key + 1) * partLimit];
      this.#statements.run("DELETE FROM part WHERE key >= ? AND key < ?", ...parts);
    }
    this.commit();
    return rows.length;
  }

  hasParts(): boolean {
    return this.#statements.get("SELECT 1 AS one FROM part LIMIT 1") !== undefined;
  }

  /** SQLite's own check, and every chunk can be read. */
  isSound(): boolean {
    const row = this.#statements.get("PRAGMA quick_check(1)");
    if (row?.quick_check !== "ok") return false;
    try {
      for (const table of ["chunk", "part"]) {
        const rows = this.#db.prepare(`SELECT data FROM ${table}`).iterate();
        for (const one of rows) decodeChunk(one.data as Uint8Array);
      }
      return true;
    } catch {
      return false;
    }
  }

  #readSpan(index: number, series: number, columns?: ReadonlySet<number>): Chunk {
    const key = this.#chunkKey(index, series);
    const row = this.#statements.get("SELECT data FROM chunk WHERE key = ?", key);
    let whole = row === undefined ? emptyChunk : decodeChunk(row.data as Uint8Array, columns);
    if (this.tier.partMs === this.tier.spanMs) return whole;
    const parts = this.#statements.all(
      "SELECT data FROM part WHERE key >= ? AND key < ? ORDER BY key",
      key * partLimit,
      (key + 1) * partLimit,
    );
    for (const part of parts) {
      whole = mergeChunks(whole, decodeChunk(part.data as Uint8Array, columns));
    }
    return whole;
  }

  #chunkKey(index: number, series: number): number {
    return index * seriesLimit + series;
  }

  #prepare(readOnly: boolean): void {
    const row = this.#db.prepare("PRAGMA user_version").get();
    const version = (row?.user_version as number | undefined) ?? 0;
    if (version > schemaVersion) throw new NovaError("SCHEMA_NEWER", `open ${this.path}`);
    if (readOnly) return;
    if (version < schemaVersion) this.#db.exec(schema);
    this.#db.exec("PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 256");
  }
}
