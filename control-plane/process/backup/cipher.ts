import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { NovaError } from "@novacron/protocol/errors/nova-error";

/**
 * A stream in frames, each sealed by AES-256-GCM under its own number; the last one says so, so that a
 * stream that was cut or put together anew does not open. The key is derived (HKDF, RFC 5869) from the
 * secret key and a salt of this backup alone, so that counted nonces are never used twice.
 */
const magic = Buffer.from("novacron-backup-1\n");
const frameBytes = 1024 * 1024;
const saltBytes = 32;
const tagBytes = 16;

export function isEncrypted(start: Buffer): boolean {
  return start.subarray(0, magic.length).equals(magic);
}

export async function* encrypted(
  bytes: AsyncIterable<Buffer>,
  secret: Buffer,
): AsyncIterable<Buffer> {
  const salt = randomBytes(saltBytes);
  const key = keyOf(secret, salt);
  yield Buffer.concat([magic, salt]);
  let number = 0;
  let waiting = Buffer.alloc(0);
  for await (const part of bytes) {
    waiting = Buffer.concat([waiting, part]);
    while (waiting.length > frameBytes) {
      yield frame(key, number, waiting.subarray(0, frameBytes), false);
      waiting = waiting.subarray(frameBytes);
      number += 1;
    }
  }
  yield frame(key, number, waiting, true);
}

export async function* decrypted(
  bytes: AsyncIterable<Buffer>,
  secret: Buffer,
): AsyncIterable<Buffer> {
  let waiting = Buffer.alloc(0);
  let key: Buffer | null = null;
  let number = 0;
  const sealed = frameBytes + tagBytes;
  for await (const part of bytes) {
    waiting = Buffer.concat([waiting, part]);
    if (key === null) {
      if (waiting.length < magic.length + saltBytes) continue;
      key = keyOf(secret, waiting.subarray(magic.length, magic.length + saltBytes));
      waiting = waiting.subarray(magic.length + saltBytes);
    }
    while (waiting.length > sealed) {
      yield opened(key, number, waiting.subarray(0, sealed), false);
      waiting = waiting.subarray(sealed);
      number += 1;
    }
  }
  if (key === null || waiting.length < tagBytes) throw wrong(new RangeError("it ends early"));
  yield opened(key, number, waiting, true);
}

function frame(key: Buffer, number: number, text: Buffer, isLast: boolean): Buffer {
  const cipher = createCipheriv("aes-256-gcm", key, nonceOf(number), { authTagLength: tagBytes });
  cipher.setAAD(Buffer.from([isLast ? 1 : 0]));
  return Buffer.concat([cipher.update(text), cipher.final(), cipher.getAuthTag()]);
}

function opened(key: Buffer, number: number, sealed: Buffer, isLast: boolean): Buffer {
  const end = sealed.length - tagBytes;
  const cipher = createDecipheriv("aes-256-gcm", key, nonceOf(number), { authTagLength: tagBytes });
  cipher.setAAD(Buffer.from([isLast ? 1 : 0]));
  cipher.setAuthTag(sealed.subarray(end));
  try {
    return Buffer.concat([cipher.update(sealed.subarray(0, end)), cipher.final()]);
  } catch (cause) {
    throw wrong(cause);
  }
}

function wrong(cause: unknown): NovaError {
  const next = "Give the secret key of the control plane it was made on, and the whole file";
  return new NovaError("SECRETS_LOCKED", "decrypt the backup", { cause, next });
}

function keyOf(secret: Buffer, salt: Buffer): Buffer {
  return Buffer.from(hkdfSync("sha256", secret, salt, "novacron backup", 32));
}

function nonceOf(number: number): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUIntBE(number, 6, 6);
  return nonce;
}
