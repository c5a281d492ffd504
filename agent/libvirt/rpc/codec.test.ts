import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { allEvents, allProcedures } from "../generated/procedures.ts";
import { arbitraryOf } from "../testing/arbitrary.ts";
import type { Codec } from "./codec.ts";
import * as codec from "./codec.ts";
import { XdrDecoder, XdrError } from "./xdr-decoder.ts";
import { XdrEncoder } from "./xdr-encoder.ts";

const MAX = 1_000_000;

function encoded<T>(of: Codec<T>, value: T): Buffer {
  const out = new XdrEncoder(MAX);
  of.encode(out, value);
  return out.finish();
}

const everyCodec: [string, Codec<unknown>][] = [
  ...allProcedures.flatMap((procedure): [string, Codec<unknown>][] => [
    [`${procedure.name} args`, procedure.args],
    [`${procedure.name} result`, procedure.result],
  ]),
  ...allEvents.map((event): [string, Codec<unknown>] => [event.name, event.payload]),
];

/** Bytes come back as Buffer, which is a Uint8Array of another prototype. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return [...value];
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}

describe("every procedure and event of the table", () => {
  it.each(everyCodec)("%s comes back as it was sent, and leaves no byte", (_, of) => {
    fc.assert(
      fc.property(arbitraryOf(of.shape), (value) => {
        const bytes = encoded(of, value);
        expect(bytes.length % 4).toBe(0);
        const input = new XdrDecoder(bytes);
        expect(plain(of.decode(input))).toEqual(plain(value));
        expect(input.remaining).toBe(0);
      }),
      { numRuns: 10 },
    );
  });

  it("makes of any bytes a value or an XdrError, never another failure", () => {
    const anyCodec = fc.constantFrom(...everyCodec.map(([, of]) => of));
    fc.assert(
      fc.property(anyCodec, fc.uint8Array({ maxLength: 400 }), (of, bytes) => {
        try {
          of.decode(new XdrDecoder(Buffer.from(bytes)));
        } catch (error) {
          expect(error).toBeInstanceOf(XdrError);
        }
      }),
      { numRuns: 3_000 },
    );
  });

  it("survives one changed byte and any cut in a good message", () => {
    const message = fc
      .constantFrom(...everyCodec.map(([, of]) => of))
      .chain((of) =>
        fc.tuple(fc.constant(of), arbitraryOf(of.shape), fc.nat(), fc.nat(255), fc.nat()),
      );
    fc.assert(
      fc.property(message, ([of, value, at, byte, cut]) => {
        const bytes = encoded(of, value);
        if (bytes.length > 0) bytes[at % bytes.length] = byte;
        try {
          of.decode(new XdrDecoder(bytes.subarray(0, bytes.length - (cut % (bytes.length + 1)))));
        } catch (error) {
          expect(error).toBeInstanceOf(XdrError);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("XDR on the wire", () => {
  it("is the example of RFC 4506, section 4.11: a string, padded with zeros", () => {
    expect(encoded(codec.string, "sillyprog")).toEqual(
      Buffer.from("0000000973696c6c7970726f67000000", "hex"),
    );
  });

  it("puts 64-bit numbers big end first and keeps every bit", () => {
    const out = encoded(codec.uhyper, 0xffff_ffff_ffff_fffen);
    expect(out.toString("hex")).toBe("fffffffffffffffe");
    expect(codec.hyper.decode(new XdrDecoder(out))).toBe(-2n);
  });

  it("writes a UUID as its sixteen bytes", () => {
    const uuid = "6695eb01-f6a4-8304-79aa-97f2502e193f";
    expect(encoded(codec.uuid, uuid).toString("hex")).toBe(uuid.replaceAll("-", ""));
  });

  it.each([
    ["an int over 32 bits", codec.int, 2 ** 31],
    ["a negative uint", codec.uint, -1],
    ["a fraction", codec.uint, 1.5],
    ["a uchar over 255", codec.uchar, 256],
    ["a uhyper over 64 bits", codec.uhyper, 2n ** 64n],
    ["a string with a zero byte", codec.string, "a\0b"],
    ["a UUID that is none", codec.uuid, "6695eb01"],
    ["bytes over their limit", codec.bytes(3), new Uint8Array(4)],
    ["a list over its limit", codec.list(codec.int, 1), [1, 2]],
    ["a tuple of another length", codec.tuple(codec.int, 2), [1]],
  ])("refuses to send %s", (_, of, value) => {
    expect(() => encoded(of as Codec<unknown>, value)).toThrow(XdrError);
  });

  it.each([
    ["a boolean of 2", codec.bool, "00000002"],
    ["a string over libvirt's limit", codec.string, "00400001"],
    ["a list longer than its bytes", codec.list(codec.int, 1_000), "000003e8"],
    ["a char out of its range", codec.char, "00000080"],
  ])("refuses to read %s", (_, of, hex) => {
    const input = new XdrDecoder(Buffer.from(hex, "hex"));
    expect(() => (of as Codec<unknown>).decode(input)).toThrow(XdrError);
  });

  it("stops at the message's limit", () => {
    const out = new XdrEncoder(8);
    out.uint(1);
    out.uint(2);
    expect(() => out.uint(3)).toThrow(XdrError);
  });
});
