import { createPrivateKey, createPublicKey, verify } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bitString, number, objectId, sequence, text } from "./der.ts";
import { makeRequest } from "./make-request.ts";

const hex = (der: Uint8Array): string => Buffer.from(der).toString("hex");

/** Where the content begins, and its length. */
function headOf(der: Uint8Array): readonly [start: number, length: number] {
  const first = der[1] ?? 0;
  if (first < 128) return [2, first];
  const bytes = der.subarray(2, 2 + first - 128);
  return [2 + bytes.length, bytes.reduce((sum, byte) => sum * 256 + byte, 0)];
}

function contentOf(der: Uint8Array): Uint8Array {
  const [start, length] = headOf(der);
  return der.subarray(start, start + length);
}

/** What a sequence is made of. */
function partsOf(der: Uint8Array): Buffer[] {
  const parts: Buffer[] = [];
  for (let rest = contentOf(der); rest.length > 0; ) {
    const [start, length] = headOf(rest);
    parts.push(Buffer.from(rest.subarray(0, start + length)));
    rest = rest.subarray(start + length);
  }
  return parts;
}

describe("a certificate request", () => {
  it("is signed by its own key, over all but the signature", () => {
    const { key, request } = makeRequest();
    const der = Buffer.from(request.split("\n").slice(1, -2).join(""), "base64");
    const publicKey = createPublicKey(createPrivateKey(key));
    const spki = publicKey.export({ format: "der", type: "spki" });
    const [info, algorithm, signature] = partsOf(der);
    expect(hex(algorithm!)).toBe("300a06082a8648ce3d040302");
    expect(info!.includes(spki)).toBe(true);
    expect(verify("sha256", info!, publicKey, contentOf(signature!).subarray(1))).toBe(true);
    expect(verify("sha256", der, publicKey, contentOf(signature!).subarray(1))).toBe(false);
  });

  it("is another one each time", () => {
    const [one, other] = [makeRequest(), makeRequest()];
    expect(one.key).not.toBe(other.key);
    expect(one.request).not.toBe(other.request);
  });
});

describe("DER", () => {
  it.each([
    ["1.2.840.10045.4.3.2", "06082a8648ce3d040302"],
    ["2.5.4.3", "0603550403"],
  ])("writes the object identifier %s", (dotted, bytes) => {
    expect(hex(objectId(dotted))).toBe(bytes);
  });

  it("writes lengths short up to 127, then long", () => {
    expect(hex(bitString(new Uint8Array(126))).slice(0, 4)).toBe("037f");
    expect(hex(bitString(new Uint8Array(127))).slice(0, 6)).toBe("038180");
    expect(hex(bitString(new Uint8Array(255))).slice(0, 8)).toBe("03820100");
  });

  it("says of everything how long it is", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 400 }), (value) => {
        const der = sequence(number(1), text(value));
        const [start, length] = headOf(der);
        expect(der.length).toBe(start + length);
      }),
    );
  });
});
