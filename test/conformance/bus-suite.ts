import type { AgentLink, UpMessage } from "@novacron/control-plane/ports/agent-link";
import type { HostId } from "@novacron/protocol/domain/ids";
import { integrationFilters } from "@novacron/protocol/messages/integration-filters";
import { parseMessage } from "@novacron/protocol/messages/parse";
import { filterFor, topicFor } from "@novacron/protocol/messages/topics";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BusClient, type BusCredentials } from "./bus-client.ts";
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
    let bus: BusUnderTest;
    const clients: BusClient[] = [];
    const open = async (login: BusCredentials | null, more = {}) => {
      const client = await BusClient.open(bus.url, login, more);
      clients.push(client);
      return client;
    };
    beforeAll(async () => {
      bus = await make();
    });
    afterAll(async () => {
      for (const client of clients) await client.close();
      await bus.stop();
    });

    describe("connecting", () => {
      it("refuses a client without a login", async () => {
        await expect(open(null)).rejects.toThrow(/not authorized|refused/i);
      });

      it("refuses a wrong password", async () => {
        const wrong = { ...bus.agentA, password: "wrong" };
        await expect(open(wrong)).rejects.toThrow(/bad user|not authorized|refused/i);
      });

      it("takes each kind of login", async () => {
        for (const login of [bus.agentA, bus.agentB, bus.tool]) await (await open(login)).close();
      });
    });

    describe("topic rules", () => {
      it("lets nothing through that an agent publishes for another host", async () => {
        const { agentA, hostA, hostB } = bus;
        const tool = await open(bus.tool);
        await tool.subscribe(integrationFilters);
        const agent = await open(agentA);
        await agent.publish(topicFor("hostStatus", { host: hostB }), statusOf(hostB, "forged"));
        await agent.publish(topicFor("fleetRecord"), { v: 1, forged: true });
        await agent.publish(topicFor("hostStatus", { host: hostA }), statusOf(hostA, "true"));
        await eventually(() => tool.texts().some((text) => text.includes('"true"')));
        expect(tool.texts().filter((text) => text.includes("forged"))).toEqual([]);
        expect(bus.received.some((one) => JSON.stringify(one).includes("forged"))).toBe(false);
      });

      it("gives an agent nothing of another host", async () => {
        const { hostA, hostB } = bus;
        const agent = await open(bus.agentA);
        const mine = topicFor("hostAck", { host: hostA });
        await agent.trySubscribe([
          topicFor("hostAck", { host: hostB }),
          filterFor("hostAck"),
          "novacron/v1/host/+/+",
          "#",
        ]);
        await agent.subscribe([mine]);
        await bus.link.send("hostAck", hostB, ack(hostB, 7));
        await bus.link.send("hostAck", hostA, ack(hostA, 8));
        await eventually(() => agent.messages.some(({ topic }) => topic === mine));
        expect(agent.messages.filter(({ topic }) => topic.includes(hostB))).toEqual([]);
      });

      it("lets an outside tool neither publish nor see acks and commands", async () => {
        const { hostA } = bus;
        const tool = await open(bus.tool);
        await tool.trySubscribe([filterFor("hostAck"), filterFor("hostCommand"), "#"]);
        await tool.subscribe([filterFor("fleetMachine")]);
        const before = bus.received.length;
        await tool.publish(topicFor("hostStatus", { host: hostA }), statusOf(hostA, "by-tool"));
        await bus.link.send("hostAck", hostA, ack(hostA, 9));
        const fact = machineFactOf(hostA);
        await bus.link.sendFact("fleetMachine", { machine: fact.machine }, fact);
        await eventually(() => tool.messages.some(({ topic }) => topic.includes("fleet/machine")));
        expect(tool.messages.filter(({ topic }) => /\/(ack|command)$/.test(topic))).toEqual([]);
        const late = bus.received.slice(before);
        expect(late.some((one) => JSON.stringify(one).includes("by-tool"))).toBe(false);
      });
    });

    describe("retained", () => {
      it("gives a late subscriber the last status and report", async () => {
        const { hostA } = bus;
        const agent = await open(bus.agentA);
        await agent.publish(topicFor("hostReport", { host: hostA }), reportOf(hostA, 1));
        await agent.publish(topicFor("hostReport", { host: hostA }), reportOf(hostA, 2));
        await agent.publish(topicFor("hostStatus", { host: hostA }), statusOf(hostA, "kept"));
        const tool = await open(bus.tool);
        await tool.subscribe([filterFor("hostReport"), filterFor("hostStatus")]);
        await eventually(() => tool.texts().some((text) => text.includes("kept")));
        const report = await eventually(() => tool.last(topicFor("hostReport", { host: hostA })));
        expect(report).toMatchObject({ retain: true });
        expect(JSON.parse(report.payload)).toMatchObject({ revision: 2 });
      });

      it("forgets a fact whose payload is empty", async () => {
        const fact = machineFactOf(bus.hostA);
        const topic = topicFor("fleetMachine", { machine: fact.machine });
        await bus.link.sendFact("fleetMachine", { machine: fact.machine }, fact);
        await bus.link.sendFact("fleetMachine", { machine: fact.machine }, null);
        const tool = await open(bus.tool);
        await tool.subscribe([topic, filterFor("hostStatus")]);
        await eventually(() => tool.messages.length > 0);
        expect(tool.last(topic)).toBeUndefined();
      });
    });

    it("publishes the last will of an agent whose connection breaks", async () => {
      const { hostB } = bus;
      const topic = topicFor("hostStatus", { host: hostB });
      const will = { topic, payload: statusOf(hostB, "s9", "offline") };
      const agent = await open(bus.agentB, { will });
      await agent.publish(topic, statusOf(hostB, "s9"));
      await eventually(() => bus.received.some((one) => isStatus(one, hostB, "online")));
      agent.breakConnection();
      await eventually(() => bus.received.some((one) => isStatus(one, hostB, "offline")));
      const tool = await open(bus.tool);
      await tool.subscribe([topic]);
      const kept = await eventually(() => tool.last(topic));
      expect(JSON.parse(kept.payload)).toMatchObject({ state: "offline", session: "s9" });
    });

    it("delivers the batches of a host in the order they were sent", async () => {
      const { hostA } = bus;
      const agent = await open(bus.agentA);
      const topic = topicFor("hostBatch", { host: hostA });
      const before = bus.received.length;
      const seqs = Array.from({ length: 200 }, (_, index) => 1_000 + index);
      await Promise.all(seqs.map((seq) => agent.publish(topic, batchOf(hostA, seq))));
      const arrived = () =>
        bus.received
          .slice(before)
          .flatMap((one) => (one.topic === "hostBatch" ? [one.payload] : []));
      await eventually(() => arrived().length >= seqs.length);
      expect(arrived().map((payload) => payload.seq)).toEqual(seqs);
    });

    it("carries the control plane's ack to the agent it is for", async () => {
      const { hostA } = bus;
      const agent = await open(bus.agentA);
      const topic = topicFor("hostAck", { host: hostA });
      await agent.subscribe([topic]);
      await bus.link.send("hostAck", hostA, ack(hostA, 41));
      await bus.link.send("hostAck", hostA, ack(hostA, 42));
      await eventually(() => agent.texts().some((text) => text.includes("42")));
      expect(agent.messages.map(({ payload }) => JSON.parse(payload).upTo)).toEqual([41, 42]);
    });

    it("counts what is malformed by sender and reason and hands none of it on", async () => {
      const { hostA } = bus;
      const agent = await open(bus.agentA);
      const topic = topicFor("hostStatus", { host: hostA });
      const before = bus.received.length;
      await agent.publish(topic, "{");
      await agent.publish(topic, { ...statusOf(hostA, "x"), state: "perhaps" });
      await agent.publish(topic, statusOf(hostA, "afterwards"));
      await eventually(() =>
        bus.received.slice(before).some((one) => JSON.stringify(one).includes("afterwards")),
      );
      expect(bus.received.slice(before)).toHaveLength(1);
      const malformed = bus.link.refusals().filter(({ reason }) => reason === "malformed");
      expect(malformed.reduce((sum, { count }) => sum + count, 0)).toBeGreaterThanOrEqual(2);
    });

    it("only carries payloads of the table's schemas to outside tools", async () => {
      const { hostA } = bus;
      const tool = await open(bus.tool);
      await tool.subscribe(integrationFilters);
      const agent = await open(bus.agentA);
      await agent.publish(topicFor("hostReport", { host: hostA }), reportOf(hostA, 3));
      await agent.publish(topicFor("hostBatch", { host: hostA }), batchOf(hostA, 5_000));
      const fact = machineFactOf(hostA);
      await bus.link.sendFact("fleetMachine", { machine: fact.machine }, fact);
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
