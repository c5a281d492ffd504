import { readFile, stat, writeFile } from "node:fs/promises";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { journalStoreContract } from "../ports/journal-store.contract.ts";
import type { AgentFacts } from "../ports/journal-store.ts";
import { JournalFileHarness } from "./testing/journal-harness.ts";

journalStoreContract("file", async () => new JournalFileHarness(1_000_000));
journalStoreContract("file, compacted at every chance", async () => new JournalFileHarness(1));

describe("JournalFile", () => {
  let harness: JournalFileHarness;
  let path: string;
  beforeEach(() => {
    harness = new JournalFileHarness(20_000);
    path = `${harness.folder}/journal.jsonl`;
  });
  afterEach(() => harness.dispose());

  it("stays small however often facts change", async () => {
    const store = harness.store();
    await store.open();
    for (let epoch = 1; epoch <= 600; epoch += 1) await store.putFacts(facts(epoch));
    await store.close();
    expect((await stat(path)).size).toBeLessThan(21_000);
    expect((await harness.store().open()).facts).toEqual(facts(600));
  });

  it("loses one line to one damaged byte, counts it, and keeps the lines around it", async () => {
    const store = harness.store();
    await store.open();
    for (const epoch of [1, 2]) await store.putFacts(facts(epoch));
    await store.close();
    const text = await readFile(path, "utf8");
    await writeFile(path, text.replace('"epoch":2', '"epoch":9'));
    const again = harness.store();
    expect((await again.open()).facts).toEqual(facts(1));
    expect(again.damaged()).toBe(1);
    await again.putFacts(facts(3));
    await again.close();
    expect((await harness.store().open()).facts).toEqual(facts(3));
  });

  it("holds the lines before the cut when truncated at any byte", async () => {
    const store = harness.store();
    await store.open();
    for (let epoch = 1; epoch <= 5; epoch += 1) await store.putFacts(facts(epoch));
    await store.close();
    const whole = await readFile(path);
    const ends = [...whole.keys()].filter((at) => whole[at] === 10).map((at) => at + 1);
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length), async (cut) => {
        await writeFile(path, whole.subarray(0, cut));
        const again = harness.store();
        const { facts: found } = await again.open();
        expect(found.epoch).toBe(ends.filter((end) => end <= cut).length);
        await again.putFacts(facts(7));
        await again.close();
        const third = harness.store();
        expect((await third.open()).facts).toEqual(facts(7));
        expect(third.damaged()).toBe(0);
        await third.close();
      }),
      { numRuns: 80 },
    );
  });
});

function facts(epoch: number): AgentFacts {
  return { epoch, generations: { a: epoch }, departed: ["a"], autostartDoneFor: "kernel" };
}
