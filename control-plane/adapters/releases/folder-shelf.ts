import { createHash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { compareVersions, releaseVersion } from "@novacron/protocol/domain/release";
import type { ReleaseShelf, ShelvedRelease } from "../../ports/release-shelf.ts";
import { openRegular } from "../../shelf/regular-file.ts";
import { readRelease } from "./read-release.ts";

export const releasesMax = 100;

/** Releases as `novacron-server release add` puts them there: a folder for each version. */
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
      const file = await openRegular(join(this.#folder, manifest.version, name), bytes);
      if (file === null || (await hashOf(file)) !== sha256) return false;
    }
    return agents.length > 0;
  }

  async #read(version: string): Promise<ShelvedRelease | null> {
    const found = await readRelease(join(this.#folder, version), this.#keys);
    return found?.manifest.version === version ? found : null;
  }
}

async function hashOf(file: FileHandle): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of file.createReadStream({ highWaterMark: 1024 * 1024 })) {
    hash.update(chunk);
  }
  return hash.digest("hex");
}
