import { chmod, mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { hostId } from "@novacron/protocol/domain/ids";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import { z } from "zod";
import type { Identity } from "../ports/identity-store.ts";

const facts = z.object({
  host: hostId,
  api: z.string(),
  tunnel: z.string(),
  bus: z.string(),
  ownBus: z.boolean(),
  signingKeys: z.array(z.string()),
  serial: z.string(),
  notBefore: z.number(),
  notAfter: z.number(),
  issuedAt: z.number(),
});

const names = {
  key: "key.pem",
  request: "request.pem",
  certificate: "cert.pem",
  ca: "ca.pem",
  facts: "control-plane.json",
} as const;

/** The identity of this host in a folder that only its owner can read. The key never leaves it. */
export class IdentityFiles {
  readonly folder: string;

  constructor(dataFolder: string) {
    this.folder = join(dataFolder, "identity");
  }

  /** Null where this host has not joined. Rejects STORE_CORRUPT where what is kept does not fit. */
  async read(): Promise<Identity | null> {
    const text = await this.#read(names.facts);
    if (text === null) return null;
    const [key, certificate, ca] = await Promise.all([
      this.#read(names.key),
      this.#read(names.certificate),
      this.#read(names.ca),
    ]);
    const parsed = facts.safeParse(jsonOf(text));
    if (!parsed.success || key === null || certificate === null || ca === null) {
      throw new NovaError("STORE_CORRUPT", `read this host's identity from ${this.folder}`, {
        next: "Enrol the host anew with a token made for it",
      });
    }
    return { ...parsed.data, key, certificate, ca };
  }

  /** The key and the request made with it; null where there is none yet. */
  async readKey(): Promise<{ readonly key: string; readonly request: string } | null> {
    const [key, request] = [await this.#read(names.key), await this.#read(names.request)];
    return key === null || request === null ? null : { key, request };
  }

  async writeKey({ key, request }: { key: string; request: string }): Promise<void> {
    await this.#write(names.key, key);
    await this.#write(names.request, request);
  }

  /** The facts last: who reads them finds the certificate that they speak of. */
  async write(identity: Identity): Promise<void> {
    const { key: _, certificate, ca, ...rest } = identity;
    await this.#write(names.ca, ca);
    await this.#write(names.certificate, certificate);
    await this.#write(names.facts, `${JSON.stringify(rest, null, 2)}\n`);
  }

  async forgetKey(): Promise<void> {
    for (const name of Object.values(names)) await rm(join(this.folder, name), { force: true });
  }

  async #read(name: string): Promise<string | null> {
    try {
      return await readFile(join(this.folder, name), "utf8");
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === "ENOENT") return null;
      throw new NovaError("STORE_UNAVAILABLE", `read ${join(this.folder, name)}`, { cause });
    }
  }

  async #write(name: string, text: string): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    await writeWhole(join(this.folder, name), text, 0o600);
  }
}

/** Written whole or not at all, and on the disk when it resolves. */
export async function writeWhole(path: string, text: string, mode: number): Promise<void> {
  try {
    const file = await open(`${path}.new`, "w", mode);
    try {
      // An older file with wider rights keeps them, whatever mode it is opened with.
      await chmod(`${path}.new`, mode);
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(`${path}.new`, path);
  } catch (cause) {
    await rm(`${path}.new`, { force: true });
    throw new NovaError("STORE_UNAVAILABLE", `write ${path}`, { cause });
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
