import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { hourMs, machine, startMs, ticksOf } from "../../ports/testing/sample-batches.ts";
import { defaultRetention } from "../../samples/retention.ts";
import { HeadFile } from "./head-file.ts";
import { MetricKeeper } from "./metric-keeper.ts";
import { MetricWriter } from "./metric-writer.ts";
import { packBatch } from "./packed-batch.ts";

let folder: string;
let writer: MetricWriter;
const moving = new Int32Array(1);
const now = () => startMs + hourMs;
const tick = (seq: number) =>
  ticksOf(machine(1), {
    fromMs: startMs + seq * 1_000,
    count: 1,
    everyMs: 1_000,
    firstSeq: seq,
    value: () => seq,
  }).map(packBatch);
const window = { fromMs: startMs, toMs: startMs + 1 };

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "novacron-head-"));
  writer = new MetricWriter({ folder, now, moving });
  writer.open();
});
afterEach(async () => {
  writer.close();
  await rm(folder, { recursive: true, force: true });
});

describe("writer and keeper on one head", () => {
  it("keeps rows that come between the reading of a window and its end, and finds them", () => {
    writer.append(tick(1), []);
    const head = new HeadFile(join(folder, "head.sqlite"), false);
    const [open] = head.openWindows(window);
    const lastId = head.logRows(open!).at(-1)?.id ?? 0;
    writer.append(tick(2), []);
    head.transaction(() => head.dropWindow(open!, lastId));
    expect(head.logRows(open!)).toHaveLength(1);
    expect(head.openWindows({ ...window, machine: machine(1) })).toHaveLength(1);
    head.close();
  });

  it("writes the places of a window again after it was sealed", () => {
    const keeper = new MetricKeeper({ folder, retention: defaultRetention, moving });
    keeper.open();
    writer.append(tick(1), []);
    while (keeper.maintain(now() + hourMs).rolledUp > 0);
    const head = new HeadFile(join(folder, "head.sqlite"), true);
    expect(head.openWindows(window)).toEqual([]);
    writer.append(tick(2), []);
    expect(head.openWindows({ ...window, machine: machine(1) })).toHaveLength(1);
    head.close();
    keeper.close();
  });

  it("lets a window that is already over gather before it is sealed", () => {
    const keeper = new MetricKeeper({ folder, retention: defaultRetention, moving });
    keeper.open();
    writer.append(tick(1), []);
    expect(keeper.maintain(now() + 30_000).rolledUp).toBe(0);
    expect(keeper.maintain(now() + 61_000).rolledUp).toBeGreaterThan(0);
    keeper.close();
  });
});
