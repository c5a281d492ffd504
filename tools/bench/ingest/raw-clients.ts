import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Sender } from "@questdb/nodejs-client";
import {
  hostName,
  machineName,
  machinesPerHost,
  makeValues,
  metricNames,
  ticks,
} from "./machine-values.ts";

/** Rows in one transaction or request. */
const batchRows = 1_000;
const hosts = 40;
const tickMs = 5_000;

interface Row {
  readonly host: string;
  readonly machine: string;
  readonly at: number;
  readonly values: Float64Array;
}

/** Rows as a fleet sends them: tick by tick, host by host. */
function* rowsFrom(startMs: number): Generator<Row> {
  const values = makeValues();
  for (let tick = 0; ; tick += 1) {
    for (let host = 0; host < hosts; host += 1) {
      for (let kind = 0; kind < machinesPerHost; kind += 1) {
        const line = values[kind]?.[(tick + host * 37) % ticks] ?? new Float64Array();
        const at = startMs + tick * tickMs;
        yield { host: hostName(host), machine: machineName(host, kind), at, values: line };
      }
    }
  }
}

/** node:sqlite alone: one table clustered by machine and time, prepared inserts, WAL. Rows a second. */
export function rawSqlite(folder: string, seconds: number): number {
  const db = new DatabaseSync(join(folder, `raw-${performance.now()}.sqlite`));
  db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
  const columns = metricNames.map((name) => `${name} REAL`).join(", ");
  db.exec(`CREATE TABLE machine (machine TEXT, at INTEGER, ${columns},
    PRIMARY KEY (machine, at)) WITHOUT ROWID`);
  const marks = metricNames.map(() => "?").join(", ");
  const insert = db.prepare(`INSERT INTO machine VALUES (?, ?, ${marks})`);
  const rows = rowsFrom(Date.now());
  const start = performance.now();
  let count = 0;
  while (performance.now() - start < seconds * 1_000) {
    db.exec("BEGIN");
    for (let index = 0; index < batchRows; index += 1) {
      const { machine, at, values } = rows.next().value as Row;
      insert.run(machine, at, ...values);
    }
    db.exec("COMMIT");
    count += batchRows;
  }
  const rate = count / ((performance.now() - start) / 1_000);
  db.close();
  return rate;
}

/** The official client alone: the same rows over HTTP, each request awaited. Rows a second. */
export async function rawQuestDb(httpUrl: string, seconds: number): Promise<number> {
  const sender = await Sender.fromConfig(`http::addr=${new URL(httpUrl).host};auto_flush=off;`);
  const rows = rowsFrom(Date.now());
  const start = performance.now();
  let count = 0;
  while (performance.now() - start < seconds * 1_000) {
    for (let index = 0; index < batchRows; index += 1) {
      const { host, machine, at, values } = rows.next().value as Row;
      sender.table("raw_machine").symbol("host", host).symbol("machine", machine);
      for (const [place, value] of values.entries()) {
        sender.floatColumn(metricNames[place] ?? "", value);
      }
      await sender.at(at, "ms");
    }
    await sender.flush();
    count += batchRows;
  }
  const rate = count / ((performance.now() - start) / 1_000);
  await sender.close();
  return rate;
}
