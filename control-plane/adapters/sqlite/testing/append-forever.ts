import process from "node:process";
import { machine, startMs, ticksOf } from "../../../ports/testing/sample-batches.ts";
import { SqliteMetricStore } from "../sqlite-metric-store.ts";

// Appends one batch after another and says each that was acknowledged, until it is killed.

const [folder = "", first = "1"] = process.argv.slice(2);
const store = new SqliteMetricStore(folder);
await store.start(new AbortController().signal);
for (let seq = Number(first); ; seq += 1) {
  const fromMs = startMs + seq * 1_000;
  const value = () => seq;
  const batches = ticksOf(machine(1), { fromMs, count: 1, everyMs: 1_000, firstSeq: seq, value });
  await store.append(batches);
  process.stdout.write(`${seq}\n`);
  if (seq % 50 === 0) await store.maintain(Date.now());
}
