import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, open, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { MetricStore } from "../../ports/metric-store.ts";
import {
  hourMs,
  machine,
  maintainAll,
  secondMs,
  startMs,
  ticksOf,
} from "../../ports/testing/sample-batches.ts";
import { HeadFile } from "./head-file.ts";
import { MetricWriter } from "./metric-writer.ts";
import { packBatch } from "./packed-batch.ts";
import { PeriodFiles } from "./period-files.ts";
import { Sealer } from "./sealer.ts";
import { SqliteMetricStore } from "./sqlite-metric-store.ts";
import { windowMs } from "./tiers.ts";

let folder: string;
let store: SqliteMetricStore;
const moving = new Int32Array(1);
const signal = new AbortController().signal;
const all = ticksOf(machine(1), {
  fromMs: startMs,
  count: 100,
  everyMs: 5 * secondMs,
  value: (tick) => tick,
});

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "novacron-accident-"));
  store = new SqliteMetricStore(folder);
});
afterEach(async () => {
  await store.stop();
  await rm(folder, { recursive: true, force: true });
});

describe("a crash of the process", () => {
  it("loses nothing that was acknowledged before kill -9, and stores nothing twice", async () => {
    let acknowledged = 0;
    for (let life = 0; life < 3; life += 1) {
      const script = join(import.meta.dirname, "testing", "append-forever.ts");
      const child = spawn(process.execPath, [script, folder, `${acknowledged + 1}`], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      const enough = acknowledged + 60 + life * 7;
      for await (const chunk of child.stdout) {
        acknowledged = Number(String(chunk).trim().split("\n").at(-1));
        if (acknowledged >= enough) break;
      }
      child.kill("SIGKILL");
      if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
      await store.start(signal);
      const upTo = (await store.marks())[0]?.upTo ?? 0;
      expect(upTo).toBeGreaterThanOrEqual(acknowledged);
      expect(await sumOf(store)).toEqual({ count: upTo, sum: (upTo * (upTo + 1)) / 2 });
      acknowledged = upTo;
      await store.stop();
      store = new SqliteMetricStore(folder);
    }
  }, 60_000);

  it("between files and head leaves rows in both, and they count once", async () => {
    const writer = new MetricWriter({ folder, now: Date.now, moving });
    writer.open();
    writer.append(all.map(packBatch), []);
    writer.close();
    const head = new HeadThatDies(join(folder, "head.sqlite"), false);
    const files = new PeriodFiles(folder, false, () => undefined);
    files.makeFolders();
    const sealer = new Sealer(head, files, moving);
    const windows = head.openWindows({ fromMs: startMs, toMs: startMs + windowMs });
    expect(() => sealer.seal(windows, startMs)).toThrow("power");
    files.closeAll();
    head.close();
    await store.start(signal);
    const expected = { count: 100, sum: 4_950 };
    expect(await sumOf(store)).toEqual(expected);
    expect(await meanOfHour(store)).toBeCloseTo(49.5, 6);
    await maintainAll(store, startMs + 30 * hourMs);
    expect(await sumOf(store)).toEqual(expected);
    expect(await meanOfHour(store)).toBeCloseTo(49.5, 6);
  });
});

describe("a damaged file", () => {
  it("of a day is set aside, named, and the rest goes on", async () => {
    await store.start(signal);
    await store.append(all);
    await maintainAll(store, startMs + 30 * hourMs);
    await store.stop();
    await overwrite(join(folder, "raw", "2026-03-02.sqlite"));
    store = new SqliteMetricStore(folder);
    await store.start(signal);
    expect((await sumOf(store)).count).toBe(0);
    await eventually(async () => (await store.health()).problem?.includes("set aside") ?? false);
    // Roll-ups are in files of their own.
    expect(await meanOfHour(store)).toBeCloseTo(49.5, 6);
    const more = { fromMs: startMs + hourMs, count: 5, everyMs: secondMs, firstSeq: 101 };
    await store.append(ticksOf(machine(1), { ...more, value: () => 1 }));
    await maintainAll(store, startMs + 30 * hourMs);
    expect((await sumOf(store)).count).toBe(5);
    expect(await readdir(join(folder, "raw"))).toContain("2026-03-02.sqlite.damaged-1");
  });

  it("of the newest samples is set aside; what agents send again is stored once", async () => {
    await store.start(signal);
    await store.append(all);
    await maintainAll(store, startMs + 30 * hourMs);
    await store.stop();
    await overwrite(join(folder, "head.sqlite"));
    store = new SqliteMetricStore(folder);
    await store.start(signal);
    expect(await store.marks()).toEqual([]);
    expect((await store.health()).problem).toContain("head.sqlite.damaged-1");
    await store.append(all);
    await maintainAll(store, startMs + 30 * hourMs);
    expect(await sumOf(store)).toEqual({ count: 100, sum: 4_950 });
  });
});

class HeadThatDies extends HeadFile {
  override dropWindow(): void {
    throw new TypeError("power");
  }
}

async function sumOf(from: MetricStore): Promise<{ count: number; sum: number }> {
  const answer = await from.range({
    target: "machine",
    machine: machine(1),
    fields: ["cpuUsed"],
    fromMs: startMs,
    toMs: startMs + 2 * hourMs,
    points: 5_000 * 2,
  });
  const known = answer.series[0]?.values.cpuUsed?.filter((one) => one !== null) ?? [];
  return { count: known.length, sum: known.reduce((sum, one) => sum + one, 0) };
}

async function meanOfHour(from: MetricStore): Promise<number> {
  const answer = await from.range({
    target: "machine",
    machine: machine(1),
    fields: ["cpuUsed"],
    fromMs: startMs,
    toMs: startMs + hourMs,
    points: 1,
  });
  return answer.series[0]?.values.cpuUsed?.[0] ?? Number.NaN;
}

async function overwrite(path: string): Promise<void> {
  const file = await open(path, "r+");
  await file.write(Buffer.alloc(40_000, 0xa5), 0, 40_000, 0);
  await file.close();
}

async function eventually(condition: () => Promise<boolean>): Promise<void> {
  await expect.poll(condition, { timeout: 20_000 }).toBe(true);
}
