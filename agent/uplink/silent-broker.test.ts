import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { hostId } from "@novacron/protocol/domain/ids";
import { afterEach, expect, it } from "vitest";
import { MqttUplink, type UplinkLimits } from "./mqtt-uplink.ts";
import { RememberingListener } from "./testing/listener.ts";

const host = hostId.parse("5b0b1f7e-1d55-4f6a-9f5e-0d0a9f2f6a01");
const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const one of undo.splice(0).reverse()) await one();
});

/** CONNACK and SUBACK as a broker sends them (MQTT 3.1.1, 3.2 and 3.9). */
const connack = Buffer.from([0x20, 2, 0, 0]);
/** The id of a SUBSCRIBE stands after its length, which takes two bytes here. */
const suback = (packet: Buffer, first: number): Buffer =>
  Buffer.from([0x90, 6, packet[3]!, packet[4]!, first, 1, 1, 1]);

/** The packet id of a PUBLISH stands after its topic. */
const pubackOf = (packet: Buffer): Buffer => {
  const at = packet.indexOf("novacron") - 2;
  const id = at + 2 + packet.readUInt16BE(at);
  return Buffer.from([0x40, 2, packet[id]!, packet[id + 1]!]);
};

/** Where it is not the deadlines that are looked at. */
const patient = { connectTimeoutMs: 30_000, publishTimeoutMs: 30_000 };

/** A server that answers as far as `answers` says and is silent from then on. */
async function listen(answers: (packet: Buffer) => Buffer | null): Promise<number> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on("error", () => undefined);
    socket.on("data", (packet: Buffer) => {
      const answer = answers(packet);
      if (answer !== null) socket.write(answer);
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  undo.push(() => new Promise((resolve) => server.close(resolve)));
  undo.push(() => sockets.map((socket) => socket.destroy()));
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

async function begin(
  port: number,
  limits: Partial<UplinkLimits> = {},
): Promise<{ uplink: MqttUplink; listener: RememberingListener }> {
  const ignore = (): void => undefined;
  const listener = new RememberingListener();
  const uplink = new MqttUplink({
    url: `mqtt://127.0.0.1:${port}`,
    username: "u",
    password: "p",
    host,
    session: "s",
    clock: { now: () => 1, monotonicMs: () => performance.now(), after: () => ignore },
    ids: { random: () => 0 },
    log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
    limits: {
      connectTimeoutMs: 100,
      publishTimeoutMs: 100,
      goodbyeMs: 50,
      backoff: { firstMs: 5, maxMs: 10 },
      ...limits,
    },
  });
  undo.push(() => uplink.stop());
  uplink.listen(listener);
  await uplink.start(new AbortController().signal);
  return { uplink, listener };
}

it("gives up on a broker that never answers the connect, and tries again", async () => {
  let connects = 0;
  const port = await listen((packet) => {
    if (packet[0] === 0x10) connects += 1;
    return null;
  });
  const { uplink, listener } = await begin(port);
  await listener.until(() => listener.losses.length === 1);
  await expect.poll(() => connects).toBeGreaterThan(2);
  expect(uplink.problem()?.code).toBe("BUS_UNAVAILABLE");
});

it("gives up on a broker that takes messages and never acknowledges them", async () => {
  const port = await listen((packet) =>
    packet[0] === 0x10 ? connack : packet[0] === 0x82 ? suback(packet, 1) : null,
  );
  const { uplink, listener } = await begin(port);
  await listener.until(() => listener.losses.length === 1);
  expect(listener.connects).toBe(0);
  expect(uplink.isConnected()).toBe(false);
});

it("says BUS_REFUSED where a subscription is refused", async () => {
  const port = await listen((packet) => {
    if (packet[0] === 0x10) return connack;
    return packet[0] === 0x82 ? suback(packet, 0x80) : null;
  });
  const { uplink, listener } = await begin(port);
  await listener.until(() => listener.losses.length === 1);
  expect(uplink.problem()?.code).toBe("BUS_REFUSED");
});

it("takes bytes that are no MQTT for a lost connection", async () => {
  const port = await listen(() => Buffer.from("HTTP/1.1 400 Bad Request\r\n\r\n"));
  const { uplink, listener } = await begin(port);
  await listener.until(() => listener.losses.length === 1);
  expect(uplink.problem()?.code).toBe("BUS_UNAVAILABLE");
});

it("pings a silent broker, and gives up where the answer does not come", async () => {
  let pings = 0;
  const port = await listen((packet) => {
    if (packet[0] === 0x10) return connack;
    if (packet[0] === 0x82) return suback(packet, 1);
    // The greeting is a publish at QoS 1 and retained; a PINGREQ has no body.
    if (packet[0] === 0x33) return pubackOf(packet);
    if (packet[0] === 0xc0) pings += 1;
    return pings === 1 ? Buffer.from([0xd0, 0]) : null;
  });
  const { listener } = await begin(port, { ...patient, keepaliveS: 1 });
  await listener.until(() => listener.connects === 1);
  await listener.until(() => listener.losses.length === 1);
  expect(pings).toBeGreaterThan(0);
  expect(listener.losses[0]).toMatch(/pings/);
});

it("takes an answer to what it did not ask for a broken broker", async () => {
  const port = await listen((packet) =>
    packet[0] === 0x10 ? Buffer.concat([connack, Buffer.from([0x40, 2, 0, 9])]) : null,
  );
  const { uplink, listener } = await begin(port, patient);
  await listener.until(() => listener.losses.length === 1);
  expect(uplink.problem()?.message).toMatch(/not asked/);
});
