import { randomBytes } from "node:crypto";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import { z } from "zod";
import type { SecretBox } from "../../ports/secret-box.ts";
import { decrypt, encrypt, keyBytes, keyId } from "./envelope.ts";

/** Data keys, each wrapped by the master key; the first seals, the others only open. */
export const keyring = z.object({
  v: z.literal(1),
  /** Which master key wraps them, so that a wrong one is told from a damaged file. */
  master: z.string(),
  keys: z
    .array(z.object({ id: z.string(), wrapped: z.string(), createdAt: z.int() }))
    .min(1)
    .max(8),
});
export type Keyring = z.infer<typeof keyring>;

const form = "ncs1";
/** A sealed text wherever it stands: form, key, purpose, sealed bytes. */
const sealedText = /ncs1\.([0-9a-f]{16})\.([\w-]*)\.([\w-]{38,})/g;

/**
 * Envelope encryption: secrets are sealed by a data key, data keys are wrapped by a master key that stands
 * elsewhere. A new master key means wrapping a few keys anew, a new data key sealing every secret anew.
 */
export class EnvelopeBox implements SecretBox {
  readonly #keys: ReadonlyMap<string, Buffer>;
  readonly #current: string;

  constructor(master: Buffer, ring: Keyring) {
    if (ring.master !== keyId(master)) {
      throw new NovaError("SECRETS_LOCKED", "open the data keys", {
        details: { wanted: ring.master, given: keyId(master) },
        next: "Give the secret key that this data folder was used with",
      });
    }
    const opened = ring.keys.map(({ id, wrapped }) => {
      return [id, decrypt(master, `data key ${id}`, wrapped)] as const;
    });
    this.#keys = new Map(opened);
    this.#current = ring.keys[0]?.id ?? "";
  }

  seal(purpose: string, text: string): string {
    const key = this.#key(this.#current, purpose);
    const name = Buffer.from(purpose).toString("base64url");
    const context = `${form} ${this.#current} ${purpose}`;
    return `${form}.${this.#current}.${name}.${encrypt(key, context, Buffer.from(text))}`;
  }

  open(purpose: string, sealed: string): string {
    const [id, name, body] = partsOf(sealed, purpose);
    if (name !== Buffer.from(purpose).toString("base64url")) {
      throw new NovaError("SECRETS_LOCKED", `open a sealed secret for ${purpose}`);
    }
    return decrypt(this.#key(id, purpose), `${form} ${id} ${purpose}`, body).toString();
  }

  /** Every sealed text in `text` sealed anew by the current key, for the purpose it had. */
  resealed(text: string): string {
    return text.replace(sealedText, (sealed, id: string, name: string) => {
      if (id === this.#current) return sealed;
      const purpose = Buffer.from(name, "base64url").toString();
      return this.seal(purpose, this.open(purpose, sealed));
    });
  }

  /** Ids of the keys that the sealed texts in `text` need. */
  static keysIn(text: string): readonly string[] {
    return [...text.matchAll(sealedText)].map((match) => match[1] ?? "");
  }

  #key(id: string, purpose: string): Buffer {
    const key = this.#keys.get(id);
    if (key !== undefined) return key;
    throw new NovaError("SECRETS_LOCKED", `open a sealed secret for ${purpose}`, {
      details: { key: id },
      next: "Restore secrets.json from the backup that holds this key",
    });
  }
}

export function isSealed(text: string): boolean {
  return text.startsWith(`${form}.`);
}

/** One more data key, which seals from now on. */
export function withNewKey(master: Buffer, ring: Keyring | null, nowMs: number): Keyring {
  const key = randomBytes(keyBytes);
  const id = keyId(key);
  const wrapped = encrypt(master, `data key ${id}`, key);
  const fresh = { id, wrapped, createdAt: nowMs };
  return { v: 1, master: keyId(master), keys: [fresh, ...(ring?.keys ?? [])].slice(0, 8) };
}

/** The same data keys, wrapped by another master key. */
export function rewrapped(ring: Keyring, from: Buffer, to: Buffer): Keyring {
  const keys = ring.keys.map((one) => {
    const context = `data key ${one.id}`;
    return { ...one, wrapped: encrypt(to, context, decrypt(from, context, one.wrapped)) };
  });
  return { v: 1, master: keyId(to), keys };
}

function partsOf(sealed: string, purpose: string): readonly [string, string, string] {
  const [head, id, name, body, ...rest] = sealed.split(".");
  if (head === form && id !== undefined && name !== undefined && body !== undefined) {
    if (rest.length === 0) return [id, name, body];
  }
  throw new NovaError("SECRETS_LOCKED", `open a sealed secret for ${purpose}`, {
    details: { form: "not a sealed text" },
  });
}
