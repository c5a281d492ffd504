import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { OutboxEntry, OutboxState, OutboxStore } from "../ports/outbox-store.ts";
import { frameHeader, frameTypes } from "./frame.ts";
import { OutboxFilesHarness } from "./testing/outbox-harness.ts";

type Step =
  | { readonly do: "append"; readonly payload: Uint8Array }
  | { readonly do: "trim"; readonly share: number }
  | { readonly do: "read"; readonly share: number; readonly maxBytes: number }
  | { readonly do: "sync" | "reopen" | "kill" }
  | { readonly do: "kill-within"; readonly payload: Uint8Array; readonly share: number }
  | { readonly do: "power-cut"; readonly names: number; readonly bytes: number };

/** Even over its range, unlike `fc.double`, which prefers numbers near zero. */
const share = fc.integer({ min: 0, max: 100 }).map((percent) => percent / 100);
const payload = fc.uint8Array({ maxLength: 120, size: "max" });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant("append" as const), payload }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("trim" as const), share }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("read" as const), share, maxBytes: fc.nat(400) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom("sync" as const, "reopen" as const, "kill" as const),
    }),
  },
  fc.record({ do: fc.constant("kill-within" as const), payload, share }),
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("power-cut" as const), names: share, bytes: share }),
  },
);

/** What a perfect outbox would hold, and what an accident may take from it. */
class Model {
  entries: OutboxEntry[] = [];
  /** Highest seq that a power cut cannot take. */
  synced = 0;
  highest = 0;
  /** Up to here the disk knows what was trimmed: an accident brings nothing of it back. */
  noted = 0;

  get trimmed(): number {
    return (this.entries[0]?.seq ?? this.highest + 1) - 1;
  }
}

describe("OutboxFiles against its model", () => {
  it("keeps every promise through any history of use and accidents", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40, size: "max" }), async (steps) => {
        const harness = new OutboxFilesHarness({ segmentBytes: 200 });
        const run = new Run(harness);
        await run.begin();
        for (const one of steps) await run.step(one);
        await run.store.close();
        await harness.dispose();
      }),
      { numRuns: 100 },
    );
  });
});

class Run {
  readonly #harness: OutboxFilesHarness;
  readonly #model = new Model();
  #nextSeq = 1;
  #boot = "";
  store: OutboxStore;

  constructor(harness: OutboxFilesHarness) {
    this.#harness = harness;
    this.store = harness.store();
  }

  async begin(): Promise<void> {
    this.#boot = (await this.store.open()).boot;
  }

  async step(one: Step): Promise<void> {
    const model = this.#model;
    switch (one.do) {
      case "append":
        return this.#append(one.payload);
      case "trim": {
        const seq = Math.round(one.share * model.highest);
        await this.store.trim(seq);
        model.entries = model.entries.filter((entry) => entry.seq > seq);
        return;
      }
      case "read":
        return this.#read(Math.round(one.share * (model.highest + 1)), one.maxBytes);
      case "sync":
        await this.store.sync();
        model.synced = model.highest;
        return;
      case "reopen":
        await this.store.close();
        model.synced = model.highest;
        model.noted = model.trimmed;
        return this.#reopened(await this.#open());
      case "kill":
        await this.#harness.kill();
        return this.#reopened(await this.#open());
      case "kill-within":
        await this.#killWithin(one);
        return;
      case "power-cut":
        this.#harness.cutPower(one);
        return this.#powerBack(await this.#open());
    }
  }

  async #append(payload: Uint8Array): Promise<void> {
    const entry = { seq: this.#nextSeq, at: this.#nextSeq * 10, payload };
    await this.store.append(entry);
    this.#model.noted = this.#model.trimmed;
    this.#model.entries.push(entry);
    this.#model.highest = entry.seq;
    this.#nextSeq += 1;
  }

  async #read(fromSeq: number, maxBytes: number): Promise<void> {
    const got = await this.store.read(fromSeq, maxBytes);
    const due = this.#model.entries.filter((entry) => entry.seq >= fromSeq);
    expect(got.map(plain)).toEqual(due.slice(0, got.length).map(plain));
    const bytes = got.reduce((sum, entry) => sum + entry.payload.length, 0);
    if (got.length > 1) expect(bytes).toBeLessThanOrEqual(maxBytes);
    if (due.length > 0) expect(got.length).toBeGreaterThan(0);
    const next = due[got.length];
    if (next !== undefined) expect(bytes + next.payload.length).toBeGreaterThan(maxBytes);
  }

  async #killWithin(one: { payload: Uint8Array; share: number }): Promise<void> {
    const content = { seq: this.#nextSeq, at: 0, payload: one.payload };
    const frame = Buffer.concat([
      frameHeader({ type: frameTypes.entry, ...content }),
      content.payload,
    ]);
    await this.#harness.killWithin(frame.subarray(0, Math.floor(one.share * (frame.length - 1))));
    await this.#reopened(await this.#open());
  }

  async #open(): Promise<OutboxState> {
    this.store = this.#harness.store();
    const state = await this.store.open();
    // A boot without a single entry was told to nobody and may be forgotten.
    if (this.#model.highest === 0) this.#boot = state.boot;
    expect(state.boot).toBe(this.#boot);
    expect(state.nextSeq).toBeGreaterThan(this.#model.highest);
    this.#nextSeq = state.nextSeq;
    return state;
  }

  /** Nothing may be lost, and what was trimmed stays away, but for what the disk did not know yet. */
  async #reopened(state: OutboxState): Promise<void> {
    const model = this.#model;
    const left = await this.store.read(0, 1_000_000);
    const kept = left.filter((entry) => entry.seq > model.trimmed);
    expect(kept.map(plain)).toEqual(model.entries.map(plain));
    expect(left.filter((entry) => entry.seq <= model.noted)).toEqual([]);
    model.entries = [...left];
    expect(state.first).toBe(left[0]?.seq ?? null);
    expect(state.last).toBe(left.at(-1)?.seq ?? null);
    expect(state.bytes).toBe(left.reduce((sum, entry) => sum + entry.payload.length, 0));
  }

  /** What was synced is there; the rest up to some point; trimmed ones may come again, unchanged. */
  async #powerBack(state: OutboxState): Promise<void> {
    const model = this.#model;
    const left = await this.store.read(0, 1_000_000);
    const kept = left.filter((entry) => entry.seq > model.trimmed);
    expect(kept.map(plain)).toEqual(model.entries.slice(0, kept.length).map(plain));
    const promised = model.entries.filter((entry) => entry.seq <= model.synced);
    expect(kept.length).toBeGreaterThanOrEqual(promised.length);
    expect(state.last).toBe(left.at(-1)?.seq ?? null);
    model.entries = [...left];
    model.synced = model.highest;
    model.noted = 0;
  }
}

function plain(entry: OutboxEntry): string {
  return `${entry.seq} ${entry.at} ${Buffer.from(entry.payload).toString("hex")}`;
}
