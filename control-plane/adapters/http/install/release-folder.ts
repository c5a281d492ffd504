import { promises as fs, type Stats } from "node:fs";
import { join } from "node:path";
import {
  compareVersions,
  maxManifestBytes,
  type ReleaseManifest,
  releaseManifest,
  releaseVersion,
} from "@novacron/protocol/domain/release";

/** A file of a release that a host may fetch. */
export interface ReleasedFile {
  readonly name: string;
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
}

export interface FoundRelease {
  readonly version: string;
  readonly files: ReadonlyMap<string, ReleasedFile>;
}

/** Releases beside which a folder is not read on: far more than anybody keeps. */
const releasesMax = 1_000;

/**
 * The programs for hosts, one folder a version, as `npm run build:binaries` leaves them. Only what stands in a
 * manifest is ever opened, by a name looked up, so no request leads out of the folder.
 */
export class ReleaseFolder {
  readonly #folder: string;
  readonly #version: string;
  readonly #known = new Map<string, { mtimeMs: number; release: FoundRelease | null }>();

  constructor(options: { readonly folder: string; readonly version: string }) {
    this.#folder = options.folder;
    this.#version = options.version;
  }

  /** That of the control plane's own version, else the newest; null where there is none. */
  async current(): Promise<FoundRelease | null> {
    const names = await fs.readdir(this.#folder).catch(() => []);
    const versions = names.filter((name) => releaseVersion.safeParse(name).success);
    const newestFirst = versions.slice(0, releasesMax).sort((a, b) => compareVersions(b, a));
    const own = newestFirst.filter((version) => version === this.#version);
    for (const version of [...own, ...newestFirst]) {
      const release = await this.#read(version);
      if (release !== null) return release;
    }
    return null;
  }

  /** One by its version; null where there is none. */
  async of(version: string): Promise<FoundRelease | null> {
    return releaseVersion.safeParse(version).success ? await this.#read(version) : null;
  }

  async #read(version: string): Promise<FoundRelease | null> {
    const path = join(this.#folder, version, "manifest.json");
    const found = await fs.stat(path).catch(() => null);
    if (found === null || !found.isFile()) return null;
    const known = this.#known.get(version);
    if (known?.mtimeMs === found.mtimeMs) return known.release;
    const release = await this.#parse(path, found);
    this.#known.set(version, { mtimeMs: found.mtimeMs, release });
    return release;
  }

  async #parse(path: string, { size }: Stats): Promise<FoundRelease | null> {
    if (size > maxManifestBytes) return null;
    try {
      const manifest = releaseManifest.parse(JSON.parse(await fs.readFile(path, "utf8")));
      return { version: manifest.version, files: filesOf(manifest, join(path, "..")) };
    } catch {
      return null;
    }
  }
}

function filesOf(manifest: ReleaseManifest, folder: string): ReadonlyMap<string, ReleasedFile> {
  const all = manifest.files.flatMap((file) => [file, ...file.packed]);
  const rows = all.map(({ name, sha256, bytes }): [string, ReleasedFile] => [
    name,
    { name, path: join(folder, name), sha256, bytes },
  ]);
  return new Map(rows);
}
