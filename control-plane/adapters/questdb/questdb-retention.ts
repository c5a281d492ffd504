import type { TargetName } from "@novacron/protocol/metrics/targets";
import { ageFrom, type Retention } from "../../samples/retention.ts";
import { type QuestDbHttp, quote } from "./questdb-http.ts";
import { resolutions, tableName } from "./tables.ts";

interface Partition {
  readonly table: string;
  readonly resolution: number;
  readonly name: string;
  readonly newestMs: number;
  readonly bytes: number;
  /** The newest of its table. */
  readonly last: boolean;
}

/** Drops whole partitions that are over age; then, while over size, the oldest of the finest resolution. */
export class QuestDbRetention {
  readonly #http: QuestDbHttp;
  readonly #retention: Retention;

  constructor(http: QuestDbHttp, retention: Retention) {
    this.#http = http;
    this.#retention = retention;
  }

  /** How many partitions went. */
  async drop(targets: readonly TargetName[], nowMs: number): Promise<number> {
    const partitions = await this.#partitions(targets);
    const newest = partitions.reduce<number | null>(
      (most, one) => Math.max(most ?? one.newestMs, one.newestMs),
      null,
    );
    const from = ageFrom(nowMs, newest);
    const ages = [this.#retention.rawMs, ...this.#retention.rollupsMs];
    const old = partitions.filter((one) => one.newestMs < from - (ages[one.resolution] ?? 0));
    const rest = partitions.filter((one) => !old.includes(one));
    let bytes = rest.reduce((sum, one) => sum + one.bytes, 0);
    const surplus = rest
      .filter((one) => !one.last)
      .sort((a, b) => a.resolution - b.resolution || a.newestMs - b.newestMs);
    while (bytes > this.#retention.maxBytes) {
      const next = surplus.shift();
      if (next === undefined) break;
      old.push(next);
      bytes -= next.bytes;
    }
    for (const { table, name } of old) {
      await this.#http.exec(`ALTER TABLE ${table} DROP PARTITION LIST ${quote(name)}`);
    }
    return old.length;
  }

  async #partitions(targets: readonly TargetName[]): Promise<readonly Partition[]> {
    const found: Partition[] = [];
    for (const target of targets) {
      for (let resolution = 0; resolution < resolutions.length; resolution += 1) {
        const table = tableName(target, resolution);
        const rows = await this.#http.exec(
          `SELECT name, cast(maxTimestamp AS LONG), diskSize FROM table_partitions('${table}')`,
        );
        for (const [index, [name, newest, bytes]] of rows.entries()) {
          found.push({
            table,
            resolution,
            name: String(name),
            newestMs: Number(newest) / 1_000,
            bytes: Number(bytes),
            last: index === rows.length - 1,
          });
        }
      }
    }
    return found;
  }
}
