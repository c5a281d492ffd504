import { expect, it } from "vitest";
import type { MetricStoreBench } from "../metric-store.contract.ts";
import {
  batchOf,
  hostA,
  hostB,
  hostBlock,
  hourMs,
  machine,
  machineBlock,
  maintainAll,
  minuteMs,
  secondMs,
  startMs,
  ticksOf,
} from "./sample-batches.ts";

/** The busiest, and the newest. */
export function ranksAndRemembers(bench: MetricStoreBench): void {
  it("ranks machines by their mean, over samples and roll-ups, and hosts too", async () => {
    const store = await bench.open();
    for (let n = 1; n <= 5; n += 1) {
      await store.append(
        ticksOf(machine(n), {
          fromMs: startMs,
          count: 720,
          everyMs: 5 * secondMs,
          firstSeq: 1 + n * 720,
          value: (tick) => (n === 5 ? (tick === 0 ? 90 : null) : n * (tick % 2)),
        }),
      );
    }
    const question = { target: "machine", field: "cpuUsed", fromMs: startMs, limit: 3 } as const;
    const expected = [
      [machine(5), 90, 90],
      [machine(4), 2, 4],
      [machine(3), 1.5, 3],
    ];
    for (const nowMs of [null, startMs + 30 * hourMs]) {
      if (nowMs !== null) await maintainAll(store, nowMs);
      const top = await store.top({ ...question, toMs: startMs + hourMs });
      expect(top.map((one) => [one.id, one.mean, one.max])).toEqual(expected);
    }
    expect(await store.top({ ...question, toMs: startMs + 1, fromMs: startMs - hourMs })).toEqual(
      expect.any(Array),
    );
    await store.append([
      batchOf({ seq: 9_001, at: startMs, samples: [hostBlock(1)] }),
      batchOf({ host: hostB, seq: 1, at: startMs, samples: [hostBlock(2)] }),
    ]);
    const span = { fromMs: startMs, toMs: startMs + minuteMs };
    const hosts = await store.top({ target: "host", field: "load1", ...span, limit: 5 });
    expect(hosts.map((one) => one.id)).toEqual([hostB, hostA]);
  });

  it("gives the newest row of each machine, wherever it ran last", async () => {
    const store = await bench.open();
    const ticks = { fromMs: startMs, count: 3, everyMs: secondMs, value: (tick: number) => tick };
    await store.append(ticksOf(machine(1), ticks));
    await store.append(
      ticksOf(machine(1), { ...ticks, fromMs: startMs + minuteMs, host: hostB, count: 1 }),
    );
    await store.append([
      batchOf({
        seq: 100,
        at: startMs + 2 * secondMs,
        samples: [machineBlock([[machine(2), 7, 4_096]]), hostBlock(1)],
      }),
    ]);
    for (const nowMs of [null, startMs + 30 * hourMs]) {
      if (nowMs !== null) await maintainAll(store, nowMs);
      const rows = await store.latest("machine", startMs);
      expect(rows.map(known)).toEqual([
        [hostB, machine(1), startMs + minuteMs, { cpuUsed: 0 }],
        [hostA, machine(2), startMs + 2 * secondMs, { cpuUsed: 7, memoryUsedBytes: 4_096 }],
      ]);
      const newer = await store.latest("machine", startMs + 10 * secondMs);
      expect(newer.map((row) => row.machine)).toEqual([machine(1)]);
      expect((await store.latest("host", startMs)).map((row) => row.values.load1)).toEqual([1]);
    }
  });
}

function known(row: {
  readonly host: string;
  readonly machine: string | null;
  readonly at: number;
  readonly values: Readonly<Record<string, number | null>>;
}): unknown[] {
  const values = Object.entries(row.values).filter(([, value]) => value !== null);
  return [row.host, row.machine, row.at, Object.fromEntries(values)];
}
