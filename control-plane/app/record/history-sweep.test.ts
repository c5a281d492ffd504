import { expect, it } from "vitest";
import { MemoryDisk } from "../../adapters/memory/memory-disk.ts";
import { MemoryStateStore } from "../../adapters/memory/memory-state-store.ts";
import { machineNumber, machineOf, TestHost } from "../../kit/fleet.ts";
import { startControl } from "../../kit/kit.ts";
import { VirtualClock } from "../../kit/virtual-clock.ts";
import { entry, operation } from "../../ports/testing/state-rows.ts";
import { defaultHistory } from "./history-retention.ts";
import { HistorySweep, sweepLimits } from "./history-sweep.ts";

const dayMs = 86_400_000;

async function store(disk = new MemoryDisk()) {
  const state = new MemoryStateStore(disk);
  await state.start(new AbortController().signal);
  const counts = () =>
    state.transaction(async (tx) => ({
      record: (await tx.record({ limit: 10_000 })).length,
      operations: (await tx.operations({ limit: 1, offset: 0 })).total,
    }));
  return { disk, state, counts };
}

it("forgets by age in slices, until nothing is due, and begins again an hour later", async () => {
  const clock = new VirtualClock();
  const { state, counts } = await store();
  const old = clock.now() - 400 * dayMs;
  await state.transaction(async (tx) => {
    await tx.appendRecord(Array.from({ length: 450 }, (_, n) => entry(1, { at: old + n })));
    await tx.appendRecord([entry(1, { at: clock.now() })]);
    for (let n = 0; n < 250; n += 1) {
      await tx.putOperation(operation(n, { state: "failed", requestedAt: old + n }));
    }
    await tx.putOperation(operation(999, { state: "succeeded", requestedAt: clock.now() }));
  });
  const sweep = new HistorySweep({ clock, state, retention: defaultHistory });
  await sweep.step();
  expect(await counts()).toEqual({ record: 251, operations: 51 });
  await sweep.step();
  await sweep.step();
  // The newest of the old ones still says how the machine stood at the horizon.
  expect(await counts()).toEqual({ record: 2, operations: 1 });
  expect(sweep.dropped()).toBe(449 + 250);
  await state.transaction((tx) => tx.appendRecord([entry(2, { at: old }), entry(2, { at: old })]));
  await sweep.step();
  expect(await counts()).toMatchObject({ record: 4 });
  await clock.advance(sweepLimits.roundMs);
  await sweep.step();
  expect(await counts()).toMatchObject({ record: 3 });
});

it("forgets by count, and never an open operation", async () => {
  const clock = new VirtualClock();
  const { state, counts } = await store();
  await state.transaction(async (tx) => {
    for (let n = 0; n < 30; n += 1) {
      await tx.appendRecord([entry(1, { at: clock.now() + n })]);
      const at = { requestedAt: clock.now() + n };
      await tx.putOperation(operation(n, { state: n === 3 ? "running" : "failed", ...at }));
    }
  });
  const retention = { ...defaultHistory, recordEntries: 10, operations: 10 };
  await new HistorySweep({ clock, state, retention }).step();
  expect(await counts()).toEqual({ record: 10, operations: 11 });
  expect(await state.transaction((tx) => tx.openOperations())).toHaveLength(1);
});

it("forgets nothing because a clock jumped ahead", async () => {
  const clock = new VirtualClock();
  const { state, counts } = await store();
  const at = clock.now();
  await state.transaction((tx) => tx.appendRecord([entry(1, { at }), entry(1, { at })]));
  clock.wallOffsetMs += 1_000 * dayMs;
  await new HistorySweep({ clock, state, retention: defaultHistory }).step();
  expect(await counts()).toMatchObject({ record: 2 });
});

it("tries again a minute after a store that refused", async () => {
  const clock = new VirtualClock();
  const { disk, state, counts } = await store();
  await state.transaction((tx) =>
    tx.appendRecord([entry(1, { at: 5 }), entry(1, { at: 6 }), entry(1, { at: clock.now() })]),
  );
  const sweep = new HistorySweep({ clock, state, retention: defaultHistory });
  disk.faults.full = true;
  await expect(sweep.step()).rejects.toMatchObject({ code: "DISK_FULL" });
  disk.faults.full = false;
  await sweep.step();
  expect(await counts()).toMatchObject({ record: 3 });
  await clock.advance(sweepLimits.retryMs);
  await sweep.step();
  expect(await counts()).toMatchObject({ record: 2 });
});

it("works in the running control plane, which says how long it keeps things", async () => {
  const history = { ...defaultHistory, recordMs: dayMs };
  const control = await startControl({ history });
  const web = machineNumber(3);
  const host = new TestHost(control, 1, [machineOf(web)]);
  await host.join();
  await host.change(web, { state: "running", reason: "booted" });
  const before = await control.app.record({ machine: web, limit: 100 });
  expect(before.length).toBeGreaterThan(1);
  await control.clock.advance(2 * dayMs);
  await host.change(web, { state: "paused", reason: "user" });
  const at = control.clock.now() - dayMs;
  const asOf = await control.app.asOf({ at, machine: web });
  expect(asOf.items).toMatchObject([{ state: "running" }]);
  await control.clock.advance(2 * sweepLimits.roundMs);
  const after = await control.app.record({ machine: web, limit: 100 });
  expect(after.length).toBeLessThan(before.length + 1);
  expect((await control.app.asOf({ at, machine: web })).items).toEqual(asOf.items);
  const { stores, queues } = await control.app.system();
  expect(stores[0]?.retention).toBe(
    "record 1 day, at most 1000000 entries; operations 365 days, at most 100000",
  );
  expect(queues.find((one) => one.name === "history")?.dropped).toBeGreaterThan(0);
});
