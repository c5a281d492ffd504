import fc from "fast-check";
import { expect, it } from "vitest";
import type { StateStoreBench } from "../state-store.contract.ts";
import type { NewRecordEntry, RecordPlace, StateStore, StateTx } from "../state-store.ts";
import { startMs } from "./sample-batches.ts";
import { entry, operation } from "./state-rows.ts";

const at = (n: number, seconds: number, changes: Partial<NewRecordEntry> = {}) =>
  entry(n, { at: startMs + seconds * 1_000, sentence: `${n} at ${seconds}`, ...changes });
const note = { data: { note: "guest-reboot" } };
const gone = { data: { ...entry(1).data, gone: true } };

export function forgetsHistory(bench: StateStoreBench): void {
  it("says how far the record and the operations reach", async () => {
    const store = await bench.open();
    await store.transaction(async (tx) => {
      expect(await tx.recordSpan(2)).toEqual({ newestMs: null, horizonMs: null });
      expect(await tx.operationSpan(2)).toEqual({ newestMs: null, horizonMs: null });
      await tx.appendRecord([at(1, 30), at(1, 10), at(1, 20)]);
      for (const n of [1, 2, 3]) await tx.putOperation(operation(n));
      expect(await tx.recordSpan(2)).toEqual({
        newestMs: startMs + 30_000,
        horizonMs: startMs + 20_000,
      });
      expect(await tx.recordSpan(4)).toMatchObject({ horizonMs: null });
      expect(await tx.operationSpan(3)).toEqual({ newestMs: startMs + 3, horizonMs: startMs + 1 });
    });
  });

  it("drops old entries, but for the last whole state of a machine before the horizon", async () => {
    const store = await bench.open();
    await store.transaction((tx) =>
      tx.appendRecord([
        at(1, 10),
        at(1, 20),
        at(1, 25, note),
        at(1, 40),
        at(2, 5),
        at(3, 5),
        at(3, 30),
        at(4, 1, { machine: null }),
      ]),
    );
    expect(await sweep(store, 30)).toBe(4);
    expect(await sentences(store)).toEqual(["3 at 30", "2 at 5", "1 at 40", "1 at 20"]);
    const again = await bench.reopenAfterKill();
    expect(await sweep(again, 30)).toBe(0);
    expect(await again.transaction((tx) => tx.appendRecord([at(9, 50)]))).toMatchObject([
      { id: 9 },
    ]);
  });

  it("keeps nothing of a machine that was gone before, and never brings it back", async () => {
    const store = await bench.open();
    await store.transaction((tx) =>
      tx.appendRecord([at(1, 1), at(1, 2), at(1, 3, gone), at(2, 9)]),
    );
    await sweep(store, 5);
    const left = await store.transaction((tx) => tx.statesAsOf(startMs + 5_000));
    expect(left.every((one) => one.data.gone === true)).toBe(true);
    await sweep(store, 5);
    expect(await sentences(store)).toEqual(["2 at 9"]);
  });

  it("answers as before for every instant from the horizon on", async () => {
    const store = await bench.open();
    const some = fc.record({
      n: fc.integer({ min: 1, max: 3 }),
      seconds: fc.nat(12),
      kind: fc.constantFrom({}, note, gone),
    });
    let round = 0;
    const property = fc.asyncProperty(
      fc.array(some, { maxLength: 25 }),
      fc.nat(13),
      fc.integer({ min: 1, max: 6 }),
      async (rows, horizon, limit) => {
        round += 100;
        const all = rows.map(({ n, seconds, kind }) => at(round + n, seconds, kind));
        await store.transaction((tx) => tx.appendRecord(all));
        const seen = async () => {
          const found: string[][] = [];
          for (let second = horizon; second <= 13; second += 1) {
            const states = await store.transaction((tx) => tx.statesAsOf(startMs + second * 1_000));
            const alive = states.filter((one) => one.data.gone !== true);
            found.push(alive.map((one) => one.sentence));
          }
          return found;
        };
        const before = await seen();
        for (const _again of [1, 2]) {
          await sweep(store, horizon, limit);
          expect(await seen()).toEqual(before);
        }
        await sweep(store, 14, 1_000);
        await store.transaction((tx) =>
          tx.appendRecord([1, 2, 3].map((n) => at(round + n, 13, gone))),
        );
        for (const _again of [1, 2]) await sweep(store, 14, 1_000);
        expect(await sentences(store)).toEqual([]);
      },
    );
    await fc.assert(property, { numRuns: 40 });
  });

  it("drops ended operations, oldest first, and never an open one", async () => {
    const store = await bench.open();
    await store.transaction(async (tx) => {
      await tx.putOperation(operation(1, { state: "running" }));
      for (const n of [2, 3, 4]) await tx.putOperation(operation(n, { state: "succeeded" }));
      await tx.putOperation(operation(5, { state: "needs-attention" }));
    });
    const drop = () => store.transaction((tx) => tx.dropOperations(startMs + 4, 1));
    expect([await drop(), await drop(), await drop()]).toEqual([1, 1, 0]);
    const { items } = await store.transaction((tx) => tx.operations({ limit: 9, offset: 0 }));
    expect(items.map((one) => one.requestedAt - startMs)).toEqual([5, 4, 1]);
  });
}

/** All slices of one round; resolves to how many entries were dropped. */
async function sweep(store: StateStore, seconds: number, limit = 2): Promise<number> {
  let dropped = 0;
  let after: RecordPlace | null = null;
  do {
    const from: RecordPlace | null = after;
    const beforeMs = startMs + seconds * 1_000;
    const slice: Awaited<ReturnType<StateTx["sweepRecord"]>> = await store.transaction((tx) =>
      tx.sweepRecord({ beforeMs, after: from, limit }),
    );
    dropped += slice.dropped;
    after = slice.next;
  } while (after !== null);
  return dropped;
}

async function sentences(store: StateStore): Promise<readonly string[]> {
  const all = await store.transaction((tx) => tx.record({ limit: 1_000 }));
  return all.map((one) => one.sentence);
}
