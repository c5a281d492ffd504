import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseMessage } from "./parse.ts";
import { splitProof, textToSign, withProof } from "./proof.ts";

const host = "0b5e5f0a-1111-4222-8333-444455556666";
const topic = `novacron/v1/host/${host}/ack`;
const ack = { v: 1, host, boot: host, upTo: 3 };
const by = { key: "abcDEF_-0123", signature: "c2lnbmF0dXJl" };
const wire = withProof(JSON.stringify(ack), by);

describe("a signed message", () => {
  it("is JSON whose last member is the proof", () => {
    expect(JSON.parse(wire)).toEqual({ ...ack, proof: { key: by.key, sig: by.signature } });
  });

  it("gives back what was signed, byte for byte", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 }), (payload) => {
        const json = JSON.stringify(payload);
        const found = splitProof(topic, withProof(json, by));
        expect(found).toEqual({ json, proof: { ...by, text: textToSign(topic, json) } });
      }),
    );
  });

  it("is parsed with its proof", () => {
    expect(parseMessage(topic, wire, wire.length)).toEqual({
      ok: true,
      message: {
        name: "hostAck",
        params: { host },
        payload: ack,
        proof: { ...by, text: `${topic}\n${JSON.stringify(ack)}` },
      },
    });
  });

  it.each([
    ["without a proof", JSON.stringify(ack)],
    ["with an empty one", withProof(JSON.stringify(ack), { key: "", signature: "" })],
    ["with more behind it", `${wire} `],
    ["with another member behind it", wire.replace(/\}$/, ',"upTo":9}')],
    ["with a proof in front", JSON.stringify({ proof: { key: "k", sig: "s" }, ...ack })],
    [
      "with a longer proof",
      withProof(JSON.stringify(ack), { key: "k", signature: "s".repeat(300) }),
    ],
  ])("%s is refused as unsigned", (_, text) => {
    expect(parseMessage(topic, text, text.length)).toMatchObject({ ok: false, reason: "unsigned" });
  });
});
