import type { AgentLink, UpMessage } from "@novacron/control-plane/ports/agent-link";
import type { HostId } from "@novacron/protocol/domain/ids";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import { integrationFilters } from "@novacron/protocol/messages/integration-filters";
import { parseMessage } from "@novacron/protocol/messages/parse";
import { filterFor, topicFor } from "@novacron/protocol/messages/topics";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BusClient, type BusClientOptions, type BusCredentials } from "./bus-client.ts";
import { eventually } from "./eventually.ts";
import { ack, batchOf, machineFactOf, reportOf, statusOf } from "./samples.ts";

/** A broker under test, with its logins. Made anew for each run of the suite. */
export interface BusUnderTest {
  readonly url: string;
  /** The control plane's own side, started. */
  readonly link: AgentLink;
  readonly received: readonly UpMessage[];
  readonly hostA: HostId;
  readonly hostB: HostId;
  readonly agentA: BusCredentials;
  readonly agentB: BusCredentials;
  readonly tool: BusCredentials;
  stop(): Promise<void>;
}

/** What any broker has to do for NovaCron, and any consumer may count on. */
export function busConformance(name: string, make: () => Promise<BusUnderTest>): void {
  describe(`bus conformance: ${name}`, () => {
    const bench = new Bench();
    beforeAll(async () => bench.begin(await make()));
    afterAll(() => bench.end());
    connecting(bench);
    topicRules(bench);
    retained(bench);
    delivering(bench);
    refusing(bench);
  });
}

class Bench {
  #bus: BusUnderTest | null = null;
  readonly #clients: BusClient[] = [];

  get bus(): BusUnderTest {
    if (this.#bus === null) throw new NovaError("NOT_READY", "test the bus");
    return this.#bus;
  }

  begin(bus: BusUnderTest): void {
    this.#bus = bus;
  }

  async open(login: BusCredentials | null, more: BusClientOptions = {}): Promise<BusClient> {
    const client = await BusClient.open(this.bus.url, login, more);
    this.#clients.push(client);
    return client;
  }

  async end(): Promise<void> {
    for (const client of this.#clients) await client.close();
    await this.#bus?.stop();
  }
}

function connecting(bench: Bench): void {
  describe("connecting", () => {
    it("refuses a client without a login", async () => {
      await expect(bench.open(null)).rejects.toThrow(/not authorized|refused/i);
    });

    it("refuses a wrong password", async () => {
      const wrong = { ...bench.bus.agentA, password: "wrong" };
      await expect(bench.open(wrong)).rejects.toThrow(/bad user|not authorized|refused/i);
    });

    it("takes each kind of login", async () => {
      for (const login of [bench.bus.agentA, bench.bus.agentB, bench.bus.tool])
        await (await bench.open(login)).close();
    });
  });
}

function topicRules(bench: Bench): void {
  describe("topic rules", () => {
    it("lets nothing through that an agent publishes for another host", async () => {
      const { agentA, hostA, hostB } = bench.bus;
      const tool = await bench.open(bench.bus.tool);
      await tool.subscribe(integrationFilters);
      const agent = await bench.open(agentA);
      await agent.publish(topicFor("hostStatus", { host: hostB }), statusOf(hostB, "forged"));
      await agent.publish(topicFor("fleetRecord"), { v: 1, forged: true });
      await agent.publish(topicFor("hostStatus", { host: hostA }), statusOf(hostA, "true"));
      await eventually(() => tool.texts().some((text) => text.includes('"true"')));
      expect(tool.texts().filter((text) => text.includes("forged"))).toEqual([]);
      expect(bench.bus.received.some((one) => JSON.stringify(one).includes("forged"))).toBe(false);
    });

    it("gives an agent nothing of another host", async () => {
      const { hostA, hostB } = bench.bus;
      const agent = await bench.open(bench.bus.agentA);
      const mine = topicFor("hostAck", { host: hostA });
      await agent.trySubscribe([
        topicFor("hostAck", { host: hostB }),
        filterFor("hostAck"),
        "novacron/v1/host/+/+",
        "#",
      ]);
      await agent.subscribe([mine]);
      await bench.bus.link.send("hostAck", hostB, ack(hostB, 7));
      await bench.bus.link.send("hostAck", hostA, ack(hostA, 8));
      await eventually(() => agent.messages.some(({ topic }) => topic === mine));
      expect(agent.messages.filter(({ topic }) => topic.includes(hostB))).toEqual([]);
    });

    it("lets an outside tool neither publish nor see acks and commands", async () => {
      const { hostA } = bench.bus;
      const tool = await bench.open(bench.bus.tool);
      await tool.trySubscribe([filterFor("hostAck"), filterFor("hostCommand"), "#"]);
      await tool.subscribe([filterFor("fleetMachine")]);
      const before = bench.bus.received.length;
      await tool.publish(topicFor("hostStatus", { host: hostA }), statusOf(hostA, "by-tool"));
      await bench.bus.link.send("hostAck", hostA, ack(hostA, 9));
      const fact = machineFactOf(hostA);
      await bench.bus.link.sendFact("fleetMachine", { machine: fact.machine }, fact);
      await eventually(() => tool.messages.some(({ topic }) => topic.includes("fleet/machine")));
      expect(tool.messages.filter(({ topic }) => /\/(ack|command)$/.test(topic))).toEqual([]);
      const late = bench.bus.received.slice(before);
      expect(late.some((one) => JSON.stringify(one).includes("by-tool"))).toBe(false);
    });
  });
}

function retained(bench: Bench): void {
  describe("retained", () => {
    it("gives a late subscriber the last status and report", async () => {
      const { hostA } = bench.bus;
      const agent = await bench.open(bench.bus.agentA);
      await agent.publish(topicFor("hostReport", { host: hostA }), reportOf(hostA, 1));
      await agent.publish(topicFor("hostReport", { host: hostA }), reportOf(hostA, 2));
      await agent.publish(topicFor("hostStatus", { host: hostA }), statusOf(hostA, "kept"));
      const tool = await bench.open(bench.bus.tool);
      await tool.subscribe([filterFor("hostReport"), filterFor("hostStatus")]);
      await eventually(() => tool.texts().some((text) => text.includes("kept")));
      const report = await eventually(() => tool.last(topicFor("hostReport", { host: hostA })));
      expect(report).toMatchObject({ retain: true });
      expect(JSON.parse(report.payload)).toMatchObject({ revision: 2 });
    });

    it("forgets a fact whose payload is empty", async () => {
      const fact = machineFactOf(bench.bus.hostA);
      const topic = topicFor("fleetMachine", { machine: fact.machine });
      await bench.bus.link.sendFact("fleetMachine", { machine: fact.machine }, fact);
      await bench.bus.link.sendFact("fleetMachine", { machine: fact.machine }, null);
      const tool = await bench.open(bench.bus.tool);
      await tool.subscribe([topic, filterFor("hostStatus")]);
      await eventually(() => tool.messages.length > 0);
      expect(tool.last(topic)).toBeUndefined();
    });
  });
}

function delivering(bench: Bench): void {
  describe("delivering", () => {
    it("publishes the last will of an agent whose connection breaks", async () => {
      const { hostB } = bench.bus;
      const topic = topicFor("hostStatus", { host: hostB });
      const will = { topic, payload: statusOf(hostB, "s9", "offline") };
      const agent = await bench.open(bench.bus.agentB, { will });
      await agent.publish(topic, statusOf(hostB, "s9"));
      await eventually(() => bench.bus.received.some((one) => isStatus(one, hostB, "online")));
      agent.breakConnection();
      await eventually(() => bench.bus.received.some((one) => isStatus(one, hostB, "offline")));
      const tool = await bench.open(bench.bus.tool);
      await tool.subscribe([topic]);
      const kept = await eventually(() => tool.last(topic));
      expect(JSON.parse(kept.payload)).toMatchObject({ state: "offline", session: "s9" });
    });

    it("delivers the batches of a host in the order they were sent", async () => {
      const { hostA } = bench.bus;
      const agent = await bench.open(bench.bus.agentA);
      const topic = topicFor("hostBatch", { host: hostA });
      const before = bench.bus.received.length;
      const seqs = Array.from({ length: 200 }, (_, index) => 1_000 + index);
      await Promise.all(seqs.map((seq) => agent.publish(topic, batchOf(hostA, seq))));
      const arrived = () =>
        bench.bus.received
          .slice(before)
          .flatMap((one) => (one.topic === "hostBatch" ? [one.payload] : []));
      await eventually(() => arrived().length >= seqs.length);
      expect(arrived().map((payload) => payload.seq)).toEqual(seqs);
    });

    it("carries the control plane's ack to the agent it is for", async () => {
      const { hostA } = bench.bus;
      const agent = await bench.open(bench.bus.agentA);
      const topic = topicFor("hostAck", { host: hostA });
      await agent.subscribe([topic]);
      await bench.bus.link.send("hostAck", hostA, ack(hostA, 41));
      await bench.bus.link.send("hostAck", hostA, ack(hostA, 42));
      await eventually(() => agent.texts().some((text) => text.includes("42")));
      expect(agent.messages.map(({ payload }) => JSON.parse(payload).upTo)).toEqual([41, 42]);
    });
  });
}

function refusing(bench: Bench): void {
  describe("payloads", () => {
    it("counts what is malformed by sender and reason and hands none of it on", async () => {
      const { hostA } = bench.bus;
      const agent = await bench.open(bench.bus.agentA);
      const topic = topicFor("hostStatus", { host: hostA });
      const before = bench.bus.received.length;
      await agent.publish(topic, "{");
      await agent.publish(topic, { ...statusOf(hostA, "x"), state: "perhaps" });
      await agent.publish(topic, statusOf(hostA, "afterwards"));
      await eventually(() =>
        bench.bus.received.slice(before).some((one) => JSON.stringify(one).includes("afterwards")),
      );
      expect(bench.bus.received.slice(before)).toHaveLength(1);
      const malformed = bench.bus.link.refusals().filter(({ reason }) => reason === "malformed");
      expect(malformed.reduce((sum, { count }) => sum + count, 0)).toBeGreaterThanOrEqual(2);
    });

    it("only carries payloads of the table's schemas to outside tools", async () => {
      const { hostA } = bench.bus;
      const tool = await bench.open(bench.bus.tool);
      await tool.subscribe(integrationFilters);
      const agent = await bench.open(bench.bus.agentA);
      await agent.publish(topicFor("hostReport", { host: hostA }), reportOf(hostA, 3));
      await agent.publish(topicFor("hostBatch", { host: hostA }), batchOf(hostA, 5_000));
      const fact = machineFactOf(hostA);
      await bench.bus.link.sendFact("fleetMachine", { machine: fact.machine }, fact);
      await eventually(() => tool.messages.some(({ topic }) => topic.endsWith("/batch")));
      await eventually(() => tool.messages.some(({ topic }) => topic.includes("/fleet/machine/")));
      for (const { topic, payload } of tool.messages) {
        expect(parseMessage(topic, payload, payload.length)).toMatchObject({ ok: true });
      }
    });
  });
}

function isStatus(message: UpMessage, host: HostId, state: string): boolean {
  return message.topic === "hostStatus" && message.host === host && message.payload.state === state;
}
