import { createHash, randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { lstat, mkdir, open, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { compareVersions, type ReleaseManifest } from "@novacron/protocol/domain/release";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { ShelvedRelease } from "../../ports/release-shelf.ts";
import { openRegular } from "../../shelf/regular-file.ts";
import { FolderShelf, releasesMax } from "./folder-shelf.ts";
import { readRelease } from "./read-release.ts";

export interface ShelveOptions {
  readonly shelf: string;
  /** Folder of one release, as `npm run build:binaries` leaves it. */
  readonly from: string;
  readonly keys: readonly string[];
}

export interface Shelved {
  readonly manifest: ReleaseManifest;
  /** Names of the files that were copied, and of those of the manifest that were not there. */
  readonly copied: readonly string[];
  readonly absent: readonly string[];
}

/**
 * Copies a release to the shelf, whole or not at all. Only what stands in the signed manifest is copied, and each file
 * is checked as it is. Rejects NOT_FOUND, RELEASE_UNTRUSTED, CONFLICT, RELEASE_REFUSED or DISK_FULL.
 */
export async function shelveRelease({ shelf, from, keys }: ShelveOptions): Promise<Shelved> {
  const release = await trustedRelease(from, keys);
  const { manifest, text, signature } = release;
  const attempted = `add release ${manifest.version}`;
  await refuseUnfit(manifest, { shelf, keys, attempted });
  const place = join(shelf, `.adding-${randomUUID()}`);
  try {
    await mkdir(place, { recursive: true });
    const { copied, absent } = await copyFiles(manifest, { from, to: place });
    await writeFile(join(place, "manifest.json"), text);
    await writeFile(join(place, "manifest.sig"), `${signature}\n`);
    await settle(place);
    await rename(place, join(shelf, manifest.version));
    return { manifest, copied, absent };
  } catch (error) {
    throw namedError(error, attempted);
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}

/** Takes a release off the shelf. Agents that run it are not touched. Rejects NOT_FOUND. */
export async function unshelveRelease(shelf: string, version: string): Promise<void> {
  const path = join(shelf, version);
  const found = await lstat(path).catch(() => null);
  if (found === null) {
    const next = "See novacron-server release ls";
    throw new NovaError("NOT_FOUND", `remove release ${version}`, { next });
  }
  await rm(path, { recursive: true });
}

async function trustedRelease(from: string, keys: readonly string[]): Promise<ShelvedRelease> {
  const attempted = `add the release in ${from}`;
  const release = await readRelease(from, keys);
  if (release === null) {
    const next = "Name the folder that holds manifest.json, such as dist/0.2.0";
    throw new NovaError("NOT_FOUND", `${attempted}: it has no manifest that can be read`, { next });
  }
  if (release.trusted) return release;
  const next =
    keys.length === 0
      ? "Name the public key that signs your releases in NOVACRON_RELEASE_KEYS"
      : `Sign it with a trusted key (${keys.join(", ")}), or name its key in NOVACRON_RELEASE_KEYS`;
  throw new NovaError("RELEASE_UNTRUSTED", `${attempted}: its signature`, { next });
}

interface Fit {
  readonly shelf: string;
  readonly keys: readonly string[];
  readonly attempted: string;
}

async function refuseUnfit({ version }: ReleaseManifest, { shelf, keys, attempted }: Fit) {
  if ((await lstat(join(shelf, version)).catch(() => null)) !== null) {
    const next = `A version never changes: build another, or novacron-server release rm ${version}`;
    throw new NovaError("CONFLICT", `${attempted}: it is there already`, { next });
  }
  const there = await new FolderShelf(shelf, keys).list();
  const newest = there.find(({ trusted }) => trusted)?.manifest.version;
  if (newest !== undefined && compareVersions(version, newest) < 0) {
    const next = `Agents never go back; to offer ${version} all the same, remove ${newest} first`;
    throw new NovaError("RELEASE_REFUSED", `${attempted}: ${newest} is newer`, { next });
  }
  if (there.length >= releasesMax) {
    const next = "Remove releases that no agent will need: novacron-server release rm VERSION";
    throw new NovaError("RELEASE_REFUSED", `${attempted}: ${releasesMax} are there`, { next });
  }
}

/** What an agent fetches must be there; the programs of people may be left out. */
async function copyFiles(
  { files, version }: ReleaseManifest,
  { from, to }: { readonly from: string; readonly to: string },
) {
  const copied: string[] = [];
  const absent: string[] = [];
  for (const { program, packed, ...whole } of files) {
    const agents = program === "novacron-agent" ? packed : [];
    for (const file of [whole, ...packed]) {
      const isThere = (await lstat(join(from, file.name)).catch(() => null)) !== null;
      if (isThere || agents.some(({ name }) => name === file.name)) {
        await copyFile(file, { from, to, version });
        copied.push(file.name);
      } else {
        absent.push(file.name);
      }
    }
  }
  return { copied, absent };
}

interface Copy {
  readonly from: string;
  readonly to: string;
  readonly version: string;
}

async function copyFile(
  file: { readonly name: string; readonly bytes: number; readonly sha256: string },
  { from, to, version }: Copy,
): Promise<void> {
  const attempted = `add release ${version}: ${file.name}`;
  const source = await openRegular(join(from, file.name), file.bytes);
  if (source === null) {
    const next = `It must be a file of ${file.bytes} bytes: take the release from where it was built`;
    throw new NovaError("RELEASE_UNTRUSTED", attempted, { next });
  }
  const hash = createHash("sha256");
  const hashed = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  // Bounded by what was signed, however it grows meanwhile.
  const bytes = source.createReadStream({ end: file.bytes - 1, highWaterMark: 1024 * 1024 });
  await pipeline(
    bytes,
    hashed,
    createWriteStream(join(to, file.name), { flags: "wx", flush: true }),
  );
  if (hash.digest("hex") === file.sha256) return;
  const next = "It was changed or damaged on the way: take the release from where it was built";
  throw new NovaError("RELEASE_UNTRUSTED", `${attempted}: its checksum`, { next });
}

/** The names in a folder outlive a power failure. */
async function settle(folder: string): Promise<void> {
  const handle = await open(folder);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function namedError(error: unknown, attempted: string): unknown {
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : "";
  if (code === "ENOSPC" || code === "EDQUOT") {
    return new NovaError("DISK_FULL", attempted, { cause: error });
  }
  // Somebody else put it there meanwhile.
  if (code === "ENOTEMPTY" || code === "EEXIST") {
    return new NovaError("CONFLICT", `${attempted}: it is there already`, { cause: error });
  }
  return error;
}
