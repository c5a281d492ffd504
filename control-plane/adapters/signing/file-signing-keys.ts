import { createPrivateKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { readFile } from "node:fs/promises";
import { type SigningKey, signingKeyId } from "@novacron/protocol/domain/signing";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import { z } from "zod";
import type { SecretBox } from "../../ports/secret-box.ts";
import type { SigningKeys } from "../../ports/signer.ts";

/** JWK of an Ed25519 key pair, RFC 8037: `d` is the private half. */
const keyPair = z.object({
  kty: z.literal("OKP"),
  crv: z.literal("Ed25519"),
  x: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
  d: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
});
const keyFile = z.object({ v: z.literal(1), keys: z.array(keyPair).min(1).max(2) });
type KeyPair = z.infer<typeof keyPair>;

export interface FileSigningKeysOptions {
  readonly path: string;
  readonly box: SecretBox;
  /** Writes a file that only its owner may read, whole or not at all. */
  readonly write: (path: string, text: string) => Promise<void>;
}

const purpose = "signing keys";

/** The keys, sealed, in one private file of the data folder; the first of its list signs. */
export class FileSigningKeys implements SigningKeys {
  readonly #options: FileSigningKeysOptions;
  #pairs: readonly KeyPair[] = [];
  #private: KeyObject | null = null;

  constructor(options: FileSigningKeysOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    const found = await this.#read();
    if (found === null) await this.#keep([newPair()]);
    else this.#use(found);
  }

  sign(text: string) {
    const [pair] = this.#pairs;
    if (pair === undefined || this.#private === null) {
      throw new NovaError("NOT_READY", "sign a message to an agent");
    }
    const signature = sign(null, Buffer.from(text), this.#private).toString("base64url");
    return { key: signingKeyId(pair.x), signature };
  }

  keys(): readonly SigningKey[] {
    return this.#pairs.map((pair) => pair.x);
  }

  async prepare(): Promise<void> {
    const [now, next] = this.#pairs;
    if (now === undefined) throw new NovaError("NOT_READY", "make the next signing key");
    if (next === undefined) await this.#keep([now, newPair()]);
  }

  async complete(): Promise<void> {
    const [, next] = this.#pairs;
    if (next === undefined) throw new NovaError("CONFLICT", "sign with a key that was not made");
    await this.#keep([next]);
  }

  async #keep(pairs: readonly KeyPair[]): Promise<void> {
    const { path, box, write } = this.#options;
    try {
      await write(path, `${box.seal(purpose, JSON.stringify({ v: 1, keys: pairs }))}\n`);
    } catch (cause) {
      throw new NovaError("STORE_UNAVAILABLE", `write the signing keys to ${path}`, { cause });
    }
    this.#use(pairs);
  }

  #use(pairs: readonly KeyPair[]): void {
    const [first] = pairs;
    this.#pairs = pairs;
    this.#private =
      first === undefined ? null : createPrivateKey({ key: { ...first }, format: "jwk" });
  }

  async #read(): Promise<readonly KeyPair[] | null> {
    const { path, box } = this.#options;
    let text: string;
    try {
      text = await readFile(path, "utf8");
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === "ENOENT") return null;
      throw new NovaError("STORE_UNAVAILABLE", `read the signing keys in ${path}`, { cause });
    }
    const parsed = keyFile.safeParse(jsonOf(box.open(purpose, text.trim())));
    if (parsed.success) return parsed.data.keys;
    // A new key in its place would be one that no agent knows.
    const next = "Restore the file from a backup; without it every host must be enrolled anew";
    throw new NovaError("STORE_CORRUPT", `read the signing keys in ${path}`, { next });
  }
}

function newPair(): KeyPair {
  const { privateKey } = generateKeyPairSync("ed25519");
  return keyPair.parse(privateKey.export({ format: "jwk" }));
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
