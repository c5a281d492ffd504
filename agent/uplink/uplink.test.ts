import { hostId } from "@novacron/protocol/domain/ids";
import { topicFor } from "@novacron/protocol/messages/topics";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { proofOf, signedWire } from "../testing/test-signing.ts";
import { backoffMs } from "./backoff.ts";
import { parseBrokerUrl } from "./broker-address.ts";
import { judgeDownlink } from "./downlink.ts";
import { PacketGuard } from "./packet-guard.ts";

const host = hostId.parse("5b0b1f7e-1d55-4f6a-9f5e-0d0a9f2f6a01");
const other = hostId.parse("5b0b1f7e-1d55-4f6a-9f5e-0d0a9f2f6a02");
const ack = { v: 1, host, boot: "00000000-0000-4000-8000-000000000001", upTo: 3 };
const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

describe("backoffMs", () => {
  const limits = { firstMs: 100, maxMs: 1_000 };

  it("doubles up to its bound", () => {
    expect([1, 2, 3, 4, 5, 99, 10_000].map((count) => backoffMs(count, 0.999999, limits))).toEqual([
      100, 200, 400, 800, 1_000, 1_000, 1_000,
    ]);
  });

  it("stays within the upper half", () => {
    fc.assert(
      fc.property(fc.nat(50), fc.double({ min: 0, max: 0.999, noNaN: true }), (count, random) => {
        const delay = backoffMs(count, random, limits);
        expect(delay).toBeGreaterThanOrEqual(50);
        expect(delay).toBeLessThanOrEqual(1_000);
      }),
    );
  });
});

describe("parseBrokerUrl", () => {
  it.each([
    ["mqtt://bus.example", { tls: false, host: "bus.example", port: 1_883 }],
    ["mqtts://bus.example", { tls: true, host: "bus.example", port: 8_883 }],
    ["mqtt://[::1]:9", { tls: false, host: "::1", port: 9 }],
  ])("takes %s", (text, address) => expect(parseBrokerUrl(text)).toEqual(address));

  it.each(["", "bus.example", "http://bus.example", "mqtt://", "mqtt://me:secret@bus.example"])(
    "refuses %j without repeating it",
    (text) => {
      const attempt = (): unknown => parseBrokerUrl(text);
      expect(attempt).toThrow(expect.objectContaining({ code: "CONFIG_INVALID" }));
      expect(attempt).not.toThrow(/secret/);
    },
  );
});

const ackTopic = topicFor("hostAck", { host });
const signed = (topic: string, payload: object): Buffer =>
  Buffer.from(signedWire(topic, JSON.stringify(payload)));

describe("judgeDownlink", () => {
  it("takes a message of the table for this host", () => {
    const topic = topicFor("hostAck", { host });
    expect(judgeDownlink(host, topic, signed(topic, ack))).toEqual({
      message: { topic: "hostAck", payload: ack, proof: proofOf(topic, ack) },
    });
  });

  it.each([
    ["no JSON", ackTopic, Buffer.from(signedWire(ackTopic, "{]}")), "malformed"],
    ["another form", ackTopic, signed(ackTopic, { v: 1 }), "malformed"],
    ["an unsigned one", ackTopic, json(ack), "unsigned"],
    ["too many bytes", topicFor("hostAck", { host }), Buffer.alloc(5_000, 32), "too-large"],
    [
      "another host",
      topicFor("hostAck", { host: other }),
      signed(topicFor("hostAck", { host: other }), { ...ack, host: other }),
      "wrong-host",
    ],
    ["another host inside", ackTopic, signed(ackTopic, { ...ack, host: other }), "wrong-host"],
    [
      "a topic for others",
      topicFor("hostStatus", { host }),
      json({ v: 1, host, state: "online", session: "s", at: 1 }),
      "foreign-topic",
    ],
    ["a foreign topic", "home/kitchen/light", json("on"), "foreign-topic"],
  ])("refuses %s", (_, topic, payload, reason) => {
    expect(judgeDownlink(host, topic, payload)).toMatchObject({ refused: reason });
  });

  it("takes an empty payload for a removed retained message", () => {
    const topic = topicFor("hostAssignments", { host });
    expect(judgeDownlink(host, topic, Buffer.alloc(0))).toEqual({ empty: true });
  });
});

describe("PacketGuard", () => {
  const packet = (bytes: number): Buffer => {
    const length: number[] = [];
    for (let rest = bytes; ; ) {
      const digit = rest % 128;
      rest = Math.floor(rest / 128);
      length.push(rest > 0 ? digit + 128 : digit);
      if (rest === 0) break;
    }
    return Buffer.concat([Buffer.from([0x30, ...length]), Buffer.alloc(bytes, 0xff)]);
  };

  it("passes packets within the limit however they are cut, and stops the first beyond it", () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(300), { maxLength: 8 }),
        fc.integer({ min: 1, max: 50 }),
        (sizes, step) => {
          const limit = 200;
          const stream = Buffer.concat(sizes.map(packet));
          const guard = new PacketGuard(limit);
          let passed = true;
          for (let at = 0; at < stream.length && passed; at += step) {
            passed = guard.accept(stream.subarray(at, at + step));
          }
          expect(passed).toBe(sizes.every((size) => size <= limit));
        },
      ),
    );
  });

  it("stops a length of more than four bytes", () => {
    expect(new PacketGuard(1e9).accept(Buffer.from([0x30, 128, 128, 128, 128, 1]))).toBe(false);
  });
});
