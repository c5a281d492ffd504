import { once } from "node:events";
import { type Socket, connect as tcp } from "node:net";
import { SystemClock } from "@novacron/control-plane/adapters/clock/system-clock";
import { EmbeddedBroker } from "@novacron/control-plane/adapters/mqtt-broker/embedded-broker";
import {
  type BrokerLimits,
  brokerLimits,
} from "@novacron/control-plane/adapters/mqtt-broker/limits";
import type { AgentLinkListener, UpMessage } from "@novacron/control-plane/ports/agent-link";
import { filterFor, topicFor } from "@novacron/protocol/messages/topics";
import { connectAsync } from "mqtt";
import { afterEach, expect, it } from "vitest";
import { BusClient } from "./bus-client.ts";
import { eventually } from "./eventually.ts";
import { Recorder, silentLog, testSigner } from "./recorder.ts";
import { batchOf, reportOf, someHost, statusOf } from "./samples.ts";
import { TableAccess } from "./table-access.ts";

const [hostA, hostB] = [someHost(), someHost()];
const agentA = { username: "agent-a", password: "pa" };
const agentB = { username: "agent-b", password: "pb" };
const tool = { username: "grafana", password: "pg" };
const fresh = { username: "fresh", password: "pf" };

let link: EmbeddedBroker;
let recorder: Recorder;
let open: { close(): unknown }[] = [];

async function serve(
  limits: Partial<BrokerLimits> = {},
  listener?: AgentLinkListener,
): Promise<void> {
  const access = new TableAccess();
  access.add("agent-a", { kind: "agent", password: "pa", host: hostA });
  access.add("agent-b", { kind: "agent", password: "pb", host: hostB });
  access.add("fresh", { kind: "agent", password: "pf", host: null });
  access.add("grafana", { kind: "integration", password: "pg", host: null });
  link = new EmbeddedBroker({
    host: "127.0.0.1",
    port: 0,
    access,
    signer: testSigner,
    clock: new SystemClock(),
    log: silentLog,
    limits: { ...brokerLimits, ...limits },
  });
  recorder = new Recorder();
  link.listen(listener ?? recorder);
  await link.start(new AbortController().signal);
}

afterEach(async () => {
  for (const one of open) await one.close();
  open = [];
  await link.stop();
});

const url = () => `mqtt://127.0.0.1:${link.port()}`;
async function client(login: typeof agentA, more = {}): Promise<BusClient> {
  const made = await BusClient.open(url(), login, more);
  open.push(made);
  return made;
}
async function raw(): Promise<Socket> {
  const socket = tcp(link.port(), "127.0.0.1");
  socket.on("error", () => undefined);
  open.push({ close: () => socket.destroy() });
  await once(socket, "connect");
  // Unread bytes would hide the end of the connection.
  return socket.resume();
}
const closed = (one: { once(event: "close", run: () => void): unknown }) =>
  new Promise<void>((resolve) => one.once("close", resolve));
const reasons = () => link.refusals().map(({ sender, reason }) => `${sender} ${reason}`);

it("cuts off who announces a large packet before a login", async () => {
  await serve();
  const socket = await raw();
  socket.write(Uint8Array.of(0x10, 0xff, 0xff, 0xff, 0x7f));
  await closed(socket);
  expect(reasons()).toContain("127.0.0.1 too-large");
});

it("cuts off who says nothing", async () => {
  await serve({ connectTimeoutMs: 30 });
  await closed(await raw());
});

it("bounds the connections that have not logged in, from one address", async () => {
  await serve({ handshakesPerAddress: 3 });
  const first = [await raw(), await raw(), await raw()];
  await closed(await raw());
  expect(reasons()).toContain("127.0.0.1 limit");
  first[0]?.destroy();
  const tries = async (): Promise<BusClient> => client(agentA).catch(() => tries());
  await tries();
});

it("cuts off who sends more than the topic allows, and counts it by name", async () => {
  await serve();
  const agent = await connectAsync(url(), { ...agentA, protocolVersion: 4, reconnectPeriod: 0 });
  open.push({ close: () => agent.endAsync(true) });
  agent.on("error", () => undefined);
  const gone = closed(agent);
  agent.publish(topicFor("hostStatus", { host: hostA }), "x".repeat(5_000), { qos: 1 });
  await gone;
  expect(reasons()).toContain("agent-a too-large");
  expect(recorder.received).toEqual([]);
});

it.each([["QoS 2", { qos: 2 as const }]])(
  "cuts off who publishes with %s, which the contract does not have",
  async (_, options) => {
    await serve();
    const agent = await connectAsync(url(), { ...agentA, protocolVersion: 4, reconnectPeriod: 0 });
    open.push({ close: () => agent.endAsync(true) });
    agent.on("error", () => undefined);
    const gone = closed(agent);
    agent.publish(
      topicFor("hostStatus", { host: hostA }),
      JSON.stringify(statusOf(hostA, "s")),
      options,
    );
    await gone;
    expect(recorder.received).toEqual([]);
  },
);

it("refuses a client of MQTT 5 by its return code", async () => {
  await serve();
  const asked = connectAsync(url(), { ...agentA, protocolVersion: 5, reconnectPeriod: 0 });
  await expect(asked).rejects.toThrow(/protocol version/i);
});

it("lets nobody push another login out by its client id", async () => {
  await serve();
  const clientId = "the-same";
  const one = await connectAsync(url(), { ...agentA, clientId, protocolVersion: 4 });
  const two = await connectAsync(url(), { ...agentB, clientId, protocolVersion: 4 });
  await one.publishAsync(
    topicFor("hostStatus", { host: hostA }),
    JSON.stringify(statusOf(hostA, "s")),
    { qos: 1 },
  );
  expect([one.connected, two.connected, link.clients()]).toEqual([true, true, 2]);
  await one.endAsync(true);
  await two.endAsync(true);
});

it("ends the connections of a login that was removed, and only those", async () => {
  await serve();
  const gone = await connectAsync(url(), { ...tool, protocolVersion: 4, reconnectPeriod: 0 });
  gone.on("error", () => undefined);
  await client(agentA);
  const ended = closed(gone);
  await link.disconnectLogin("grafana");
  await ended;
  await eventually(() => link.clients() === 1);
});

it("refuses a login whose last will would speak for another host", async () => {
  await serve();
  const will = { topic: topicFor("hostStatus", { host: hostB }), payload: statusOf(hostB, "s") };
  await expect(client(agentA, { will })).rejects.toThrow(/not authorized/i);
  await expect(client(tool, { will })).rejects.toThrow(/not authorized/i);
});

it("leaves out the last will of an agent process that a newer one has replaced", async () => {
  await serve();
  const topic = topicFor("hostStatus", { host: hostA });
  const will = { topic, payload: statusOf(hostA, "old", "offline") };
  const old = await client(agentA, { will });
  await old.publish(topic, statusOf(hostA, "old"));
  const now = await client(agentA);
  await now.publish(topic, statusOf(hostA, "new"));
  old.breakConnection();
  await eventually(() => link.clients() === 1);
  const watcher = await client(tool);
  await watcher.subscribe([topic]);
  const kept = await eventually(() => watcher.last(topic));
  expect(JSON.parse(kept.payload)).toMatchObject({ state: "online", session: "new" });
});

it("binds a login of no host to the first it speaks for, in order and for ever", async () => {
  await serve();
  const agent = await client(fresh);
  const [mine, other] = [someHost(), someHost()];
  const seqs = [1, 2, 3, 4, 5, 6, 7, 8];
  await Promise.all([
    ...seqs.map((seq) => agent.publish(topicFor("hostBatch", { host: mine }), batchOf(mine, seq))),
    agent.publish(topicFor("hostBatch", { host: other }), batchOf(other, 9)),
  ]);
  const got = () => recorder.received.map(({ payload }) => "seq" in payload && payload.seq);
  await eventually(() => got().length >= seqs.length);
  expect(got()).toEqual(seqs);
  expect(reasons()).toContain("fresh wrong-host");
  const again = await client(fresh);
  await again.publish(topicFor("hostBatch", { host: mine }), batchOf(mine, 10));
  await eventually(() => got().includes(10));
});

it("holds publishers back while the application is busy, and loses nothing", async () => {
  const got: UpMessage[] = [];
  const { promise: free, resolve: letGo } = Promise.withResolvers<void>();
  await serve(
    { holdMs: 60_000 },
    {
      message: async (message) => {
        got.push(message);
        await free;
      },
      connected: () => undefined,
      disconnected: () => undefined,
    },
  );
  const agent = await client(agentA);
  const topic = topicFor("hostBatch", { host: hostA });
  const seqs = Array.from({ length: 300 }, (_, index) => index + 1);
  const sent = Promise.all(seqs.map((seq) => agent.publish(topic, batchOf(hostA, seq))));
  const beside = await client(agentB);
  await beside.publish(topicFor("hostStatus", { host: hostB }), statusOf(hostB, "s"));
  await eventually(() => got.some(({ host }) => host === hostB));
  expect(got.filter(({ host }) => host === hostA)).toHaveLength(1);
  letGo();
  await sent;
  const ofA = () => got.flatMap((one) => (one.topic === "hostBatch" ? [one.payload.seq] : []));
  await eventually(() => ofA().length === seqs.length);
  expect(ofA()).toEqual(seqs);
  expect(reasons()).toEqual([]);
});

it("drops and counts after the longest hold, so that keepalive goes on", async () => {
  await serve(
    { holdMs: 20 },
    {
      message: () => new Promise(() => undefined),
      connected: () => undefined,
      disconnected: () => undefined,
    },
  );
  const agent = await client(agentA);
  const topic = topicFor("hostBatch", { host: hostA });
  await Promise.all(
    Array.from({ length: 60 }, (_, index) => agent.publish(topic, batchOf(hostA, index + 1))),
  );
  expect(reasons()).toEqual(["agent-a queue-full"]);
});

it("a subscriber that reads nothing loses messages; who publishes does not wait for it", async () => {
  await serve();
  const slow = await connectAsync(url(), { ...tool, protocolVersion: 4, reconnectPeriod: 0 });
  slow.on("error", () => undefined);
  open.push({ close: () => slow.endAsync(true) });
  await slow.subscribeAsync(filterFor("hostReport"), { qos: 0 });
  slow.stream.unpipe();
  slow.stream.pause();
  const healthy = await client(tool);
  await healthy.subscribe([filterFor("hostReport")]);
  const agent = await client(agentA);
  const report = reportOf(hostA, 1);
  const wide = {
    ...report,
    inventory: { ...report.inventory, nics: Array.from({ length: 500 }, (_, index) => nic(index)) },
  };
  const turns = 200;
  for (let revision = 1; revision <= turns; revision += 1) {
    await agent.publish(topicFor("hostReport", { host: hostA }), { ...wide, revision });
  }
  await eventually(() => healthy.messages.length === turns);
  await eventually(() => recorder.received.length === turns);
  expect(reasons()).toContain("grafana slow-consumer");
});

it("says plainly that its address is taken", async () => {
  await serve();
  const second = new EmbeddedBroker({
    host: "127.0.0.1",
    port: link.port(),
    access: new TableAccess(),
    signer: testSigner,
    clock: new SystemClock(),
    log: silentLog,
  });
  await expect(second.start(new AbortController().signal)).rejects.toMatchObject({
    code: "ADDRESS_IN_USE",
  });
  await second.stop();
});

function nic(index: number) {
  return {
    name: `eth${index}`,
    mac: null,
    speedMbit: 1_000,
    addresses: Array<string>(4).fill("fe80::1234:5678:9abc:def0"),
  };
}
