import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import {
  batchOf,
  machine,
  machineBlock,
  maintainAll,
  startMs,
} from "../../ports/testing/sample-batches.ts";
import { SqliteMetricStore } from "./sqlite-metric-store.ts";

let folder: string;
let store: SqliteMetricStore;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "novacron-full-"));
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=4m", "tmpfs", folder]);
  store = new SqliteMetricStore(join(folder, "metrics"));
  await store.start(new AbortController().signal);
});
afterEach(async () => {
  await store.stop();
  execFileSync("umount", [folder]);
  await rm(folder, { recursive: true, force: true });
});

it("says that the disk is full, keeps what it acknowledged, and goes on when there is room", async () => {
  let seq = 0;
  const fill = async () => {
    for (; seq < 5_000; seq += 1) await store.append([batch(seq + 1)]);
  };
  await expect(fill()).rejects.toMatchObject({ code: "DISK_FULL" });
  expect(await store.health()).toMatchObject({ state: "full" });
  await expect(store.append([batch(seq + 1)])).rejects.toMatchObject({ code: "DISK_FULL" });
  expect(await store.marks()).toMatchObject([{ upTo: seq }]);
  execFileSync("mount", ["-o", "remount,size=64m", folder]);
  await store.append([batch(seq + 1)]);
  expect(await store.health()).toMatchObject({ state: "ok" });
  await maintainAll(store, startMs + 86_400_000);
  const answer = await store.range({
    target: "machine",
    machine: machine(1),
    fields: ["cpuUsed"],
    fromMs: startMs,
    toMs: startMs + (seq + 1) * 1_000,
    points: seq + 1,
  });
  const values = answer.series[0]?.values.cpuUsed ?? [];
  expect(values.slice(0, seq + 1)).toEqual(Array.from({ length: seq + 1 }, (_, n) => n + 1));
}, 60_000);

function batch(seq: number) {
  const rows = Array.from({ length: 60 }, (_, n) => [machine(n), seq, seq * n] as const);
  return batchOf({ seq, at: startMs + (seq - 1) * 1_000, samples: [machineBlock(rows)] });
}
