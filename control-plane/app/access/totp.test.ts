import { createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { base32, fromBase32, otpauthUri, spendableStep, totpCode } from "./totp.ts";

const hmac = (key: Uint8Array, message: Uint8Array) =>
  new Uint8Array(createHmac("sha1", key).update(message).digest());
const key = new TextEncoder().encode("12345678901234567890");
const same = (one: string, other: string) => one === other;

describe("codes of an authenticator app", () => {
  // RFC 6238, appendix B, SHA-1: the last six of the eight digits there.
  it.each([
    [59, "287082"],
    [1111111109, "081804"],
    [1111111111, "050471"],
    [1234567890, "005924"],
    [2000000000, "279037"],
    [20000000000, "353130"],
  ])("at %i s are those of the RFC", (seconds, code) => {
    expect(totpCode(hmac, key, Math.floor(seconds / 30))).toBe(code);
  });

  const of = { key, hmac, same, lastStep: 0, nowMs: 59_000 };

  it("are taken one step early or late, and no further", () => {
    for (const [nowMs, step] of [
      [29_000, 1],
      [59_000, 1],
      [89_000, 1],
      [90_000, null],
    ] as const) {
      expect(spendableStep("287082", { ...of, nowMs })).toBe(step);
    }
  });

  it("are taken once: neither the same nor an older one passes again", () => {
    expect(spendableStep("287082", { ...of, lastStep: 1 })).toBeNull();
    expect(spendableStep("287082", { ...of, lastStep: 5 })).toBeNull();
  });
});

describe("base32", () => {
  it.each([
    ["", ""],
    ["f", "MY"],
    ["fo", "MZXQ"],
    ["foo", "MZXW6"],
    ["foob", "MZXW6YQ"],
    ["fooba", "MZXW6YTB"],
    ["foobar", "MZXW6YTBOI"],
  ])("of %s is that of RFC 4648", (text, code) => {
    expect(base32(new TextEncoder().encode(text))).toBe(code);
  });

  it("gives every secret back", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        expect(fromBase32(base32(bytes))).toEqual(bytes);
      }),
    );
  });
});

it("the address for apps names account and issuer", () => {
  const uri = new URL(otpauthUri("MZXW6YTBOI", "anna"));
  expect([uri.protocol, uri.host]).toEqual(["otpauth:", "totp"]);
  expect(decodeURIComponent(uri.pathname)).toBe("/NovaCron:anna");
  expect(uri.searchParams.get("secret")).toBe("MZXW6YTBOI");
});
