import { Duplex } from "node:stream";
import { judgeDownlink } from "@novacron/agent/uplink/downlink";
import { PacketGuard } from "@novacron/agent/uplink/packet-guard";
import { PacketLink } from "@novacron/agent/uplink/packet-link";
import { FrameGuard } from "@novacron/control-plane/adapters/mqtt-broker/frame-guard";
import { mayUse } from "@novacron/control-plane/app/access/bus-rules";
import { hostId } from "@novacron/protocol/domain/ids";
import { parseMessage } from "@novacron/protocol/messages/parse";
import { splitProof, withProof } from "@novacron/protocol/messages/proof";
import { topicFor } from "@novacron/protocol/messages/topics";
import fc from "fast-check";
import { batchOf, reportOf, statusOf } from "../../conformance/samples.ts";
import { mutated, mutatedBytes } from "../mutated.ts";
import { nothingThrown, target } from "../target.ts";

const host = hostId.parse("6ba7b810-9dad-41d1-80b4-00c04fd430c8");
const topics = (
  ["hostStatus", "hostReport", "hostBatch", "hostCommandEvent", "hostCommand"] as const
).map((name) => topicFor(name, { host }));
const command = {
  v: 1,
  type: "do",
  id: `${host}:0`,
  operation: host,
  host,
  epoch: 1,
  session: "s",
  turn: 7,
  issuedAt: 1,
  validForMs: 60_000,
  action: { kind: "machine.force-off", machine: host, generation: 0 },
};
const payloads = [
  statusOf(host, "s1"),
  reportOf(host, 3),
  batchOf(host, 9),
  {
    v: 1,
    type: "progress",
    id: "a:1",
    operation: host,
    host,
    epoch: 1,
    at: 1,
    step: "x",
    ratio: null,
  },
  command,
].map((payload) => JSON.stringify(payload));
const signed = payloads.map((json) => withProof(json, { key: "k", signature: "s" }));
const filters = ["novacron/v1/fleet/#", `novacron/v1/host/${host}/command`, "$share/g/#", "+/+/+"];
const identities = [
  { name: "a", kind: "agent", host },
  { name: "b", kind: "agent", host: null },
  { name: "c", kind: "integration", host: null },
] as const;

const packets = [
  { cmd: "publish", topic: topics[0] ?? "", payload: payloads[0] ?? "", qos: 1, messageId: 3 },
  { cmd: "suback", messageId: 1, granted: [1, 128] },
  { cmd: "connack", returnCode: 0, sessionPresent: false },
  { cmd: "puback", messageId: 7 },
  { cmd: "pingresp" },
] as const;
const bytes = packets.map((packet) => wireOf(packet as never));

/** Each message mostly on the topic that it is for. */
function onTopic(texts: readonly string[]): fc.Arbitrary<readonly [string, string]> {
  return fc.nat(texts.length - 1).chain((at) => {
    const own = fc.constant(topics[at] ?? "");
    const topic = fc.oneof(
      { weight: 9, arbitrary: own },
      { weight: 1, arbitrary: mutated(topics) },
    );
    return fc.tuple(topic, mutated([texts[at] ?? ""]));
  });
}

export const busTargets = [
  target({
    name: "bus-message",
    from: "any login on the bus",
    inputs: onTopic([...payloads]),
    run: ([topic, text]) => parseMessage(topic, text, text.length),
    isRefusal: nothingThrown,
  }),
  target({
    name: "agent-downlink",
    from: "whoever holds the broker",
    inputs: onTopic(signed),
    run: ([topic, text]) => judgeDownlink(host, topic, Buffer.from(text)),
    isRefusal: nothingThrown,
  }),
  target({
    name: "proof",
    from: "whoever holds the broker",
    inputs: mutated(signed),
    run: (text) => {
      const found = splitProof("t", text);
      // What is taken for signed is all of the message but its proof.
      if (found !== null && withProof(found.json, found.proof) !== text) {
        throw new Error(`two ways to write what was signed: ${text}`);
      }
    },
    isRefusal: nothingThrown,
  }),
  target({
    name: "bus-filter",
    from: "any login on the bus",
    inputs: fc.tuple(fc.constantFrom(...identities), mutated([...filters, ...topics])),
    run: ([identity, filter]) =>
      mayUse(identity, "subscribe", filter) && mayUse(identity, "publish", filter),
    isRefusal: nothingThrown,
  }),
  target({
    name: "mqtt-frames",
    from: "any connection to the bus",
    inputs: mutatedBytes(bytes),
    run: (chunk) => {
      new FrameGuard(16_384).accept(chunk);
      new PacketGuard(16_384).accept(chunk);
    },
    isRefusal: nothingThrown,
  }),
  target({
    name: "mqtt-packets",
    from: "a broker that agents were led to",
    inputs: fc.array(mutatedBytes(bytes), { maxLength: 4 }),
    run: (chunks) => {
      const socket = new Duplex({ read: () => undefined, write: (_c, _e, done) => done() });
      const link = new PacketLink(socket, { packet: () => undefined, closed: () => undefined });
      link.start();
      for (const chunk of chunks) socket.emit("data", Buffer.from(chunk));
      socket.destroy();
    },
    isRefusal: nothingThrown,
  }),
];

/** As the agent's own side would write it. */
function wireOf(packet: Parameters<PacketLink["send"]>[0]): Uint8Array {
  const written: Buffer[] = [];
  const socket = new Duplex({
    read: () => undefined,
    write: (chunk: Buffer, _encoding, done) => {
      written.push(chunk);
      done();
    },
  });
  new PacketLink(socket, { packet: () => undefined, closed: () => undefined }).send(packet);
  return Uint8Array.from(Buffer.concat(written));
}
