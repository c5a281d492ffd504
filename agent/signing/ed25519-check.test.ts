import { generateKeyPairSync, sign } from "node:crypto";
import fc from "fast-check";
import { expect, it } from "vitest";
import { Ed25519Check } from "./ed25519-check.ts";

const { privateKey, publicKey } = generateKeyPairSync("ed25519");
const key = String(publicKey.export({ format: "jwk" }).x);
const check = new Ed25519Check();
const signatureOf = (text: string) =>
  sign(null, Buffer.from(text), privateKey).toString("base64url");

it("knows what was signed from everything else", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (text, other) => {
      const signature = signatureOf(text);
      expect(check.isSigned(text, signature, key)).toBe(true);
      if (other !== text) expect(check.isSigned(other, signature, key)).toBe(false);
    }),
    { numRuns: 50 },
  );
});

it("never throws, whatever comes for a signature or a key", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (signature, other) => {
      expect(check.isSigned("text", signature, key)).toBe(false);
      expect(check.isSigned("text", signatureOf("text"), other)).toBe(false);
    }),
    { numRuns: 200 },
  );
});
