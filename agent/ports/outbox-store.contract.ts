import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { OutboxEntry, OutboxStore } from "./outbox-store.ts";

/** One storage and the accidents it can have. Every store it gives stands on that same storage. */
export interface OutboxStoreHarness {
  store(): OutboxStore;
  /** The process of `store` dies without closing; what it appended stays. */
  kill(store: OutboxStore): Promise<void>;
  /** The host loses power: what was not synced is gone, wholly or in part. */
  losePower(store: OutboxStore): Promise<void>;
  /** Removes what the storage stands on. */
  dispose(): Promise<void>;
}

/** What every OutboxStore must do. */
export function outboxStoreContract(
  name: string,
  makeHarness: () => Promise<OutboxStoreHarness>,
): void {
  describe(`outbox store contract: ${name}`, () => {
    let harness: OutboxStoreHarness;
    beforeEach(async () => {
      harness = await makeHarness();
    });
    afterEach(() => harness.dispose());
    ordinaryUse(() => harness);
    accidents(() => harness);
  });
}

function ordinaryUse(harness: () => OutboxStoreHarness): void {
  it("begins empty with a boot id and seq 1", async () => {
    const store = harness().store();
    const state = await store.open();
    expect(state).toEqual({
      boot: expect.stringMatching(/^[0-9a-f-]{36}$/),
      first: null,
      last: null,
      nextSeq: 1,
      bytes: 0,
    });
    expect(await readAll(store, 1, 1_000)).toEqual([]);
    await store.close();
  });

  it("gives back what was appended, in order and byte for byte", async () => {
    const store = harness().store();
    await store.open();
    await appendAll(store, 1, 5);
    expect(await readAll(store, 1, 1_000_000)).toEqual(entries(1, 5));
    expect(await readAll(store, 3, 1_000_000)).toEqual(entries(3, 5));
    expect(await readAll(store, 6, 1_000_000)).toEqual([]);
    await store.close();
  });

  it("keeps the order of overlapping calls", async () => {
    const store = harness().store();
    await store.open();
    await Promise.all([...entries(1, 40).map((one) => store.append(one)), store.sync()]);
    expect((await readAll(store, 1, 1_000_000)).map((one) => one.seq)).toEqual(range(1, 40));
    await store.close();
  });

  it("bounds a reading by bytes, but gives at least one entry", async () => {
    const store = harness().store();
    await store.open();
    await appendAll(store, 1, 4);
    const each = entry(1).payload.length;
    expect((await readAll(store, 1, 1)).map((one) => one.seq)).toEqual([1]);
    expect((await readAll(store, 1, each * 2)).map((one) => one.seq)).toEqual([1, 2]);
    expect((await readAll(store, 1, each * 3 - 1)).map((one) => one.seq)).toEqual([1, 2]);
    await store.close();
  });

  it("lets no small entry overtake one that did not fit", async () => {
    const store = harness().store();
    await store.open();
    for (const [index, length] of [40, 90, 10].entries()) {
      await store.append({ seq: index + 1, at: 1, payload: new Uint8Array(length) });
    }
    expect((await readAll(store, 1, 60)).map((one) => one.seq)).toEqual([1]);
    expect((await readAll(store, 2, 95)).map((one) => one.seq)).toEqual([2]);
    await store.close();
  });

  it("forgets what is trimmed and goes on counting", async () => {
    const store = harness().store();
    const { boot } = await store.open();
    await appendAll(store, 1, 5);
    await store.trim(3);
    await store.trim(2);
    expect((await readAll(store, 1, 1_000_000)).map((one) => one.seq)).toEqual([4, 5]);
    await store.trim(99);
    expect(await readAll(store, 1, 1_000_000)).toEqual([]);
    await store.close();
    const again = harness().store();
    expect(await again.open()).toEqual({ boot, first: null, last: null, nextSeq: 6, bytes: 0 });
    await appendAll(again, 6, 6);
    expect(await readAll(again, 1, 1_000_000)).toEqual(entries(6, 6));
    await again.close();
  });

  it("finds everything again after a close", async () => {
    const store = harness().store();
    const { boot } = await store.open();
    await appendAll(store, 1, 6);
    await store.trim(2);
    await store.close();
    const again = harness().store();
    const bytes = entries(3, 6).reduce((sum, one) => sum + one.payload.length, 0);
    expect(await again.open()).toEqual({ boot, first: 3, last: 6, nextSeq: 7, bytes });
    expect(await readAll(again, 1, 1_000_000)).toEqual(entries(3, 6));
    expect(again.damaged()).toBe(0);
    await again.close();
  });

  it("begins a new boot, empty, and keeps to it", async () => {
    const store = harness().store();
    const old = await store.open();
    await appendAll(store, 1, 5);
    const { boot, ...renewed } = await store.renew();
    expect(boot).toMatch(/^[0-9a-f-]{36}$/);
    expect(boot).not.toBe(old.boot);
    expect(renewed).toEqual({ first: null, last: null, nextSeq: 1, bytes: 0 });
    expect(await readAll(store, 1, 1_000_000)).toEqual([]);
    await appendAll(store, 1, 3);
    await store.trim(1);
    await harness().kill(store);
    const again = harness().store();
    expect(await again.open()).toMatchObject({ boot, last: 3, nextSeq: 4 });
    expect(await readAll(again, 2, 1_000_000)).toEqual(entries(2, 3));
    await again.close();
  });

  it("takes a gap, and refuses a seq that was given before", async () => {
    const store = harness().store();
    await store.open();
    await appendAll(store, 1, 2);
    await store.append(entry(10));
    await expect(store.append(entry(10))).rejects.toMatchObject({ code: "INTERNAL" });
    await expect(store.append(entry(4))).rejects.toMatchObject({ code: "INTERNAL" });
    expect((await readAll(store, 1, 1_000_000)).map((one) => one.seq)).toEqual([1, 2, 10]);
    expect((await readAll(store, 3, 1_000_000)).map((one) => one.seq)).toEqual([10]);
    await store.close();
  });
}

function accidents(harness: () => OutboxStoreHarness): void {
  it("loses nothing appended when the process is killed", async () => {
    const store = harness().store();
    const { boot } = await store.open();
    await appendAll(store, 1, 7);
    await store.trim(1);
    await harness().kill(store);
    const again = harness().store();
    const state = await again.open();
    expect(state).toMatchObject({ boot, last: 7, nextSeq: 8 });
    expect((await readAll(again, 2, 1_000_000)).map((one) => one.seq)).toEqual(range(2, 7));
    await again.close();
  });

  it("loses nothing synced when the power goes, and never gives a seq twice", async () => {
    const store = harness().store();
    const { boot } = await store.open();
    await appendAll(store, 1, 4);
    await store.sync();
    await appendAll(store, 5, 9);
    await harness().losePower(store);
    const again = harness().store();
    const state = await again.open();
    expect(state.boot).toBe(boot);
    expect(state.nextSeq).toBeGreaterThan(9);
    const left = await readAll(again, 1, 1_000_000);
    expect(left.slice(0, 4)).toEqual(entries(1, 4));
    // What was not synced may be there or not, but never with a hole or another content.
    expect(left).toEqual(entries(1, left.length));
    await again.append(entry(state.nextSeq));
    expect((await readAll(again, state.nextSeq, 1_000_000)).map((one) => one.seq)).toEqual([
      state.nextSeq,
    ]);
    await again.close();
  });

  it("survives many accidents in a row", async () => {
    let highest = 0;
    for (let life = 0; life < 6; life += 1) {
      const store = harness().store();
      const { nextSeq } = await store.open();
      expect(nextSeq).toBeGreaterThan(highest);
      await appendAll(store, nextSeq, nextSeq + 2);
      highest = nextSeq + 2;
      if (life % 2 === 0) await harness().kill(store);
      else await harness().losePower(store);
    }
  });
}

function entry(seq: number): OutboxEntry {
  const payload = new Uint8Array(64).map((_, index) => (seq * 31 + index * 7) % 256);
  return { seq, at: 1_700_000_000_000 + seq * 5_000, payload };
}

function range(first: number, last: number): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}

function entries(first: number, last: number): OutboxEntry[] {
  return range(first, last).map(entry);
}

/** A reading with plain byte arrays, so that a Buffer equals the array that was appended. */
async function readAll(
  store: OutboxStore,
  fromSeq: number,
  maxBytes: number,
): Promise<OutboxEntry[]> {
  const got = await store.read(fromSeq, maxBytes);
  return got.map((one) => ({ ...one, payload: Uint8Array.from(one.payload) }));
}

async function appendAll(store: OutboxStore, first: number, last: number): Promise<void> {
  for (const one of entries(first, last)) await store.append(one);
}
