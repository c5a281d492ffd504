import { QuestDbMetricStore } from "@novacron/control-plane/adapters/questdb/questdb-metric-store";
import { metricStoreContract } from "@novacron/control-plane/ports/metric-store.contract";
import {
  batchOf,
  hostBlock,
  machine,
  startMs,
  ticksOf,
} from "@novacron/control-plane/ports/testing/sample-batches";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { QuestDbServer } from "./questdb-server.ts";

let server: QuestDbServer;
beforeAll(async () => {
  server = await QuestDbServer.start();
}, 120_000);
afterAll(() => server.dispose());

const signal = new AbortController().signal;
const newStore = () => new QuestDbMetricStore({ httpUrl: server.httpUrl, login: null });

metricStoreContract("questdb", async () => ({
  store: (retention) => new QuestDbMetricStore({ httpUrl: server.httpUrl, login: null }, retention),
  smallBytes: 8_000_000,
  kill: (store) => (store as QuestDbMetricStore).terminate(),
  dispose: () => server.clear(),
}));

describe("QuestDB that dies", () => {
  it("has every batch that was acknowledged before kill -9, once, and goes on", async () => {
    const store = newStore();
    await store.start(signal);
    const all = ticksOf(machine(1), {
      fromMs: startMs,
      count: 400,
      everyMs: 1_000,
      value: (tick) => tick,
    });
    let acknowledged = 0;
    const writing = (async () => {
      for (const batch of all) {
        await store.append([batch]);
        acknowledged = batch.seq;
        if (batch.seq === 120) void server.kill();
      }
    })();
    await expect(writing).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    expect(await store.health()).toMatchObject({ state: "unavailable" });
    await server.run();
    await store.append(all.slice(acknowledged));
    expect(await store.health()).toMatchObject({ state: "ok" });
    const again = newStore();
    await again.start(signal);
    expect(await again.marks()).toMatchObject([{ upTo: 400 }]);
    const rows = await server.exec("SELECT count(), sum(cpuUsed) FROM novacron_machine");
    expect(rows).toEqual([[400, (399 * 400) / 2]]);
    await Promise.all([store.stop(), again.stop()]);
    await server.clear();
  }, 120_000);

  it("stores a batch once that was written without its mark", async () => {
    const store = newStore();
    await store.start(signal);
    const batch = batchOf({ seq: 1, at: startMs, samples: [hostBlock(1)] });
    await store.append([batch]);
    await server.exec("TRUNCATE TABLE novacron_mark");
    const again = newStore();
    await again.start(signal);
    expect(await again.marks()).toEqual([]);
    await again.append([batch]);
    expect(await again.latest("host", startMs)).toHaveLength(1);
    expect(await server.exec("SELECT count() FROM novacron_host")).toEqual([[1]]);
    await Promise.all([store.stop(), again.stop()]);
    await server.clear();
  }, 60_000);

  it("says STORE_UNAVAILABLE where there is no QuestDB", async () => {
    const store = new QuestDbMetricStore({ httpUrl: "http://127.0.0.1:1", login: null });
    await expect(store.start(signal)).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
  });
});
