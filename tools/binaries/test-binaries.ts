import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, statSync, utimesSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { type ProgramName, programName, type ReleaseArch } from "@novacron/protocol/domain/release";
import { workspace } from "../bundle/bundle.ts";
import { buildRelease } from "./build.ts";
import { releaseKeyOf } from "./release-key.ts";

export interface TestBinaries {
  /** As with `dist/<version>`. */
  readonly folder: string;
  readonly version: string;
  /** Path of the release key that signed them. */
  readonly keyPath: string;
}

export interface TestBinariesOptions {
  readonly version?: string;
  readonly programs?: readonly ProgramName[];
  readonly arch?: ReleaseArch;
  readonly minFrom?: string;
  /** Packed with zstd too, as the download of an upgrade needs it. */
  readonly packed?: boolean;
}

const cache = join(workspace, ".cache", "test-binaries");
/** One test may use three at a time, and other tests the same ones after it. */
const keptFolders = 8;
const sources = ["protocol", "agent", "control-plane", "cli", "tools/bundle", "tools/binaries"];

/**
 * The single binaries of the sources as they are now, for tests that run them: built once for one state of the
 * sources, signed by a key of the tests.
 */
export async function testBinaries(options: TestBinariesOptions = {}): Promise<TestBinaries> {
  const arch = options.arch ?? (process.arch === "arm64" ? "arm64" : "x64");
  const { version = "0.1.0", packed = false, minFrom = "0.0.0" } = options;
  const programs = options.programs ?? programName.options;
  const stamp = sourceStamp([version, arch, minFrom, `${packed}`, ...programs].join(" "));
  const folder = join(cache, stamp);
  const keyPath = join(cache, "release-key.pem");
  if (!existsSync(folder)) {
    makeRoom();
    await buildRelease({
      out: folder,
      version,
      commit: null,
      committedAt: null,
      minFrom,
      archs: [arch],
      programs,
      key: releaseKeyOf(keyPath),
      encodings: packed ? ["zstd"] : [],
      say: () => {},
    });
  }
  const now = new Date();
  utimesSync(folder, now, now);
  return { folder, version, keyPath };
}

function sourceStamp(options: string): string {
  const hash = createHash("sha256").update(options);
  hash.update(readFileSync(join(workspace, "pnpm-lock.yaml")));
  for (const name of sources) {
    const folder = join(workspace, name);
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      const counts = entry.isFile() && /\.(ts|js|json)$/.test(entry.name);
      if (!counts || /node_modules|\.test\.ts$/.test(path)) continue;
      hash.update(path.slice(workspace.length)).update(readFileSync(path));
    }
  }
  return hash.digest("hex").slice(0, 24);
}

/** Each build is some hundred megabytes: those that were not used for the longest time go when there are several. */
function makeRoom(): void {
  if (!existsSync(cache)) return;
  const folders = readdirSync(cache)
    .filter((name) => /^[0-9a-f]{24}$/.test(name))
    .map((name) => join(cache, name));
  const usedAt = (path: string) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const newestFirst = folders.sort((a, b) => usedAt(b) - usedAt(a));
  for (const path of newestFirst.slice(keptFolders)) rmSync(path, { recursive: true, force: true });
}
