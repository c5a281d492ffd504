import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { httpLimits } from "@novacron/control-plane/adapters/http/http-server";
import { problemSchema } from "@novacron/protocol/errors/nova-error";
import { topicFor } from "@novacron/protocol/messages/topics";
import { runCommand } from "@novacron/tools/bootstrap/run-command";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BusClient } from "../conformance/bus-client.ts";
import { batchOf, reportOf, someHost, statusOf } from "../conformance/samples.ts";
import { type BusLogin, readLogins } from "../framework/logins.ts";
import { StackUnderTest } from "../framework/stack-under-test.ts";

let stack: StackUnderTest;
let agent: BusLogin;
const host = someHost();

beforeAll(async () => {
  // One login for a simulated host, and one more that the tests speak with.
  stack = await StackUnderTest.up({
    simulatedHosts: 1,
    machines: 3,
    env: { NOVACRON_SIMULATED_HOSTS: "2" },
  });
  agent = readLogins(stack.plane.data)[1]!;
});
afterAll(() => stack?.down());

const refused = async (sender: string, reason: string) => {
  const { refused: rows } = await stack.api.call("system");
  return rows.find((row) => row.sender.includes(sender) && row.reason === reason);
};
const isRefused = (sender: string, reason: string) =>
  stack.until(`${sender} is counted for ${reason}`, () => refused(sender, reason));

async function speak(): Promise<BusClient> {
  const client = await BusClient.open(agent.url, agent);
  await client.publish(topicFor("hostStatus", { host }), statusOf(host, "s1"));
  return client;
}

/** Whoever is refused may get no answer at all: the connection ends. */
function send(client: BusClient, topic: string, payload: object | string): void {
  client.publish(topic, payload).catch(() => undefined);
}

describe("on the bus", () => {
  it("nobody connects without a login, or with a wrong one", async () => {
    await expect(BusClient.open(agent.url, null)).rejects.toThrow();
    const wrong = { username: agent.username, password: "not the password" };
    await expect(BusClient.open(agent.url, wrong)).rejects.toThrow();
    await isRefused("127.0.0.1", "unauthenticated");
    await isRefused(agent.username, "unauthenticated");
  });

  it.each([
    ["no JSON", "{"],
    ["another form", JSON.stringify({ v: 1, hello: "world" })],
    ["a later major version", JSON.stringify({ ...batchOf(host, 1), v: 2 })],
    ["endless nesting", "[".repeat(100_000)],
    ["not UTF-8", String.fromCharCode(0xd800)],
  ])("a batch with %s is refused, counted and named", async (_, payload) => {
    const count = async () =>
      (await stack.api.call("system")).refused
        .filter(({ sender }) => sender.includes(agent.username))
        .reduce((sum, row) => sum + row.count, 0);
    const before = await count();
    const client = await speak();
    send(client, topicFor("hostBatch", { host }), payload);
    await stack.until("it is counted", async () => (await count()) > before);
    await client.close();
  });

  it("a message larger than its topic allows is refused", async () => {
    const client = await speak();
    const large = { ...statusOf(host, "s1"), more: "x".repeat(100_000) };
    send(client, topicFor("hostStatus", { host }), large);
    await isRefused(agent.username, "too-large");
    await client.close();
  });

  it("an agent cannot speak for another host, command it, or play the control plane", async () => {
    const other = (await stack.api.call("listHosts")).items.find(({ id }) => id !== host)!;
    const count = async (reason: string) => (await refused(agent.username, reason))?.count ?? 0;
    for (const [topic, payload, reason] of [
      [topicFor("hostReport", { host: other.id }), reportOf(other.id, 9), "wrong-host"],
      [topicFor("hostCommand", { host: other.id }), { v: 1 }, "wrong-host"],
      [topicFor("controlStatus"), { v: 1 }, "foreign-topic"],
    ] as const) {
      const before = await count(reason);
      const one = await speak();
      send(one, topic, payload);
      await stack.until(`${topic} is counted`, async () => (await count(reason)) > before);
      await one.close();
    }
    const client = await speak();
    const heard = client.trySubscribe([topicFor("hostCommand", { host: other.id })]);
    await Promise.race([heard, isRefused(agent.username, "foreign-topic")]);
    const shown = await stack.api.call("showHost", { params: { host: other.id } });
    expect(shown.name).toBe(other.name);
    expect(shown.state).toBe("online");
    expect(client.messages).toEqual([]);
    await client.close();
  });

  it("the fleet goes on: samples arrive as before", async () => {
    const now = Date.now();
    await stack.until("a newer sample is there", async () => {
      const { items } = await stack.api.call("listHosts");
      return items.some(({ inventory, latestAt }) => inventory.simulated && (latestAt ?? 0) > now);
    });
  });
});

describe("by HTTP", () => {
  const send = async (path: string, init: RequestInit) => {
    const headers = { authorization: `Bearer ${stack.api.connection.token}`, ...init.headers };
    const answer = await fetch(`${stack.plane.url}${path}`, { ...init, headers });
    return { status: answer.status, problem: problemSchema.parse(await answer.json()) };
  };
  const json = { "content-type": "application/json" };

  it.each([
    ["no JSON", "{", 400, "BAD_REQUEST"],
    ["another form", '{"kind":"machine.start"}', 400, "BAD_REQUEST"],
    [
      "an unknown field",
      '{"id":"x","kind":"machine.start","machine":"y","z":1}',
      400,
      "BAD_REQUEST",
    ],
    ["too many bytes", `"${"x".repeat(httpLimits.bodyBytes)}"`, 413, "PAYLOAD_TOO_LARGE"],
  ])("a body with %s is refused with a code", async (_, body, status, code) => {
    const answer = await send("/api/v1/operations", { method: "POST", body, headers: json });
    expect({ status: answer.status, code: answer.problem.code }).toEqual({ status, code });
    expect(answer.problem.requestId).toBeTruthy();
  });

  it("another content type, another method, another path", async () => {
    const text = await send("/api/v1/operations", {
      method: "POST",
      body: "a=b",
      headers: { "content-type": "text/plain" },
    });
    expect([400, 415]).toContain(text.status);
    const method = await send("/api/v1/machines", { method: "PUT", body: "{}", headers: json });
    expect(method.problem.code).toBe("METHOD_NOT_ALLOWED");
    const path = await send("/api/v1/nothing", { method: "GET" });
    expect(path.problem.code).toBe("NOT_FOUND");
    const query = await send("/api/v1/metrics/range?target=nothing", { method: "GET" });
    expect(query.problem.code).toBe("BAD_REQUEST");
  });

  it("what is not HTTP at all is answered and closed", async () => {
    const { hostname, port } = new URL(stack.plane.url);
    const socket = connect(Number(port), hostname);
    let text = "";
    socket.on("data", (chunk: Buffer) => {
      text += chunk.toString();
    });
    socket.write("\x16\x03\x01 not http\r\n\r\n");
    await once(socket, "close");
    expect(text).toMatch(/^HTTP\/1\.1 400 /);
  });
});

describe("in the configuration", () => {
  const main = (part: "control-plane" | "agent") =>
    join(import.meta.dirname, "../..", part, "main.ts");
  const start = (part: "control-plane" | "agent", env: object, args: readonly string[] = []) =>
    runCommand([process.execPath, main(part), ...args], {
      env: { PATH: process.env.PATH, ...env },
      allowFailure: true,
    });

  it.each([
    ["a variable", { NOVACRON_LISTEN: "nowhere" }, [], "listen"],
    ["a variable that is no number", { NOVACRON_RAW_DAYS: "many" }, [], "rawDays"],
    ["a flag", {}, ["--mqtt-listen", "x"], "mqttListen"],
    ["a flag that does not exist", {}, ["--lisen", "x"], "lisen"],
    ["a file that is not there", { NOVACRON_CONFIG: "/nowhere.json" }, [], "/nowhere.json"],
  ] as const)(
    "the control plane names %s that is wrong and ends with 2",
    async (_, env, args, named) => {
      const { status, stderr } = await start("control-plane", env, args);
      expect(status).toBe(2);
      expect(stderr).toContain("CONFIG_INVALID");
      expect(stderr).toContain(named);
    },
  );

  it.each([
    ["a missing login", {}, "mqttUrl"],
    ["an address", { NOVACRON_MQTT_URL: "http://x" }, "mqttUrl"],
    ["an interval", { NOVACRON_METRICS_INTERVAL_MS: "5" }, "metricsIntervalMs"],
  ] as const)("the agent names %s that is wrong and ends with 2", async (_, env, named) => {
    const { status, stdout, stderr } = await start("agent", env);
    expect(status).toBe(2);
    expect(stdout + stderr).toContain("CONFIG_INVALID");
    expect(stdout + stderr).toContain(named);
  });

  it("a file with a setting that does not exist is named, with the setting", async () => {
    const folder = mkdtempSync(join(tmpdir(), "novacron-config-"));
    try {
      const file = join(folder, "novacron.json");
      writeFileSync(file, '{"lisen": "127.0.0.1:1"}');
      for (const part of ["control-plane", "agent"] as const) {
        const { status, stdout, stderr } = await start(part, {}, ["--config", file]);
        expect({ part, status }).toEqual({ part, status: 2 });
        expect(stdout + stderr).toContain("lisen");
        expect(stdout + stderr).toContain(file);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
