import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { createInterface } from "node:readline";
import { describe, expect, it } from "vitest";
import { OutboxFiles } from "./outbox-files.ts";
import { mayMount, mountSmallDisk } from "./testing/small-disk.ts";

describe("OutboxFiles on a full disk", () => {
  it.runIf(mayMount)(
    "says DISK_FULL, keeps what it has, and goes on when there is room",
    async () => {
      const disk = mountSmallDisk(256);
      try {
        const folder = `${disk.folder}/outbox`;
        const options = { folder, segmentBytes: 40_000 };
        let store = new OutboxFiles(options);
        const { boot } = await store.open();
        const last = await appendUntilFull(store, 1);
        expect(last).toBeGreaterThan(10);
        await expectContent(store, 1, last);
        await store.close();

        store = new OutboxFiles(options);
        expect(await store.open()).toMatchObject({ boot, first: 1, last, nextSeq: last + 1 });
        expect(store.damaged()).toBe(0);
        await expect(store.append(entry(last + 1))).rejects.toMatchObject({ code: "DISK_FULL" });
        await store.trim(last - 2);
        await store.append(entry(last + 1));
        await store.sync();
        await expectContent(store, last - 1, last + 1);
        await store.close();
      } finally {
        disk.remove();
      }
    },
  );

  it.runIf(mayMount)("starts on a disk that others have filled to the last byte", async () => {
    const disk = mountSmallDisk(64);
    try {
      const store = new OutboxFiles({ folder: disk.folder });
      await store.open();
      const fill = writeFile(`${disk.folder}/others`, Buffer.alloc(80_000));
      await expect(fill).rejects.toThrow(/ENOSPC/);
      await expect(store.append(entry(1))).rejects.toMatchObject({ code: "DISK_FULL" });
      rmSync(`${disk.folder}/others`);
      await store.append(entry(1));
      await expectContent(store, 1, 1);
      await store.close();
    } finally {
      disk.remove();
    }
  });
});

describe("OutboxFiles in a process that is killed", () => {
  it("has every batch whose append had resolved, through several kills", async () => {
    const folder = mkdtempSync(`${tmpdir()}/outbox-`);
    try {
      for (const target of [7, 90, 300]) {
        const said = await killAfter(folder, target);
        const store = new OutboxFiles({ folder, segmentBytes: 20_000 });
        const { last } = await store.open();
        expect(last).toBeGreaterThanOrEqual(said);
        const seqs = (await store.read(1, 100_000_000)).map((one) => one.seq);
        expect(new Set(seqs).size).toBe(seqs.length);
        expect(seqs).toContain(said);
        expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
        await store.close();
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

/** Kills the appending child once it has said `count` seqs; resolves the last one heard. */
async function killAfter(folder: string, count: number): Promise<number> {
  const script = new URL("./testing/append-until-killed.ts", import.meta.url).pathname;
  const child = spawn(process.execPath, [script, folder], { stdio: ["ignore", "pipe", "inherit"] });
  const exited = once(child, "exit");
  let heard = 0;
  let last = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    last = Number(line);
    heard += 1;
    if (heard === count) child.kill("SIGKILL");
  }
  await exited;
  return last;
}

async function appendUntilFull(store: OutboxFiles, from: number): Promise<number> {
  for (let seq = from; ; seq += 1) {
    try {
      await store.append(entry(seq));
    } catch (error) {
      expect(error).toMatchObject({ code: "DISK_FULL" });
      return seq - 1;
    }
  }
}

async function expectContent(store: OutboxFiles, first: number, last: number): Promise<void> {
  const got = await store.read(1, 100_000_000);
  const due = Array.from({ length: last - first + 1 }, (_, index) => entry(first + index));
  expect(got.map((one) => [one.seq, one.payload.toString()])).toEqual(
    due.map((one) => [one.seq, one.payload.toString()]),
  );
}

function entry(seq: number): { seq: number; at: number; payload: Buffer } {
  return { seq, at: seq, payload: Buffer.from(`${seq} `.repeat(600)) };
}
