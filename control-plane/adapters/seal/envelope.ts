import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";
import { NovaError } from "@novacron/protocol/errors/nova-error";

export const keyBytes = 32;
/** NIST SP 800-38D: 96-bit nonces by chance are good for 2^32 texts of one key; we seal far fewer. */
const nonceBytes = 12;
const tagBytes = 16;

/** AES-256-GCM; nonce, text and tag in one, base64url. */
export function encrypt(key: Buffer, context: string, text: Buffer): string {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv("aes-256-gcm", key, nonce, { authTagLength: tagBytes });
  cipher.setAAD(Buffer.from(context));
  const body = Buffer.concat([cipher.update(text), cipher.final()]);
  return Buffer.concat([nonce, body, cipher.getAuthTag()]).toString("base64url");
}

/** Throws SECRETS_LOCKED where key, context or text are not those that were sealed. */
export function decrypt(key: Buffer, context: string, sealed: string): Buffer {
  const bytes = Buffer.from(sealed, "base64url");
  const isCanonical = bytes.toString("base64url") === sealed;
  try {
    if (!isCanonical) throw new NovaError("BAD_REQUEST", "read base64url");
    const nonce = bytes.subarray(0, nonceBytes);
    const body = bytes.subarray(nonceBytes, bytes.length - tagBytes);
    const tag = bytes.subarray(bytes.length - tagBytes);
    const cipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: tagBytes });
    cipher.setAAD(Buffer.from(context));
    cipher.setAuthTag(tag);
    return Buffer.concat([cipher.update(body), cipher.final()]);
  } catch (cause) {
    throw new NovaError("SECRETS_LOCKED", `open a sealed secret (${context.slice(0, 100)})`, {
      cause,
    });
  }
}

/** A name for a key that tells nothing of it. */
export function keyId(key: Buffer): string {
  return createHash("sha256").update("novacron key id").update(key).digest("hex").slice(0, 16);
}
