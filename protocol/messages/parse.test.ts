import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseMessage } from "./parse.ts";

const host = "0b5e5f0a-1111-4222-8333-444455556666";
const other = "0b5e5f0a-1111-4222-8333-444455557777";
const status = { v: 1, host, state: "online", session: "s1", at: 1 };
const topic = `novacron/v1/host/${host}/status`;

const parse = (on: string, text: string, bytes = text.length) => parseMessage(on, text, bytes);

describe("parseMessage", () => {
  it("gives the row of the table, its parameters and the payload", () => {
    expect(parse(topic, JSON.stringify(status))).toEqual({
      ok: true,
      message: { name: "hostStatus", params: { host }, payload: status },
    });
  });

  it.each([
    ["foreign-topic", "novacron/v2/host/x/status", "{}"],
    ["foreign-topic", `${topic}/more`, "{}"],
    ["malformed", topic, ""],
    ["malformed", topic, "{"],
    ["malformed", topic, JSON.stringify({ ...status, state: "perhaps" })],
    ["wrong-host", topic, JSON.stringify({ ...status, host: other })],
  ])("refuses %s on %s", (reason, on, text) => {
    expect(parse(on, text)).toMatchObject({ ok: false, reason });
  });

  it("refuses by the size on the wire before it reads", () => {
    expect(parse(topic, JSON.stringify(status), 4_097)).toMatchObject({ reason: "too-large" });
  });

  it("never throws, whatever comes", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), fc.string({ maxLength: 300 }), (on, text) => {
        expect(parse(on, text).ok).toBe(false);
        expect(parse(topic, text).ok).toBe(false);
      }),
    );
  });
});
