import { expect, test } from "vitest";
import { TestHost } from "../testing/test-agent.ts";

test("samples every tick, in order, acknowledged and forgotten", async () => {
  const host = new TestHost();
  await host.begin();
  host.acknowledge();
  host.uplink.connect();
  await host.clock.advance(60_100);
  const { batches } = host.uplink;
  expect(batches.map((batch) => batch.seq)).toEqual(batches.map((_, index) => index + 1));
  const ticks = batches.filter((batch) => batch.samples.length > 0);
  expect(ticks.length).toBe(13);
  const last = ticks.at(-1);
  expect(last?.samples.map((block) => block.target)).toContain("machine");
  expect(host.outboxDisk.entries).toEqual([]);
});

test("each machine's dirty-page rate is sampled in turn and sent once", async () => {
  const host = new TestHost();
  await host.begin();
  host.acknowledge();
  host.uplink.connect();
  await host.clock.advance(300_000);
  const sampled = host.uplink.batches
    .flatMap((batch) => batch.samples)
    .filter(({ target }) => target === "machine")
    .flatMap(({ columns, rows }) => {
      const [rate, length] = ["dirtyBytesPerSecond", "dirtySampleMs"].map((one) =>
        columns.indexOf(one),
      );
      return rows.flatMap((row) =>
        typeof row[rate!] === "number" ? [[row[0], row[length!]]] : [],
      );
    });
  const running = host.hypervisor.power.all().filter(({ state }) => state === "running");
  expect(running.length).toBeGreaterThan(1);
  expect(new Set(sampled.map(([id]) => id)).size).toBe(running.length);
  expect(sampled.length).toBe(running.length);
  expect(sampled.every(([, lengthMs]) => lengthMs === 1_000)).toBe(true);
});

test("the report names host and machines and is published at connect", async () => {
  const host = new TestHost();
  await host.begin();
  await host.clock.advance(2_000);
  expect(host.uplink.reports).toEqual([]);
  host.uplink.connect();
  await host.clock.advance(10);
  const report = host.uplink.reports.at(-1);
  expect(report?.inventory.simulated).toBe(true);
  expect(report?.machines?.length).toBe(host.machines.length);
});

test("the first report waits until pools are read, but not for ever", async () => {
  for (const [waitMs, pools] of [
    [1_500, 1],
    [60_000, 0],
  ] as const) {
    const host = new TestHost();
    const read = host.hypervisor.inventory.bind(host.hypervisor);
    const { clock } = host;
    host.hypervisor.inventory = async () => {
      await new Promise<void>((resolve) => clock.after(waitMs, resolve));
      return await read();
    };
    await host.begin();
    host.uplink.connect();
    await clock.advance(1_400);
    expect(host.uplink.reports).toEqual([]);
    await clock.advance(4_000);
    expect(host.uplink.reports[0]?.inventory.pools).toHaveLength(pools);
  }
});

test("a change is told at once, with its cause", async () => {
  const host = new TestHost();
  await host.begin();
  host.acknowledge();
  host.uplink.connect();
  await host.clock.advance(7_000);
  const machine = host.hypervisor.power.all().find((one) => one.state === "running")!;
  const before = host.uplink.batches.length;
  host.hypervisor.power.crash(machine);
  await host.clock.advance(100);
  const events = host.uplink.batches.slice(before).flatMap((batch) => batch.events);
  expect(events).toMatchObject([
    { type: "machine.changed", event: "stopped/crashed", cause: "guest", operation: null },
  ]);
});

test("an hour without the bus loses nothing and is replayed in order", async () => {
  const host = new TestHost();
  await host.begin();
  host.uplink.connect();
  host.acknowledge();
  await host.clock.advance(20_000);
  host.uplink.disconnect();
  await host.clock.advance(3_600_000);
  expect(host.outboxDisk.entries.length).toBeGreaterThanOrEqual(720);
  host.uplink.connect();
  await host.clock.advance(30_000);
  expect(host.outboxDisk.entries).toEqual([]);
  expect(host.stored).toBe(host.outboxDisk.nextSeq - 1);
});

test("a killed agent goes on where it was", async () => {
  const host = new TestHost();
  await host.begin();
  await host.clock.advance(30_000);
  host.kill();
  const waiting = host.outboxDisk.entries.length;
  await host.begin();
  host.acknowledge();
  host.uplink.connect();
  await host.clock.advance(10_000);
  expect(host.uplink.batches.length).toBeGreaterThan(waiting);
  expect(host.stored).toBe(host.outboxDisk.nextSeq - 1);
});
