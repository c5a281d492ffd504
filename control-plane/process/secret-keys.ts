import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import { keyBytes } from "../adapters/seal/envelope.ts";
import { EnvelopeBox, type Keyring, keyring, withNewKey } from "../adapters/seal/envelope-box.ts";
import { writePrivateFile } from "./private-file.ts";

/** Settings of the master key: the key itself, or a file that holds it. */
export interface SecretKeySettings {
  readonly secretKey: string | null;
  readonly secretKeyFile: string | null;
}

export const ownKeyFile = "secret.key";
const ringFile = "secrets.json";

/** Opens the secret box of a data folder; makes keys where there are none yet. */
export async function openSecretBox(
  settings: SecretKeySettings,
  { data, nowMs }: { readonly data: string; readonly nowMs: number },
): Promise<EnvelopeBox> {
  const known = readKeyring(data);
  const master = await masterKey(settings, { data, mayMake: known === null });
  if (known !== null) return new EnvelopeBox(master, known);
  const made = withNewKey(master, null, nowMs);
  await writeKeyring(data, made);
  return new EnvelopeBox(master, made);
}

/**
 * The master key: given, from a file, or the data folder's own. One is made only where nothing was sealed
 * yet: a fresh key in place of a lost one would hide that the secrets are lost.
 */
export async function masterKey(
  { secretKey, secretKeyFile }: SecretKeySettings,
  { data, mayMake }: { readonly data: string; readonly mayMake: boolean },
): Promise<Buffer> {
  if (secretKey !== null) return parsedKey(secretKey, "NOVACRON_SECRET_KEY");
  const own = join(data, ownKeyFile);
  const path = secretKeyFile ?? own;
  if (existsSync(path)) return parsedKey(readKeyFile(path), path);
  if (!mayMake || secretKeyFile !== null) {
    throw new NovaError("SECRETS_LOCKED", `read the secret key ${path}`, {
      next: "Give the key by NOVACRON_SECRET_KEY or NOVACRON_SECRET_KEY_FILE",
    });
  }
  const made = randomBytes(keyBytes);
  await writePrivateFile(own, `${made.toString("base64")}\n`);
  return made;
}

export function readKeyring(data: string): Keyring | null {
  const path = join(data, ringFile);
  if (!existsSync(path)) return null;
  try {
    return keyring.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch (cause) {
    const next = "Restore it from a backup: without it sealed secrets cannot be opened";
    throw new NovaError("STORE_CORRUPT", `read the data keys in ${path}`, { cause, next });
  }
}

export function writeKeyring(data: string, ring: Keyring): Promise<void> {
  return writePrivateFile(join(data, ringFile), `${JSON.stringify(ring)}\n`);
}

/** 32 bytes as base64 or hex. Never says what was given. */
export function parsedKey(text: string, source: string): Buffer {
  const plain = text.trim();
  const bytes = /^[0-9a-f]{64}$/i.test(plain)
    ? Buffer.from(plain, "hex")
    : Buffer.from(plain, "base64");
  if (bytes.length === keyBytes) return bytes;
  throw new NovaError("CONFIG_INVALID", `use the secret key from ${source}`, {
    details: { setting: "secretKey", source, fault: "must be 32 bytes as base64 or hex" },
    next: "Make one with: openssl rand -base64 32",
  });
}

function readKeyFile(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw new NovaError("CONFIG_INVALID", `read the secret key ${path}`, { cause });
  }
}
