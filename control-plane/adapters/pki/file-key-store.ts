import { randomUUID } from "node:crypto";
import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { KeyStore } from "../../ports/key-store.ts";

/** One file a key, mode 0600, in a folder of mode 0700. */
export class FileKeyStore implements KeyStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async read(name: string): Promise<string | null> {
    try {
      return await readFile(join(this.#folder, name), "utf8");
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === "ENOENT") return null;
      throw new NovaError("STORE_UNAVAILABLE", `read the key ${name}`, { cause });
    }
  }

  async write(name: string, pem: string): Promise<void> {
    const path = join(this.#folder, name);
    const temporary = `${path}.${randomUUID()}`;
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      const file = await open(temporary, "wx", 0o600);
      try {
        await file.writeFile(pem);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, path);
    } catch (cause) {
      await rm(temporary, { force: true });
      throw new NovaError("STORE_UNAVAILABLE", `write the key ${name}`, { cause });
    }
  }
}
