import { SystemClock } from "@novacron/control-plane/adapters/clock/system-clock";
import { ExternalBus } from "@novacron/control-plane/adapters/mqtt-client/external-bus";
import { topicFor } from "@novacron/protocol/messages/topics";
import { expect, it } from "vitest";
import { BusClient } from "./bus-client.ts";
import { type BusUnderTest, busConformance } from "./bus-suite.ts";
import { eventually } from "./eventually.ts";
import { Mosquitto } from "./mosquitto.ts";
import { Recorder, silentLog, testSigner } from "./recorder.ts";
import { batchOf, someHost, statusOf } from "./samples.ts";

interface Started {
  readonly broker: Mosquitto;
  readonly link: ExternalBus;
  readonly recorder: Recorder;
}

async function started(logins: ReadonlyMap<string, string>, password = "pc"): Promise<Started> {
  const broker = await Mosquitto.start(new Map([...logins, ["novacron", "pc"]]), ["grafana"]);
  const url = `mqtt://novacron:${password}@127.0.0.1:${broker.port}`;
  const link = new ExternalBus({
    url,
    signer: testSigner,
    clock: new SystemClock(),
    log: silentLog,
  });
  const recorder = new Recorder();
  link.listen(recorder);
  await link.start(new AbortController().signal);
  return { broker, link, recorder };
}

busConformance("mosquitto", async (): Promise<BusUnderTest> => {
  const [hostA, hostB] = [someHost(), someHost()];
  const logins = new Map<string, string>([
    [hostA, "pa"],
    [hostB, "pb"],
    ["grafana", "pg"],
  ]);
  const { broker, link, recorder } = await started(logins);
  await eventually(() => recorder.connections > 0);
  return {
    url: `mqtt://127.0.0.1:${broker.port}`,
    link,
    received: recorder.received,
    hostA,
    hostB,
    agentA: { username: hostA, password: "pa" },
    agentB: { username: hostB, password: "pb" },
    tool: { username: "grafana", password: "pg" },
    stop: async () => {
      await link.stop();
      await broker.stop();
    },
  };
});

it("comes back by itself after the broker was killed", async () => {
  const host = someHost();
  const { broker, link, recorder } = await started(new Map([[host, "pa"]]));
  try {
    await eventually(() => recorder.connections === 1);
    await broker.kill();
    await eventually(() => !link.isConnected());
    await link.send("hostAck", host, { v: 1, host, boot: batchOf(host, 1).boot, upTo: 1 });
    await broker.up();
    await eventually(() => recorder.connections === 2);
    const url = `mqtt://127.0.0.1:${broker.port}`;
    const agent = await BusClient.open(url, { username: host, password: "pa" });
    await agent.publish(topicFor("hostStatus", { host }), statusOf(host, "s1"));
    await eventually(() => recorder.received.length > 0);
    await agent.close();
  } finally {
    await link.stop();
    await broker.stop();
  }
});

it("keeps trying, and stays unconnected, with a login the broker refuses", async () => {
  const { broker, link, recorder } = await started(new Map(), "wrong");
  try {
    expect(link.isConnected()).toBe(false);
    expect(recorder.connections).toBe(0);
  } finally {
    await link.stop();
    await broker.stop();
  }
});
