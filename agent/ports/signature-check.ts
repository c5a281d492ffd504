import type { SigningKey } from "@novacron/protocol/domain/signing";

/** Ed25519 (RFC 8032). Answers at once: a message waits for it. */
export interface SignatureCheck {
  /** Whether `signature` (base64url) was made over `text` with the private half of `key`. Never throws. */
  isSigned(text: string, signature: string, key: SigningKey): boolean;
}
