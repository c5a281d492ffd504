import { open, readdir, readFile, stat, unlink, writeFile } from "node:fs/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { outboxStoreContract } from "../ports/outbox-store.contract.ts";
import type { OutboxEntry } from "../ports/outbox-store.ts";
import { OutboxFiles } from "./outbox-files.ts";
import { OutboxFilesHarness } from "./testing/outbox-harness.ts";

outboxStoreContract("segment files", async () => new OutboxFilesHarness());
outboxStoreContract(
  "segment files, a new one for every two entries",
  async () => new OutboxFilesHarness({ segmentBytes: 150 }),
);

describe("OutboxFiles", () => {
  let harness: OutboxFilesHarness;
  let folder: string;
  beforeEach(() => {
    harness = new OutboxFilesHarness();
    folder = harness.folder;
  });
  afterEach(() => harness.dispose());

  const make = (segmentBytes = 300, maxBytes = 1_000_000): OutboxFiles =>
    new OutboxFiles({ folder, segmentBytes, maxBytes });

  it("removes segments as they are trimmed", async () => {
    const store = make();
    await store.open();
    for (let seq = 1; seq <= 40; seq += 1) await store.append(entry(seq));
    expect((await segments(folder)).length).toBeGreaterThan(5);
    await store.trim(40);
    expect(await segments(folder)).toHaveLength(1);
    await store.close();
  });

  it("rejects DISK_FULL at its own bound and goes on when trimmed", async () => {
    const store = make(300, 900);
    await store.open();
    let seq = 1;
    const fill = async (): Promise<void> => {
      for (; seq < 100; seq += 1) await store.append(entry(seq));
    };
    await expect(fill()).rejects.toMatchObject({ code: "DISK_FULL" });
    expect(seq).toBeGreaterThan(3);
    await store.trim(seq - 1);
    await store.append(entry(seq));
    expect((await store.read(1, 10_000)).map((one) => one.seq)).toEqual([seq]);
    await store.close();
  });

  it("begins a new boot where the boot file is lost, and sets the old entries aside", async () => {
    const first = make();
    const { boot } = await first.open();
    for (let seq = 1; seq <= 3; seq += 1) await first.append(entry(seq));
    await first.close();
    await unlink(`${folder}/boot.json`);
    const second = make();
    const state = await second.open();
    expect(state).toMatchObject({ first: null, last: null, nextSeq: 1 });
    expect(state.boot).not.toBe(boot);
    expect(second.damaged()).toBe(3);
    expect((await readdir(`${folder}/set-aside`)).length).toBeGreaterThan(0);
    await second.close();
  });

  it("begins a new boot where the boot file is damaged", async () => {
    const first = make();
    const { boot } = await first.open();
    await first.append(entry(1));
    await first.close();
    const text = await readFile(`${folder}/boot.json`, "utf8");
    await writeFile(`${folder}/boot.json`, text.replace('"ceiling":', '"ceiling":9'));
    expect((await make().open()).boot).not.toBe(boot);
  });

  it("counts on above every seq where all segments are lost", async () => {
    const first = make();
    const { boot } = await first.open();
    for (let seq = 1; seq <= 5; seq += 1) await first.append(entry(seq));
    await first.close();
    for (const name of await segments(folder)) await unlink(`${folder}/${name}`);
    const state = await make().open();
    expect(state.boot).toBe(boot);
    expect(state.nextSeq).toBeGreaterThan(5);
  });

  it("counts on above every seq where the newest entry is damaged", async () => {
    const first = make(100_000);
    await first.open();
    for (let seq = 1; seq <= 6; seq += 1) await first.append(entry(seq));
    await first.close();
    await spoil(`${folder}/${(await segments(folder))[0]}`, 0.99);
    const second = make(100_000);
    const { last, nextSeq } = await second.open();
    expect(last).toBe(5);
    expect(nextSeq).toBeGreaterThan(6);
    await second.close();
  });

  it("cuts a torn end off for good", async () => {
    const first = harness.store();
    await first.open();
    await first.append(entry(1));
    await harness.killWithin(Buffer.alloc(40, 1));
    const second = harness.store();
    await second.open();
    expect(second.damaged()).toBe(1);
    await second.close();
    const third = harness.store();
    await third.open();
    expect(third.damaged()).toBe(0);
    await third.close();
  });

  it("loses one entry to one damaged byte in the middle, found at open or while running", async () => {
    const first = make(100_000);
    await first.open();
    for (let seq = 1; seq <= 6; seq += 1) await first.append(entry(seq));
    await spoil(`${folder}/${(await segments(folder))[0]}`, 0.4);
    const live = await first.read(1, 100_000);
    expect(live).toHaveLength(5);
    expect(first.damaged()).toBe(1);
    await first.close();
    const second = make(100_000);
    const state = await second.open();
    expect(await second.read(1, 100_000)).toEqual(live);
    expect(second.damaged()).toBe(1);
    expect(state.nextSeq).toBeGreaterThan(6);
    await second.close();
  });
});

async function segments(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name.endsWith(".seg")).sort();
}

/** Flips one byte at a share of the file's length. */
async function spoil(path: string, where: number): Promise<void> {
  const { size } = await stat(path);
  const file = await open(path, "r+");
  const position = Math.floor(size * where);
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, position);
  buffer.writeUInt8(buffer.readUInt8(0) ^ 0xff, 0);
  await file.write(buffer, 0, 1, position);
  await file.close();
}

function entry(seq: number): OutboxEntry {
  return {
    seq,
    at: 1_000 + seq,
    payload: Buffer.from(`{"batch":${seq},"filler":"${"x".repeat(50)}"}`),
  };
}
