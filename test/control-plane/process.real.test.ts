import { once } from "node:events";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ControlPlaneProcess } from "@novacron/control-plane/testing/control-plane-process";
import { topicFor } from "@novacron/protocol/messages/topics";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { BusClient } from "../conformance/bus-client.ts";
import { eventually } from "../conformance/eventually.ts";
import { batchOf, reportOf, someHost, statusOf } from "../conformance/samples.ts";

const host = someHost();
/** Young enough to be kept. */
const batch = { ...batchOf(host, 1), at: Date.now() };
let plane: ControlPlaneProcess;
let token = "";

beforeAll(async () => {
  plane = await ControlPlaneProcess.make();
  await plane.start();
});
afterAll(() => plane.remove());

const get = async (path: string) => {
  const headers = { authorization: `Bearer ${token}` };
  const answer = await fetch(`${plane.url}${path}`, { headers });
  return { status: answer.status, body: (await answer.json()) as Record<string, never> };
};

const post = (path: string, body: object, headers: Record<string, string>) =>
  fetch(`${plane.url}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });

async function agent(): Promise<BusClient> {
  const { url, username, password } = await plane.localAgent();
  const topic = topicFor("hostStatus", { host });
  const will = { topic, payload: statusOf(host, "s1", "offline") };
  return BusClient.open(url, { username, password }, { will });
}

describe("the first start", () => {
  it("prints a first login that works, once", async () => {
    const { name, password } = plane.firstLogin();
    const answer = await post("/api/v1/session", { name, password }, {});
    expect(answer.status).toBe(201);
    const cookie = (answer.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
    const made = await post(
      "/api/v1/tokens",
      { label: "test", role: "administrator" },
      {
        cookie,
        origin: plane.url,
      },
    );
    expect(made.status).toBe(201);
    token = ((await made.json()) as { secret: string }).secret;
    expect(plane.stderr).not.toContain(password);
  });

  it("keeps the agent's login from other users of the machine", async () => {
    const { mode } = await stat(join(plane.data, "local-agent.json"));
    expect(mode & 0o777).toBe(0o600);
    expect((await stat(plane.data)).mode & 0o777).toBe(0o700);
  });

  it("lists an empty fleet", async () => {
    expect((await get("/api/v1/machines")).body).toEqual({ items: [], total: 0 });
    expect((await get("/api/v1/hosts")).body).toEqual({ items: [] });
  });

  it("turns a second one on the same data away, whatever its ports", async () => {
    const elsewhere = { NOVACRON_LISTEN: "127.0.0.1:0", NOVACRON_MQTT_LISTEN: "127.0.0.1:0" };
    const [code] = await once(plane.spawn(elsewhere), "exit");
    expect(code).toBe(1);
    expect(plane.stderr).toContain("FOLDER_IN_USE");
    expect((await get("/readyz")).status).toBe(200);
  });

  it("turns a second one on the same port away", async () => {
    const other = await mkdtemp(join(tmpdir(), "novacron-other-"));
    const [code] = await once(plane.spawn({ NOVACRON_DATA: other }), "exit");
    await rm(other, { recursive: true });
    expect(code).toBe(1);
    expect(plane.stderr).toContain("ADDRESS_IN_USE");
    expect((await get("/readyz")).status).toBe(200);
  });
});

describe("an agent on the embedded broker", () => {
  it("is bound to the first host it speaks for, acknowledged, listed and seen live", async () => {
    const live = await liveFeed();
    const client = await agent();
    await client.subscribe([topicFor("hostAck", { host })]);
    await client.publish(topicFor("hostStatus", { host }), statusOf(host, "s1"));
    await client.publish(topicFor("hostReport", { host }), reportOf(host, 1));
    await client.publish(topicFor("hostBatch", { host }), batch);
    const ack = await eventually(() => client.last(topicFor("hostAck", { host })));
    expect(JSON.parse(ack.payload)).toMatchObject({ upTo: 1 });
    await eventually(() => live.some((text) => text.includes('"hosts"') && text.includes(host)));
    const { body } = await get("/api/v1/hosts");
    expect(body.items).toMatchObject([{ id: host, name: "h1", state: "online" }]);
    await client.close();
  });

  it("may not speak for another host afterwards", async () => {
    const other = someHost();
    const { url, username, password } = await plane.localAgent();
    const client = await BusClient.open(url, { username, password });
    await client.publish(topicFor("hostStatus", { host: other }), statusOf(other, "s9"));
    await client.close();
    const { body } = await get("/api/v1/system");
    expect(JSON.stringify(body.refused)).toContain("wrong-host");
    expect(JSON.stringify((await get("/api/v1/hosts")).body)).not.toContain(other);
  });
});

describe("after kill -9", () => {
  it("logins, hosts, samples and the record are there", async () => {
    const before = (await get("/api/v1/record")).body as unknown as { items: { id: number }[] };
    expect(before.items.length).toBeGreaterThan(0);
    await plane.end("SIGKILL");
    await plane.start();
    expect(plane.stdout).not.toContain("firstLogin");
    expect((await get("/api/v1/session")).body).toMatchObject({ name: "admin", via: "token" });
    const { body } = await get("/api/v1/hosts");
    expect(body.items).toMatchObject([{ id: host }]);
    const after = (await get("/api/v1/record")).body as unknown as { items: { id: number }[] };
    const ids = after.items.map(({ id }) => id);
    for (const { id } of before.items) expect(ids).toContain(id);
    const { at } = batch;
    const range = `/api/v1/metrics/range?target=host&host=${host}&fields=load1`;
    const found = await get(`${range}&from=${at - 60_000}&to=${at + 60_000}`);
    expect(JSON.stringify(found.body)).toContain("1.5");
  });

  it("a batch that was acknowledged is acknowledged again and stored once", async () => {
    const client = await agent();
    await client.subscribe([topicFor("hostAck", { host })]);
    await client.publish(topicFor("hostStatus", { host }), statusOf(host, "s1"));
    await client.publish(topicFor("hostBatch", { host }), batch);
    const ack = await eventually(() => client.last(topicFor("hostAck", { host })));
    expect(JSON.parse(ack.payload)).toMatchObject({ upTo: 1 });
    await client.close();
  });
});

it("SIGTERM ends it in order, with 0", async () => {
  expect(await plane.end("SIGTERM")).toBe(0);
  expect(plane.stderr).toContain("NovaCron stops");
});

async function liveFeed(): Promise<string[]> {
  const texts: string[] = [];
  const headers = { authorization: `Bearer ${token}` };
  const socket = new WebSocket(`${plane.url.replace("http", "ws")}/api/v1/live`, { headers });
  socket.on("message", (data) => void texts.push(data.toString()));
  await once(socket, "open");
  socket.send(JSON.stringify({ type: "watch", hosts: true, machines: "figures", record: true }));
  return texts;
}
