import { type TargetName, targetNames } from "@novacron/protocol/metrics/targets";
import type { QuestDbHttp } from "./questdb-http.ts";
import { createMarks, createTable, resolutions, tableName, valueColumns } from "./tables.ts";

/** How long a question waits for what was written before it to be seen. */
const applyTimeoutMs = 10_000;

/** Our tables in one QuestDB: which there are, and whether what was written can be read yet. */
export class QuestDbTables {
  readonly #http: QuestDbHttp;
  #present = new Set<TargetName>();
  /** Something was written since all of it was last seen applied. */
  #pending = true;
  #applying: Promise<void> | null = null;

  constructor(http: QuestDbHttp) {
    this.#http = http;
  }

  async open(): Promise<void> {
    await this.#http.exec(createMarks);
    const rows = await this.#http.exec("SELECT table_name FROM tables()");
    const names = new Set(rows.map(([name]) => name));
    this.#present = new Set();
    for (const target of targetNames) {
      if (names.has(tableName(target, 0))) await this.make(target);
    }
  }

  has(target: TargetName): boolean {
    return this.#present.has(target);
  }

  present(): readonly TargetName[] {
    return [...this.#present];
  }

  /** Makes the tables of a target, and columns that the catalogue has gained since. */
  async make(target: TargetName): Promise<void> {
    if (this.#present.has(target)) return;
    for (let resolution = 0; resolution < resolutions.length; resolution += 1) {
      await this.#http.exec(createTable(target, resolution));
      const table = tableName(target, resolution);
      const rows = await this.#http.exec(`SELECT "column" FROM table_columns('${table}')`);
      const known = new Set(rows.map(([name]) => name));
      const missing = valueColumns(target, resolution).filter((name) => !known.has(name));
      for (const name of missing) {
        await this.#http.exec(`ALTER TABLE ${table} ADD COLUMN ${name} DOUBLE`);
      }
    }
    this.#present.add(target);
  }

  written(): void {
    this.#pending = true;
  }

  /** QuestDB answers when rows are in its log, and applies them to the tables a moment later. */
  async applied(): Promise<void> {
    // Questions that come together wait together; a write meanwhile makes the next ones wait anew.
    while (this.#applying !== null) await this.#applying;
    if (!this.#pending) return;
    this.#applying = this.#waitApplied().finally(() => {
      this.#applying = null;
    });
    await this.#applying;
  }

  async #waitApplied(): Promise<void> {
    this.#pending = false;
    const since = performance.now();
    for (let pauseMs = 2; ; pauseMs = Math.min(pauseMs * 2, 100)) {
      const rows = await this.#http.exec(
        "SELECT name, suspended FROM wal_tables() WHERE writerTxn < sequencerTxn",
      );
      const waiting = rows.filter(([name]) => String(name).startsWith("novacron_"));
      if (waiting.length === 0) return;
      this.#pending = true;
      const isStuck = waiting.every(([, suspended]) => suspended === true);
      if (isStuck || performance.now() - since > applyTimeoutMs) return;
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }

  /** Tables that QuestDB has stopped applying rows to, and whether for want of room. */
  async suspended(): Promise<readonly { readonly name: string; readonly isFull: boolean }[]> {
    const rows = await this.#http.exec(
      "SELECT name, errorTag FROM wal_tables() WHERE suspended = true",
    );
    return rows
      .map(([name, tag]) => ({ name: String(name), isFull: /disk/i.test(String(tag)) }))
      .filter(({ name }) => name.startsWith("novacron_"));
  }

  async sizeBytes(): Promise<number> {
    const rows = await this.#http.exec("SELECT tableName, diskSize FROM table_storage()");
    return rows
      .filter(([name]) => String(name).startsWith("novacron_"))
      .reduce((sum, [, bytes]) => sum + Number(bytes), 0);
  }

  /** Time of the oldest row of each resolution, milliseconds. */
  async oldest(target: TargetName): Promise<readonly (number | null)[]> {
    const found: (number | null)[] = [];
    for (let resolution = 0; resolution < resolutions.length; resolution += 1) {
      const [row] = await this.#http.exec(
        `SELECT cast(min(at) AS LONG) FROM ${tableName(target, resolution)}`,
      );
      const micros = row?.[0] ?? null;
      found.push(micros === null ? null : Number(micros) / 1_000);
    }
    return found;
  }
}
