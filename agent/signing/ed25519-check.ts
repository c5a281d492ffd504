import { createPublicKey, type KeyObject, verify } from "node:crypto";
import type { SigningKey } from "@novacron/protocol/domain/signing";
import type { SignatureCheck } from "../ports/signature-check.ts";

/** Signatures checked by OpenSSL. Keys are few, so each is made ready once. */
export class Ed25519Check implements SignatureCheck {
  readonly #keys = new Map<SigningKey, KeyObject | null>();

  isSigned(text: string, signature: string, key: SigningKey): boolean {
    const ready = this.#keyOf(key);
    if (ready === null) return false;
    return verify(null, Buffer.from(text), ready, Buffer.from(signature, "base64url"));
  }

  #keyOf(key: SigningKey): KeyObject | null {
    const known = this.#keys.get(key);
    if (known !== undefined) return known;
    const made = publicKeyOf(key);
    if (this.#keys.size < 16) this.#keys.set(key, made);
    return made;
  }
}

/** RFC 8037: the raw key as a JWK. Null for bytes that are no key. */
function publicKeyOf(key: SigningKey): KeyObject | null {
  try {
    return createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: key }, format: "jwk" });
  } catch {
    return null;
  }
}
