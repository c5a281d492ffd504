import { afterAll, beforeAll, expect, it } from "vitest";
import { BatchWitness } from "../framework/batch-witness.ts";
import { StackUnderTest } from "../framework/stack-under-test.ts";
import { QuestDbServer } from "../stores/questdb-server.ts";

const intervalMs = 1_000;
let questDb: QuestDbServer;
let stack: StackUnderTest;
let witness: BatchWitness;
let startedAt = 0;

beforeAll(async () => {
  questDb = await QuestDbServer.start();
  startedAt = Date.now();
  stack = await StackUnderTest.up({
    simulatedHosts: 3,
    machines: 4,
    intervalMs,
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

const store = async () => {
  const { stores } = await stack.api.call("system");
  return stores.find(({ name }) => name === "metrics");
};

const isStored = async () => (await store())?.state === "ok";

/** Times for which the API knows one field; a step is no longer than the time between two samples. */
async function knownOf(target: "host" | "machine", id: string, field: string) {
  const to = Date.now();
  const query = { target, [target]: id, fields: field, from: startedAt, to, points: 5_000 };
  const { stepMs, series } = await stack.api.call("metricsRange", { query });
  expect(stepMs).toBeLessThanOrEqual(intervalMs);
  const [one] = series;
  const times = (one?.at ?? []).filter(
    (_, index) => (one?.values[field]?.[index] ?? null) !== null,
  );
  return { times, stepMs };
}

async function newestStored(): Promise<number> {
  const { items } = await stack.api.call("listHosts");
  const newest = await Promise.all(
    items.map(async ({ id }) => (await knownOf("host", id, "load1")).times.at(-1) ?? 0),
  );
  return Math.min(...newest);
}

/** What an outside listener saw pass on the bus until then and the API does not know. */
async function missingUntil(untilMs: number): Promise<string[]> {
  const missing: string[] = [];
  for (const { id, name } of (await stack.api.call("listHosts")).items) {
    const { times, stepMs } = await knownOf("host", id, "load1");
    const sent = witness.of(id).filter((one) => one.hasSamples && one.at <= untilMs);
    expect(sent.length).toBeGreaterThan(0);
    const isKnown = (at: number) => times.some((time) => time <= at && at < time + stepMs);
    missing.push(...sent.filter(({ at }) => !isKnown(at)).map(({ seq }) => `${name} ${seq}`));
  }
  return missing;
}

it("samples of hosts and machines come back through the API", async () => {
  expect(await store()).toMatchObject({ state: "ok", problem: null });
  expect((await store())?.url).toContain(questDb.httpUrl);
  const { items: hosts } = await stack.api.call("listHosts");
  await stack.until("the listener hears every host", () =>
    hosts.every(({ id }) => witness.of(id).some((one) => one.hasSamples)),
  );
  const from = Date.now();
  await stack.until(
    "new samples come back",
    async () => (await newestStored()) > from + 5 * intervalMs,
  );
  expect(await missingUntil(from)).toEqual([]);
  const { items } = await stack.api.call("listMachines", { query: { filter: "state:running" } });
  const machine = items[0];
  const used = await knownOf("machine", machine?.id ?? "", "cpuUsed");
  expect(used.times.length).toBeGreaterThan(0);
});

it("kill -9 of QuestDB: said on the system page, and afterwards nothing is missing", async () => {
  await questDb.kill();
  const down = await stack.until("it is said", async () => {
    const found = await store();
    return found?.state === "unavailable" && found;
  });
  expect(down.problem).not.toBeNull();
  await expect(newestStored()).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
  const problems = async () => (await stack.api.call("fleet")).problems.map(({ code }) => code);
  await stack.until("the fleet page says it", async () =>
    (await problems()).includes("samples-wait"),
  );
  const killedUntil = Date.now();
  await questDb.run();
  await stack.until("it is used again", isStored, 90_000);
  await stack.until(
    "what waited is stored",
    async () => (await newestStored()) > killedUntil,
    90_000,
  );
  expect(await missingUntil(killedUntil)).toEqual([]);
  expect(await problems()).not.toContain("samples-wait");
});

it("a control plane that starts without its QuestDB works, and uses it when it comes", async () => {
  await questDb.kill();
  await stack.plane.end("SIGKILL");
  stack.plane.launch();
  const parts = await stack.until("it says what it lacks", async () => {
    const answer = await fetch(`${stack.plane.url}/readyz`);
    const body = (await answer.json()) as { details?: Record<string, string> };
    return answer.status === 503 && body.details?.application === "ok" && body.details;
  });
  expect(parts).toMatchObject({ metrics: "unavailable", state: "ok", bus: "ok" });
  await stack.waitForHosts(3);
  const withoutUntil = Date.now();
  await questDb.run();
  await stack.until("it is used", isStored, 90_000);
  await stack.until(
    "what waited is stored",
    async () => (await newestStored()) > withoutUntil,
    90_000,
  );
  expect(await missingUntil(withoutUntil)).toEqual([]);
});
