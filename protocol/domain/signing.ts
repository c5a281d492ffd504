import { z } from "zod";

/**
 * Public key by which agents know the control plane's word: Ed25519 (RFC 8032), its 32 bytes as base64url.
 * During a rotation two are valid.
 */
export const signingKey = z.string().regex(/^[A-Za-z0-9_-]{43}$/, "must be 43 characters");
export type SigningKey = z.infer<typeof signingKey>;

export const signingKeys = z.array(signingKey).min(1).max(4);

/** Short name of a key, as messages and reports carry it. */
export function signingKeyId(key: SigningKey): string {
  return key.slice(0, 12);
}
