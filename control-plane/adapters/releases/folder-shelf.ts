import { createHash, createPublicKey, verify } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import {
  compareVersions,
  maxManifestBytes,
  releaseManifest,
  releaseVersion,
} from "@novacron/protocol/domain/release";
import type { ReleaseShelf, ShelvedRelease } from "../../ports/release-shelf.ts";

const releasesMax = 100;

/** Releases as `npm run build:binaries` leaves them: a folder for each version. */
export class FolderShelf implements ReleaseShelf {
  readonly #folder: string;
  readonly #keys: readonly string[];

  constructor(folder: string, keys: readonly string[]) {
    this.#folder = folder;
    this.#keys = keys;
  }

  async list(): Promise<readonly ShelvedRelease[]> {
    const names = await readdir(this.#folder).catch(() => []);
    const versions = names.filter((name) => releaseVersion.safeParse(name).success);
    const newestFirst = versions.sort((a, b) => compareVersions(b, a)).slice(0, releasesMax);
    const found = await Promise.all(newestFirst.map((version) => this.#read(version)));
    return found.filter((one) => one !== null);
  }

  async isWhole({ manifest }: ShelvedRelease): Promise<boolean> {
    const agents = manifest.files.filter(({ program }) => program === "novacron-agent");
    for (const { name, sha256, bytes } of agents.flatMap(({ packed }) => packed)) {
      const path = join(this.#folder, manifest.version, name);
      const size = await stat(path).then(
        (found) => found.size,
        () => -1,
      );
      if (size !== bytes || (await hashOf(path)) !== sha256) return false;
    }
    return agents.length > 0;
  }

  async #read(version: string): Promise<ShelvedRelease | null> {
    const path = join(this.#folder, version);
    try {
      const { size } = await stat(join(path, "manifest.json"));
      if (size > maxManifestBytes) return null;
      const text = await readFile(join(path, "manifest.json"), "utf8");
      const signature = (await readFile(join(path, "manifest.sig"), "utf8")).trim();
      const manifest = releaseManifest.parse(JSON.parse(text));
      if (manifest.version !== version) return null;
      const trusted = this.#keys.some((key) => isSigned(text, signature, key));
      return { manifest, text, signature, trusted };
    } catch {
      return null;
    }
  }
}

function isSigned(text: string, signature: string, x: string): boolean {
  try {
    const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
    return verify(null, Buffer.from(text), key, Buffer.from(signature, "base64url"));
  } catch {
    return false;
  }
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) {
    hash.update(chunk);
  }
  return hash.digest("hex");
}
