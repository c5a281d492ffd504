import { expect, it } from "vitest";
import type { MetricStoreBench } from "../metric-store.contract.ts";
import type { MetricStore } from "../metric-store.ts";
import {
  batchOf,
  bootA,
  bootB,
  hostA,
  hostB,
  machine,
  machineBlock,
  secondMs,
  startMs,
  ticksOf,
  uuid,
} from "./sample-batches.ts";

/** Samples and marks go together; nothing is stored twice and nothing acknowledged is lost. */
export function keepsExactlyOnce(bench: MetricStoreBench): void {
  it("begins without marks", async () => {
    expect(await (await bench.open()).marks()).toEqual([]);
  });

  it("stores a batch given twice once, in one call and in two", async () => {
    const store = await bench.open();
    const [one, two] = twoTicks();
    await store.append([one!, one!, two!]);
    await store.append([one!, two!]);
    expect(await cpu(store)).toEqual([1, 3]);
    expect(await store.marks()).toEqual([{ host: hostA, boot: bootA, upTo: 2 }]);
  });

  it("leaves out what is below the mark even if it says something else", async () => {
    const store = await bench.open();
    await store.append(twoTicks());
    await store.append([
      batchOf({ seq: 1, at: startMs, samples: [machineBlock([[machine(1), 99]])] }),
    ]);
    expect(await cpu(store)).toEqual([1, 3]);
  });

  it("takes a gap in the sequence, as an outbox that was full leaves one", async () => {
    const store = await bench.open();
    const [one] = twoTicks();
    const late = { ...twoTicks()[1]!, seq: 10 };
    await store.append([one!]);
    await store.append([late]);
    expect(await cpu(store)).toEqual([1, 3]);
    expect(await store.marks()).toEqual([{ host: hostA, boot: bootA, upTo: 10 }]);
  });

  it("keeps marks of boots and hosts apart", async () => {
    const store = await bench.open();
    const samples = (value: number) => [machineBlock([[machine(value), value]])];
    await store.append([
      batchOf({ seq: 5, at: startMs, samples: samples(1) }),
      batchOf({ boot: bootB, seq: 1, at: startMs, samples: samples(2) }),
      batchOf({ host: hostB, seq: 2, at: startMs, samples: samples(3) }),
    ]);
    const marks = [...(await store.marks())].sort((a, b) => b.upTo - a.upTo);
    expect(marks).toEqual([
      { host: hostA, boot: bootA, upTo: 5 },
      { host: hostB, boot: bootA, upTo: 2 },
      { host: hostA, boot: bootB, upTo: 1 },
    ]);
  });

  it("remembers only the last boots of a host", async () => {
    const store = await bench.open();
    for (let boot = 1; boot <= 7; boot += 1) {
      await store.append([
        batchOf({ boot: uuid(200 + boot) as never, seq: boot, at: startMs + boot, samples: [] }),
      ]);
    }
    expect((await store.marks()).map((mark) => mark.upTo).sort()).toEqual([4, 5, 6, 7]);
    const again = await bench.reopen();
    expect((await again.marks()).map((mark) => mark.upTo).sort()).toEqual([4, 5, 6, 7]);
  });

  it("raises the mark for a batch without samples", async () => {
    const store = await bench.open();
    await store.append([batchOf({ seq: 3, at: startMs, samples: [] })]);
    const again = await bench.reopenAfterKill();
    expect(await again.marks()).toEqual([{ host: hostA, boot: bootA, upTo: 3 }]);
  });

  it("has everything it resolved for after a kill, and takes the rest again", async () => {
    const store = await bench.open();
    const all = ticksOf(machine(1), {
      fromMs: startMs,
      count: 30,
      everyMs: secondMs,
      value: (tick) => tick,
    });
    await store.append(all.slice(0, 20));
    const again = await bench.reopenAfterKill();
    expect(await again.marks()).toEqual([{ host: hostA, boot: bootA, upTo: 20 }]);
    await again.append(all.slice(15));
    expect(await cpu(again, 30)).toEqual(Array.from({ length: 30 }, (_, tick) => tick));
    expect(await again.marks()).toEqual([{ host: hostA, boot: bootA, upTo: 30 }]);
  });

  it("keeps marks and rows in step when it is killed in the middle of a call", async () => {
    const store = await bench.open();
    const all = ticksOf(machine(1), {
      fromMs: startMs,
      count: 40,
      everyMs: secondMs,
      value: (tick) => tick,
    });
    const calls = all.map((one) => store.append([one]).catch(() => "killed"));
    const again = await bench.reopenAfterKill();
    await Promise.all(calls);
    const upTo = (await again.marks())[0]?.upTo ?? 0;
    const before = await cpu(again, 40);
    // Rows may be there whose mark is not yet: they come again and are stored once. Never the other way.
    expect(before.length).toBeGreaterThanOrEqual(upTo);
    expect(before).toEqual(Array.from(before, (_, tick) => tick));
    await again.append(all);
    expect(await cpu(again, 40)).toEqual(Array.from({ length: 40 }, (_, tick) => tick));
  });

  it("stores overlapping calls in the order in which they were made", async () => {
    const store = await bench.open();
    const all = ticksOf(machine(1), {
      fromMs: startMs,
      count: 50,
      everyMs: secondMs,
      value: (tick) => tick,
    });
    await Promise.all(all.map((one) => store.append([one])));
    expect(await cpu(store, 50)).toEqual(Array.from({ length: 50 }, (_, tick) => tick));
  });
}

function twoTicks() {
  return ticksOf(machine(1), {
    fromMs: startMs,
    count: 2,
    everyMs: secondMs,
    value: (tick) => 1 + 2 * tick,
  });
}

/** Samples of machine 1 from the start on, a second apart, as far as there are any. */
async function cpu(store: MetricStore, seconds = 5): Promise<number[]> {
  const answer = await store.range({
    target: "machine",
    machine: machine(1),
    fields: ["cpuUsed"],
    fromMs: startMs,
    toMs: startMs + seconds * secondMs,
    points: seconds,
  });
  const values = answer.series[0]?.values.cpuUsed ?? [];
  return values.filter((value) => value !== null);
}
