import type { KeyStore } from "../../ports/key-store.ts";
import type { SecretBox } from "../../ports/secret-box.ts";
import { isSealed } from "./envelope-box.ts";

/** Keeps private keys sealed; certificates beside them stay as they are, for people and programs to read. */
export class SealedKeyStore implements KeyStore {
  readonly #store: KeyStore;
  readonly #sealing: SecretBox;

  constructor(store: KeyStore, sealing: SecretBox) {
    this.#store = store;
    this.#sealing = sealing;
  }

  /** A key that stands there in plain, from before or put there by hand, is sealed by the way. */
  async read(name: string): Promise<string | null> {
    const found = await this.#store.read(name);
    if (found === null) return null;
    if (isSealed(found)) return this.#sealing.open(purposeOf(name), found.trim());
    if (isPrivate(found)) await this.write(name, found);
    return found;
  }

  write(name: string, pem: string): Promise<void> {
    if (!isPrivate(pem)) return this.#store.write(name, pem);
    return this.#store.write(name, `${this.#sealing.seal(purposeOf(name), pem)}\n`);
  }
}

function purposeOf(name: string): string {
  return `key ${name}`;
}

function isPrivate(pem: string): boolean {
  return pem.includes("PRIVATE KEY");
}
