import type { StoredBatch } from "@novacron/protocol/messages/batch";
import { expect, it } from "vitest";
import type { Retention } from "../../samples/retention.ts";
import type { MetricStoreBench } from "../metric-store.contract.ts";
import {
  batchOf,
  dayMs,
  hourMs,
  machine,
  machineBlock,
  maintainAll,
  minuteMs,
  secondMs,
  startMs,
  ticksOf,
} from "./sample-batches.ts";

const short: Retention = {
  rawMs: dayMs,
  rollupsMs: [3 * dayMs, 60 * dayMs, 900 * dayMs],
  maxBytes: 1024 ** 3,
};

/** What is kept, at which resolution, and what goes first. */
export function keepsForAsLongAsSaid(bench: MetricStoreBench): void {
  it("drops raw samples over age and keeps their roll-ups, each for its own time", async () => {
    const store = await bench.open(short);
    // Twelve days, one sample a minute; the value is the number of the hour.
    for (let day = 0; day < 12; day += 1) {
      await store.append(
        ticksOf(machine(1), {
          fromMs: startMs + day * dayMs,
          count: 1_440,
          everyMs: minuteMs,
          firstSeq: 1 + day * 1_440,
          value: (tick) => day * 24 + Math.floor(tick / 60),
        }),
      );
      await maintainAll(store, startMs + (day + 1) * dayMs);
    }
    const nowMs = startMs + 12 * dayMs + 2 * hourMs;
    await maintainAll(store, nowMs);
    const hourAt = async (ms: number) => {
      const answer = await store.range({
        target: "machine",
        machine: machine(1),
        fields: ["cpuUsed"],
        fromMs: ms,
        toMs: ms + hourMs,
        points: 3_600,
      });
      const values = answer.series[0]?.values.cpuUsed?.filter((one) => one !== null) ?? [];
      return { stepMs: answer.stepMs, count: values.length, value: values[0] };
    };
    expect(await hourAt(nowMs - 6 * hourMs)).toEqual({ stepMs: secondMs, count: 60, value: 284 });
    expect(await hourAt(nowMs - 60 * hourMs)).toEqual({ stepMs: minuteMs, count: 60, value: 230 });
    expect(await hourAt(startMs)).toEqual({ stepMs: 15 * minuteMs, count: 4, value: 0 });
  });

  it("does not take a clock that jumped ahead for age", async () => {
    const store = await bench.open(short);
    const ticks = { fromMs: startMs, count: 60, everyMs: minuteMs, value: () => 1 };
    await store.append(ticksOf(machine(1), ticks));
    await maintainAll(store, startMs + 4_000 * dayMs);
    const answer = await store.range({
      target: "machine",
      machine: machine(1),
      fields: ["cpuUsed"],
      fromMs: startMs,
      toMs: startMs + hourMs,
      points: 3_600,
    });
    expect(answer.series[0]?.values.cpuUsed?.filter((one) => one !== null)).toHaveLength(60);
  });

  it("drops the oldest first when it is over its size, and goes on taking samples", async () => {
    const small: Retention = { ...short, rawMs: 900 * dayMs, maxBytes: bench.smallBytes };
    const store = await bench.open(small);
    let dropped = 0;
    for (let day = 0; day < 6; day += 1) {
      await store.append(noiseOf(day));
      dropped += await maintainAll(store, startMs + (day + 1) * dayMs + hourMs);
    }
    expect(dropped).toBeGreaterThan(0);
    const countAt = async (day: number) => {
      const answer = await store.range({
        target: "machine",
        machine: machine(1),
        fields: ["cpuUsed"],
        fromMs: startMs + day * dayMs + 22 * hourMs,
        toMs: startMs + day * dayMs + 23 * hourMs,
        points: 3_600,
      });
      return answer.series[0]?.values.cpuUsed?.filter((one) => one !== null).length ?? 0;
    };
    expect(await countAt(5)).toBe(720);
    expect(await countAt(0)).toBeLessThan(720);
  }, 60_000);
}

/** The last four hours of a day of ten machines, a sample each five seconds, that no store can pack well. */
function noiseOf(day: number): StoredBatch[] {
  return Array.from({ length: 2_880 }, (_, tick) =>
    batchOf({
      seq: 1 + day * 2_880 + tick,
      at: startMs + day * dayMs + 20 * hourMs + tick * 5 * secondMs,
      samples: [
        machineBlock(
          Array.from({ length: 10 }, (_, n) => [machine(n), noise(day * 28_800 + tick * 10 + n)]),
        ),
      ],
    }),
  );
}

function noise(n: number): number {
  return Math.abs(Math.sin(n * 12.9898) * 43758.5453) % 1;
}
