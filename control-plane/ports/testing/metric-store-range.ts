import type { HostId } from "@novacron/protocol/domain/ids";
import { expect, it } from "vitest";
import type { MetricStoreBench } from "../metric-store.contract.ts";
import type { MetricStore, RangeQuery } from "../metric-store.ts";
import {
  batchOf,
  bootB,
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
  uuid,
} from "./sample-batches.ts";

/** Steps, gaps, means and peaks, over raw samples and roll-ups alike. */
export function answersRanges(bench: MetricStoreBench): void {
  it("gives samples as they came, and null where there was none", async () => {
    const store = await bench.open();
    await store.append(
      ticksOf(machine(1), {
        fromMs: startMs,
        count: 6,
        everyMs: 5 * secondMs,
        value: (tick) => (tick === 2 ? null : tick / 4),
      }),
    );
    const answer = await store.range({ ...ofMachine(1), toMs: startMs + 35 * secondMs, points: 7 });
    expect(answer.stepMs).toBe(5 * secondMs);
    expect(answer.series).toEqual([
      {
        machine: machine(1),
        host: hostA,
        device: null,
        at: [0, 5, 10, 15, 20, 25, 30].map((s) => startMs + s * secondMs),
        values: { cpuUsed: [0, 0.25, null, 0.75, 1, 1.25, null] },
        max: { cpuUsed: [0, 0.25, null, 0.75, 1, 1.25, null] },
      },
    ]);
  });

  it("counts the first instant of a range in and its end out, by whole steps", async () => {
    const store = await bench.open();
    await store.append(
      ticksOf(machine(1), { fromMs: startMs, count: 61, everyMs: secondMs, value: (tick) => tick }),
    );
    const answer = await store.range({
      ...ofMachine(1),
      fromMs: startMs + 12 * secondMs,
      toMs: startMs + 30 * secondMs,
      points: 2,
    });
    expect(answer.stepMs).toBe(10 * secondMs);
    expect(answer.series[0]?.at).toEqual([10, 20].map((s) => startMs + s * secondMs));
    expect(answer.series[0]?.values.cpuUsed).toEqual([14.5, 24.5]);
    expect(answer.series[0]?.max.cpuUsed).toEqual([19, 29]);
  });

  it("picks a step from the table, and never gives many more steps than wanted", async () => {
    const store = await bench.open();
    for (const [hours, points, stepMs] of [
      [1 / 12, 300, secondMs],
      [1, 500, 10 * secondMs],
      [24, 500, 5 * minuteMs],
      [24 * 30, 500, 2 * hourMs],
      [24 * 700, 100, 7 * 24 * hourMs],
    ] as const) {
      const answer = await store.range({ ...ofMachine(1), toMs: startMs + hours * hourMs, points });
      expect(answer).toEqual({ stepMs, series: [] });
    }
  });

  it("never lets a peak hide in a mean", async () => {
    const store = await bench.open();
    await store.append(
      ticksOf(machine(1), {
        fromMs: startMs,
        count: 720,
        everyMs: 5 * secondMs,
        value: (tick) => (tick === 400 ? 64 : 0),
      }),
    );
    const question = { ...ofMachine(1), toMs: startMs + hourMs, points: 1 };
    for await (const each of rolledUpToo(store)) {
      const answer = await each.range(question);
      expect(answer.stepMs).toBe(hourMs);
      expect(answer.series[0]?.max.cpuUsed).toEqual([64]);
      expect(answer.series[0]?.values.cpuUsed?.[0]).toBeCloseTo(64 / 720, 6);
    }
  });

  it("answers the same from roll-ups as from samples", async () => {
    const store = await bench.open();
    await store.append(
      ticksOf(machine(1), {
        fromMs: startMs,
        count: 3 * 720,
        everyMs: 5 * secondMs,
        value: (tick) =>
          tick % 97 === 0 ? null : Math.round(1_000 + 900 * Math.sin(tick / 50)) / 8,
      }),
    );
    const questions = [180, 36, 12, 6, 3].map((points) => ({
      ...ofMachine(1),
      toMs: startMs + 3 * hourMs,
      points,
    }));
    const before = await Promise.all(questions.map((question) => store.range(question)));
    await maintainAll(store, startMs + 30 * hourMs);
    for (const [index, question] of questions.entries()) {
      const after = await store.range(question);
      expect(after.stepMs).toBe(before[index]?.stepMs);
      expect(after.series[0]?.max).toEqual(before[index]?.series[0]?.max);
      expectClose(after.series[0]?.values.cpuUsed, before[index]?.series[0]?.values.cpuUsed);
    }
  });

  it("puts a backlog of an hour, come late, into the roll-ups too", async () => {
    const store = await bench.open();
    const value = (tick: number) => tick % 10;
    const whole = { fromMs: startMs, count: 3 * 720, everyMs: 5 * secondMs, value };
    const all = ticksOf(machine(1), whole);
    const other = ticksOf(machine(2), { ...whole, host: hostB });
    await store.append([...all.slice(0, 720), ...other]);
    await maintainAll(store, startMs + 4 * hourMs);
    await store.append(all.slice(720));
    const question = { ...ofMachine(1), toMs: startMs + 3 * hourMs, points: 3 };
    const expected = [4.5, 4.5, 4.5];
    expectClose((await store.range(question)).series[0]?.values.cpuUsed, expected);
    await maintainAll(store, startMs + 5 * hourMs);
    expectClose((await store.range(question)).series[0]?.values.cpuUsed, expected);
    const fine = await store.range({ ...question, points: 3 * 60 });
    expect(fine.series[0]?.values.cpuUsed?.filter((one) => one === null)).toEqual([]);
  });

  it("merges samples that come late into a time already rolled up", async () => {
    const store = await bench.open();
    const odd = { fromMs: startMs, count: 90, everyMs: 10 * secondMs, value: () => 1 };
    await store.append(ticksOf(machine(1), odd));
    await maintainAll(store, startMs + 2 * hourMs);
    const between = { ...odd, fromMs: startMs + 5 * secondMs, value: () => 3, boot: bootB };
    await store.append(ticksOf(machine(1), between));
    const question = { ...ofMachine(1), toMs: startMs + 15 * minuteMs, points: 1 };
    expect((await store.range(question)).series[0]?.values.cpuUsed).toEqual([2]);
    await maintainAll(store, startMs + 3 * hourMs);
    expect((await store.range(question)).series[0]?.values.cpuUsed).toEqual([2]);
  });

  it("keeps apart what a clock that went back repeats, by time and not by order of arrival", async () => {
    const store = await bench.open();
    const first = { fromMs: startMs + minuteMs, count: 10, everyMs: secondMs, value: () => 5 };
    await store.append(ticksOf(machine(1), first));
    const back = { fromMs: startMs, count: 10, everyMs: secondMs, value: () => 7, firstSeq: 11 };
    await store.append(ticksOf(machine(1), back));
    const answer = await store.range({
      ...ofMachine(1),
      toMs: startMs + 90 * secondMs,
      points: 90,
    });
    const values = answer.series[0]?.values.cpuUsed ?? [];
    expect(values.slice(0, 10)).toEqual(Array(10).fill(7));
    expect(values.slice(60, 70)).toEqual(Array(10).fill(5));
    // The same instant once more: the later batch says what it was.
    const same = { fromMs: startMs, count: 1, everyMs: secondMs, value: () => 8, firstSeq: 21 };
    await store.append(ticksOf(machine(1), same));
    const again = await store.range({ ...ofMachine(1), toMs: startMs + secondMs, points: 1 });
    expect(again.series[0]?.values.cpuUsed).toEqual([8]);
  });

  it("shows a machine that moved as one series, and each host's part when asked", async () => {
    const store = await bench.open();
    const here = { fromMs: startMs, count: 5, everyMs: secondMs, value: () => 1 };
    await store.append(ticksOf(machine(1), here));
    const there = { ...here, fromMs: startMs + 5 * secondMs, host: hostB, value: () => 2 };
    await store.append(ticksOf(machine(1), there));
    const question = { ...ofMachine(1), toMs: startMs + 10 * secondMs, points: 10 };
    const whole = await store.range(question);
    expect(whole.series).toHaveLength(1);
    expect(whole.series[0]?.host).toBeNull();
    expect(whole.series[0]?.values.cpuUsed).toEqual([1, 1, 1, 1, 1, 2, 2, 2, 2, 2]);
    const part = await store.range({ ...question, host: hostB });
    expect(part.series[0]?.host).toBe(hostB);
    expect(part.series[0]?.values.cpuUsed?.filter((one) => one !== null)).toEqual([2, 2, 2, 2, 2]);
  });

  it("gives one series for each device, or the one asked for", async () => {
    const store = await bench.open();
    const disks = {
      target: "machineDisk",
      columns: ["machine", "device", "readsPerSecond"],
      rows: [
        [machine(1), "vda", 10],
        [machine(1), "vdb", 20],
        [machine(2), "vda", 30],
      ],
    };
    const host = { target: "hostDisk", columns: ["device", "busy"], rows: [["nvme0n1", 0.5]] };
    await store.append([batchOf({ seq: 1, at: startMs, samples: [disks, host, hostBlock(1)] })]);
    const base = { fromMs: startMs, toMs: startMs + secondMs, points: 1 };
    for await (const each of rolledUpToo(store)) {
      const question = { ...base, target: "machineDisk", fields: ["readsPerSecond"] } as const;
      const both = await each.range({ ...question, machine: machine(1) });
      expect(both.series.map((one) => [one.device, one.values.readsPerSecond?.[0]])).toEqual([
        ["vda", 10],
        ["vdb", 20],
      ]);
      const one = await each.range({ ...question, machine: machine(1), device: "vdb" });
      expect(one.series.map((series) => series.device)).toEqual(["vdb"]);
      const all = await each.range({ ...question, host: hostA });
      expect(all.series).toHaveLength(3);
      const disk = await each.range({ ...base, target: "hostDisk", fields: ["busy"], host: hostA });
      expect(disk.series[0]).toMatchObject({ host: hostA, machine: null, device: "nvme0n1" });
    }
  });

  it("gives the machines of a host, and the hosts of the fleet", async () => {
    const store = await bench.open();
    const block = machineBlock([
      [machine(1), 1],
      [machine(2), 2],
    ]);
    await store.append([
      batchOf({ seq: 1, at: startMs, samples: [block, hostBlock(3)] }),
      batchOf({
        host: hostB,
        seq: 1,
        at: startMs,
        samples: [machineBlock([[machine(3), 3]]), hostBlock(4)],
      }),
    ]);
    const base = { fromMs: startMs, toMs: startMs + secondMs, points: 1 };
    const machines = await store.range({
      ...base,
      target: "machine",
      fields: ["cpuUsed"],
      host: hostA,
    });
    expect(machines.series.map((one) => one.machine)).toEqual([machine(1), machine(2)]);
    const hosts = await store.range({ ...base, target: "host", fields: ["load1"] });
    expect(hosts.series.map((one) => [one.host, one.values.load1?.[0]])).toEqual([
      [hostA, 3],
      [hostB, 4],
    ]);
  });

  it("stores only finite numbers of columns it knows", async () => {
    const store = await bench.open();
    const rows = [
      [machine(1), Number.NaN, 1, 5],
      [machine(2), Number.POSITIVE_INFINITY, 2, 6],
      [machine(3), "text", 3, 7],
      [null, 1, 1, 1],
      [machine(4)],
    ] as never;
    const columns = ["machine", "cpuUsed", "fromTheFuture", "vcpus"];
    await store.append([
      batchOf({
        seq: 1,
        at: startMs,
        samples: [
          { target: "machine", columns, rows },
          { target: "teapot", columns: ["tea"], rows: [[1]] },
        ],
      }),
    ]);
    const question = { target: "machine", fromMs: startMs, toMs: startMs + secondMs, points: 1 };
    for await (const each of rolledUpToo(store)) {
      const answer = await each.range({
        ...question,
        target: "machine",
        fields: ["cpuUsed", "vcpus"],
      });
      expect(answer.series.map((one) => [one.machine, one.values])).toEqual([
        [machine(1), { cpuUsed: [null], vcpus: [5] }],
        [machine(2), { cpuUsed: [null], vcpus: [6] }],
        [machine(3), { cpuUsed: [null], vcpus: [7] }],
      ]);
    }
    const unknown = { ...question, target: "machine", fields: ["fromTheFuture"] } as const;
    await expect(store.range(unknown)).rejects.toMatchObject({ code: "BAD_REQUEST" });
  });

  it("keeps every number exactly, before and after it is packed away", async () => {
    const store = await bench.open();
    const values = [
      0,
      1,
      -1,
      0.1,
      1e-9,
      2 ** 53 - 1,
      -(2 ** 53) + 1,
      1.7976931348623157e308,
      5e-324,
      1 / 3,
      123456.789,
      4096,
      4096,
      4096,
      2 ** 40 + 0.5,
      0.0001,
    ];
    await store.append(
      ticksOf(machine(1), {
        fromMs: startMs,
        count: values.length,
        everyMs: secondMs,
        value: (tick) => values[tick] ?? null,
      }),
    );
    const question = {
      ...ofMachine(1),
      toMs: startMs + values.length * secondMs,
      points: values.length,
    };
    for await (const each of rolledUpToo(store)) {
      expect((await each.range(question)).series[0]?.values.cpuUsed).toEqual(values);
    }
  });

  it("refuses a range that ends before it begins and an answer without bound", async () => {
    const store = await bench.open();
    const backwards = { ...ofMachine(1), fromMs: startMs + 1, toMs: startMs };
    await expect(store.range(backwards)).rejects.toMatchObject({ code: "BAD_REQUEST" });
    const rows = Array.from({ length: 200 }, (_, n) => [machine(n), n, n] as const);
    await store.append([batchOf({ seq: 1, at: startMs, samples: [machineBlock(rows)] })]);
    const all = { ...ofMachine(1), machine: undefined, toMs: startMs + 5_000 * secondMs };
    const fields = ["cpuUsed", "memoryUsedBytes", "vcpus", "cpuUser", "cpuWait"];
    const { machine: _, ...everything } = { ...all, fields, points: 5_000 };
    await expect(store.range(everything)).rejects.toMatchObject({ code: "BAD_REQUEST" });
  });

  it("finds one among 10,000 machines", async () => {
    const store = await bench.open();
    for (let tick = 0; tick < 3; tick += 1) {
      await store.append(
        Array.from({ length: 100 }, (_, host) =>
          batchOf({
            host: uuid(500 + host) as HostId,
            seq: tick + 1,
            at: startMs + tick * 5 * secondMs,
            samples: [
              machineBlock(
                Array.from({ length: 100 }, (_, n) => [machine(host * 100 + n), n + tick] as const),
              ),
            ],
          }),
        ),
      );
    }
    for await (const each of rolledUpToo(store)) {
      const answer = await each.range({
        ...ofMachine(4_321),
        toMs: startMs + 15 * secondMs,
        points: 3,
      });
      expect(answer.series[0]?.values.cpuUsed).toEqual([21, 22, 23]);
      const span = { fromMs: startMs, toMs: startMs + minuteMs };
      const top = await each.top({ target: "machine", field: "cpuUsed", ...span, limit: 3 });
      expect(top.map((one) => [one.id, one.mean, one.max])).toEqual([
        [machine(99), 100, 101],
        [machine(199), 100, 101],
        [machine(299), 100, 101],
      ]);
    }
  });
}

function ofMachine(n: number): RangeQuery & { readonly target: "machine" } {
  return {
    target: "machine",
    machine: machine(n),
    fields: ["cpuUsed"],
    fromMs: startMs,
    toMs: startMs + minuteMs,
    points: 60,
  };
}

/** The store as it is, then the same store after everything due was rolled up and packed. */
async function* rolledUpToo(store: MetricStore): AsyncGenerator<MetricStore> {
  yield store;
  await maintainAll(store, startMs + 30 * hourMs);
  yield store;
}

function expectClose(
  actual: readonly (number | null)[] | undefined,
  expected: readonly (number | null)[] | undefined,
): void {
  expect(actual?.length).toBe(expected?.length);
  for (const [index, value] of (expected ?? []).entries()) {
    if (value === null) expect(actual?.[index]).toBeNull();
    else expect(actual?.[index]).toBeCloseTo(value, 5);
  }
}
