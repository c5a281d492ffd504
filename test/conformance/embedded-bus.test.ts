import { SystemClock } from "@novacron/control-plane/adapters/clock/system-clock";
import { EmbeddedBroker } from "@novacron/control-plane/adapters/mqtt-broker/embedded-broker";
import { integrationFilters } from "@novacron/protocol/messages/integration-filters";
import { filterFor, topicFor } from "@novacron/protocol/messages/topics";
import { expect, it } from "vitest";
import { BusClient } from "./bus-client.ts";
import { type BusUnderTest, busConformance } from "./bus-suite.ts";
import { eventually } from "./eventually.ts";
import { Recorder, silentLog, testSigner } from "./recorder.ts";
import { batchOf, someHost, statusOf } from "./samples.ts";
import { TableAccess } from "./table-access.ts";

busConformance("embedded broker", embedded);

it("grants an outside tool every filter that the documents name, and none wider", async () => {
  const bus = await embedded();
  const tool = await BusClient.open(bus.url, bus.tool);
  await tool.subscribe(integrationFilters);
  for (const wide of ["#", "novacron/#", "novacron/v1/#", "novacron/v1/host/+/+", "$SYS/#"]) {
    await expect(tool.subscribe([wide])).rejects.toThrow();
  }
  await tool.close();
  await bus.stop();
});

it("retains only what the table says, whatever a client asks for", async () => {
  const bus = await embedded();
  const { hostA: host } = bus;
  const agent = await BusClient.open(bus.url, bus.agentA);
  await agent.publish(topicFor("hostBatch", { host }), batchOf(host, 1), true);
  await agent.publish(topicFor("hostStatus", { host }), statusOf(host, "s"), false);
  const tool = await BusClient.open(bus.url, bus.tool);
  await tool.subscribe([filterFor("hostBatch"), filterFor("hostStatus")]);
  await eventually(() => tool.last(topicFor("hostStatus", { host })));
  expect(tool.messages.map(({ topic }) => topic)).toEqual([topicFor("hostStatus", { host })]);
  await agent.close();
  await tool.close();
  await bus.stop();
});

async function embedded(): Promise<BusUnderTest> {
  const access = new TableAccess();
  const [hostA, hostB] = [someHost(), someHost()];
  access.add("agent-a", { kind: "agent", password: "pa", host: hostA });
  access.add("agent-b", { kind: "agent", password: "pb", host: hostB });
  access.add("grafana", { kind: "integration", password: "pg", host: null });
  const clock = new SystemClock();
  const link = new EmbeddedBroker({
    host: "127.0.0.1",
    port: 0,
    access,
    signer: testSigner,
    clock,
    log: silentLog,
  });
  const recorder = new Recorder();
  link.listen(recorder);
  await link.start(new AbortController().signal);
  return {
    url: `mqtt://127.0.0.1:${link.port()}`,
    link,
    received: recorder.received,
    hostA,
    hostB,
    agentA: { username: "agent-a", password: "pa" },
    agentB: { username: "agent-b", password: "pb" },
    tool: { username: "grafana", password: "pg" },
    stop: () => link.stop(),
  };
}
