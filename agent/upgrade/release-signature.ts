import { createPublicKey, verify } from "node:crypto";

/** Whether `signature` (base64url) is the Ed25519 signature of `text` by `key` (RFC 8037: 32 bytes in base64url). */
export function isReleaseSigned(text: string, signature: string, key: string): boolean {
  try {
    const publicKey = createPublicKey({
      key: { kty: "OKP", crv: "Ed25519", x: key },
      format: "jwk",
    });
    return verify(null, Buffer.from(text), publicKey, Buffer.from(signature, "base64url"));
  } catch {
    return false;
  }
}
