import { type SigningKey, signingKeyId } from "@novacron/protocol/domain/signing";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { SigningKeys } from "../../ports/signer.ts";

/** Outlives the process, as the file of the real keys does. */
export interface MemorySigningDisk {
  keys: readonly SigningKey[];
  made: number;
}

export function memorySigningDisk(): MemorySigningDisk {
  return { keys: [], made: 0 };
}

/**
 * Keys for virtual time, without their cost: a signature is a digest of text and key, so that a message that
 * was changed, or signed with another key, is told from a true one. Anybody could make one; who attacks a
 * simulated fleet does not.
 */
export class MemorySigningKeys implements SigningKeys {
  readonly #disk: MemorySigningDisk;

  constructor(disk: MemorySigningDisk = memorySigningDisk()) {
    this.#disk = disk;
  }

  async start(): Promise<void> {
    if (this.#disk.keys.length === 0) this.#disk.keys = [this.#make()];
  }

  sign(text: string) {
    const [key] = this.#disk.keys;
    if (key === undefined) throw new NovaError("NOT_READY", "sign a message to an agent");
    return { key: signingKeyId(key), signature: plainSignature(text, key) };
  }

  keys(): readonly SigningKey[] {
    return this.#disk.keys;
  }

  async prepare(): Promise<void> {
    const [now, next] = this.#disk.keys;
    if (now !== undefined && next === undefined) this.#disk.keys = [now, this.#make()];
  }

  async complete(): Promise<void> {
    const [, next] = this.#disk.keys;
    if (next === undefined) throw new NovaError("CONFLICT", "sign with a key that was not made");
    this.#disk.keys = [next];
  }

  #make(): SigningKey {
    this.#disk.made += 1;
    return `key${this.#disk.made}`.padEnd(43, "-");
  }
}

/** The first key that a fresh `MemorySigningKeys` makes. */
export const firstMemoryKey: SigningKey = "key1".padEnd(43, "-");

/** FNV-1a, 32 bits, of key and text. */
export function plainSignature(text: string, key: SigningKey): string {
  let hash = 0x811c9dc5;
  for (const part of [key, text]) {
    for (let at = 0; at < part.length; at += 1) {
      hash = Math.imul(hash ^ part.charCodeAt(at), 0x01000193);
    }
  }
  return (hash >>> 0).toString(16);
}
