import { hostId } from "@novacron/protocol/domain/ids";
import type { HostStatus } from "@novacron/protocol/messages/report";
import { topicFor } from "@novacron/protocol/messages/topics";
import { connectAsync, type MqttClient } from "mqtt";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Log } from "../ports/log.ts";
import { signedWire } from "../testing/test-signing.ts";
import { MqttUplink, type UplinkLimits } from "./mqtt-uplink.ts";
import { login, makeAedes, makeMosquitto, type TestBroker } from "./testing/broker.ts";
import { RememberingListener } from "./testing/listener.ts";

const host = hostId.parse("5b0b1f7e-1d55-4f6a-9f5e-0d0a9f2f6a01");
const boot = "00000000-0000-4000-8000-000000000001";
const ackTopic = topicFor("hostAck", { host });
const statusTopic = topicFor("hostStatus", { host });
const ackOf = (upTo: number) => ({ v: 1, host, boot, upTo });
const wire = (ack: object) => signedWire(ackTopic, JSON.stringify(ack));
const quickly = { backoff: { firstMs: 10, maxMs: 50 } };

function silentLog(said: string[] = []): Log {
  const say = (fields: object, message: string): void => {
    said.push(
      `${message} ${JSON.stringify(fields, (_, value) => (value instanceof Error ? { ...value, message: value.message, stack: value.stack } : value))}`,
    );
  };
  return { debug: say, info: say, warn: say, error: say };
}

for (const make of [makeMosquitto, makeAedes]) {
  describe(`MqttUplink with ${make === makeAedes ? "aedes" : "mosquitto"}`, () => {
    let broker: TestBroker;
    let control: MqttClient | null;
    let uplinks: MqttUplink[];
    beforeEach(async () => {
      broker = await make();
      await broker.start();
      control = null;
      uplinks = [];
    });
    afterEach(async () => {
      for (const uplink of uplinks) await uplink.stop();
      await control?.endAsync(true);
      await broker.dispose();
    });

    /** The other side of the bus. */
    const controlPlane = async (): Promise<MqttClient> => {
      control = await connectAsync({ ...login, host: "127.0.0.1", port: broker.port });
      control.setMaxListeners(50);
      return control;
    };
    const heardOn = async (client: MqttClient, topic: string): Promise<HostStatus[]> => {
      const heard: HostStatus[] = [];
      client.on("message", (at, payload) => {
        if (at === topic) heard.push(JSON.parse(payload.toString()) as HostStatus);
      });
      await client.subscribeAsync(topic, { qos: 1 });
      return heard;
    };
    const begin = async (
      changes: {
        password?: string;
        limits?: Partial<UplinkLimits>;
        log?: Log;
        session?: string;
      } = {},
    ): Promise<{ uplink: MqttUplink; listener: RememberingListener }> => {
      const listener = new RememberingListener();
      const uplink = new MqttUplink({
        url: `mqtt://127.0.0.1:${broker.port}`,
        ...login,
        host,
        session: "s1",
        clock: {
          now: () => 1_700_000_000_000,
          monotonicMs: () => performance.now(),
          after: () => () => undefined,
        },
        ids: { random: () => 0.5 },
        log: silentLog(),
        ...changes,
        limits: { ...quickly, ...changes.limits },
      });
      uplinks.push(uplink);
      uplink.listen(listener);
      await uplink.start(new AbortController().signal);
      return { uplink, listener };
    };

    it("announces itself, publishes and hears what is for it", async () => {
      const client = await controlPlane();
      const status = await heardOn(client, statusTopic);
      const { uplink, listener } = await begin();
      await listener.until(() => listener.connects === 1);
      expect(uplink.isConnected()).toBe(true);
      await client.publishAsync(ackTopic, wire(ackOf(7)), { qos: 1 });
      await listener.until(() => listener.messages.length === 1);
      expect(listener.messages[0]).toMatchObject({ topic: "hostAck", payload: ackOf(7) });
      await uplink.stop();
      await expect.poll(() => status.map((one) => one.state)).toEqual(["online", "offline"]);
      expect(status[0]).toMatchObject({ host, session: "s1" });
    });

    it("leaves the will behind when it is cut off, and comes back by itself", async () => {
      const client = await controlPlane();
      const status = await heardOn(client, statusTopic);
      const { listener } = await begin();
      await listener.until(() => listener.connects === 1);
      // A second client of the same id makes the broker cut the first off (3.1.4-2).
      const clientId = `novacron-agent-${host}`;
      const usurper = await connectAsync({
        ...login,
        host: "127.0.0.1",
        port: broker.port,
        clientId,
      });
      await usurper.endAsync();
      await listener.until(() => listener.connects === 2);
      expect(listener.losses).toHaveLength(1);
      await expect
        .poll(() => status.map((one) => one.state))
        .toEqual(["online", "offline", "online"]);
    });

    it("survives a killed broker: what was under way is rejected, later sends work", async () => {
      const { uplink, listener } = await begin();
      await listener.until(() => listener.connects === 1);
      const status: HostStatus = { v: 1, host, state: "online", session: "s1", at: 1 };
      await uplink.publish("hostStatus", status);
      await broker.kill();
      await listener.until(() => listener.losses.length === 1);
      expect(uplink.isConnected()).toBe(false);
      await expect(uplink.publish("hostStatus", status)).rejects.toMatchObject({
        code: "BUS_UNAVAILABLE",
      });
      await broker.start();
      await listener.until(() => listener.connects === 2);
      await uplink.publish("hostStatus", status);
      expect(uplink.problem()).toBe(null);
    });

    it("names a refused login, keeps trying, and tells the password to nobody", async () => {
      const said: string[] = [];
      const { uplink, listener } = await begin({ password: "wrong horse", log: silentLog(said) });
      await listener.until(() => listener.losses.length === 1);
      expect(uplink.problem()?.code).toBe("BUS_REFUSED");
      await expect(
        uplink.publish("hostStatus", { v: 1, host, state: "online", session: "s", at: 1 }),
      ).rejects.toMatchObject({ code: "BUS_UNAVAILABLE" });
      expect([...said, ...listener.losses].join()).not.toContain("wrong horse");
    });

    it("refuses garbage with a count by reason and goes on listening", async () => {
      const client = await controlPlane();
      const { uplink, listener } = await begin();
      await listener.until(() => listener.connects === 1);
      const send = (text: string | Buffer) => client.publishAsync(ackTopic, text, { qos: 1 });
      await send(signedWire(ackTopic, "{]}"));
      await send(Buffer.from([0xff, 0xfe, 0x00]));
      await send(wire({ ...ackOf(1), upTo: -1 }));
      await send(wire({ ...ackOf(1), host: boot }));
      await send("x".repeat(10_000));
      await send("");
      await send(wire(ackOf(9)));
      await listener.until(() => listener.messages.length === 1);
      expect(uplink.refused()).toBe(5);
      const counted = { malformed: 2, unsigned: 1, "wrong-host": 1, "too-large": 1 };
      expect(uplink.refusedByReason()).toEqual(counted);
      expect(listener.refusals).toHaveLength(5);
    });

    it("breaks off at a packet larger than any of its topics, and comes back", async () => {
      const client = await controlPlane();
      const { uplink, listener } = await begin();
      await listener.until(() => listener.connects === 1);
      await client.publishAsync(ackTopic, Buffer.alloc(5 * 1024 * 1024), { qos: 1 });
      await listener.until(() => listener.connects === 2);
      expect(uplink.refused()).toBe(0);
      expect(listener.losses[0]).toMatch(/too large/);
    });

    it("takes no more than its window and its sizes", async () => {
      const { uplink, listener } = await begin({ limits: { window: 3 } });
      await listener.until(() => listener.connects === 1);
      const status: HostStatus = { v: 1, host, state: "online", session: "s1", at: 1 };
      const sends = Array.from({ length: 5 }, () => uplink.publish("hostStatus", status));
      const ends = await Promise.allSettled(sends);
      expect(ends.map((end) => end.status)).toEqual([
        ...Array(3).fill("fulfilled"),
        ...Array(2).fill("rejected"),
      ]);
      const long = { ...status, session: "x".repeat(5_000) };
      await expect(uplink.publish("hostStatus", long)).rejects.toMatchObject({
        code: "MESSAGE_REFUSED",
      });
    });

    it("hears what was retained before it came, after it is told that it is connected", async () => {
      const client = await controlPlane();
      const control = { v: 1, epoch: 4, controlPlane: "c", version: "1", state: "online", at: 1 };
      const topic = topicFor("controlStatus");
      await client.publishAsync(topic, signedWire(topic, JSON.stringify(control)), {
        qos: 1,
        retain: true,
      });
      const { listener } = await begin();
      await listener.until(() => listener.messages.length === 1);
      expect(listener.connects).toBe(1);
      expect(listener.messages[0]).toMatchObject({ topic: "controlStatus", payload: control });
    });
  });
}
