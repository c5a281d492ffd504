import type { HostId } from "@novacron/protocol/domain/ids";
import { afterAll, beforeAll, expect, it } from "vitest";
import { BatchWitness } from "../framework/batch-witness.ts";
import { FaultRun } from "../framework/fault-run.ts";
import { controlPlaneOf, type Victim } from "../framework/kills.ts";
import { StackUnderTest } from "../framework/stack-under-test.ts";
import { QuestDbServer } from "../stores/questdb-server.ts";

let questDb: QuestDbServer;
let stack: StackUnderTest;
let witness: BatchWitness;

beforeAll(async () => {
  questDb = await QuestDbServer.start();
  stack = await StackUnderTest.up({
    simulatedHosts: 10,
    machines: 10,
    env: { NOVACRON_METRICS_URL: questDb.httpUrl },
  });
  const { name, password, url } = await stack.api.call("addMqttUser", {
    body: { name: "witness" },
  });
  witness = BatchWitness.open({ url, username: name, password });
});
afterAll(async () => {
  await witness?.close();
  await stack?.down();
  await questDb?.dispose();
});

/** Asks QuestDB itself; the table's keys make one row of one time, so a second would be a fault of them. */
async function stored(host: HostId) {
  const rows = await questDb.exec(
    `SELECT ms, count() FROM (
       SELECT cast(at AS LONG) / 1000 AS ms FROM novacron_host WHERE host = '${host}'
     ) GROUP BY ms ORDER BY ms`,
  );
  const times = rows.map(([at]) => Number(at));
  return { times, doubles: rows.filter(([, count]) => count !== 1).map(([at]) => Number(at)) };
}

const store = (): Victim => ({
  name: "QuestDB",
  kill: () => questDb.kill(),
  revive: () => questDb.run(),
  isFound: async () => {
    const { stores } = await stack.api.call("system");
    return stores.every(({ state }) => state === "ok");
  },
});

it("kill -9 of QuestDB and of the control plane under load loses and doubles nothing", async () => {
  const victims = [store(), controlPlaneOf(stack), store()];
  const run = new FaultRun({ stack, seed: 20_260_302, witness, victims, stored });
  expect(await run.run()).toEqual([]);
  expect(witness.batches.length).toBeGreaterThan(100);
});

it("while QuestDB is away the API says so, and operations work", async () => {
  await questDb.kill();
  const state = await stack.until("the system page says it", async () => {
    const { stores } = await stack.api.call("system");
    return stores.find(({ name, state }) => name === "metrics" && state !== "ok");
  });
  expect(state).toMatchObject({ state: "unavailable" });
  expect(state.problem).not.toBeNull();
  expect((await stack.api.call("listHosts")).items).toHaveLength(10);
  await questDb.run();
  await stack.until("it is used again", store().isFound.bind(null, 0), 60_000);
});
