import { createHash } from "node:crypto";
import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { zstdCompressSync } from "node:zlib";
import type { ReleaseManifest } from "@novacron/protocol/domain/release";
import { releaseKeyOf, signManifest } from "@novacron/tools/binaries/release-key";

export interface ReleaseToMake {
  readonly version: string;
  /** The program of the agent: any file that a kernel can run. */
  readonly program: string | Buffer;
  /** Path of the release key that signs it. */
  readonly keyPath: string;
}

export interface MadeRelease {
  readonly version: string;
  readonly manifest: ReleaseManifest;
  /** As they stand in `manifest.json` and `manifest.sig`. */
  readonly text: string;
  readonly signature: string;
  readonly packed: Buffer;
}

const program = `novacron-agent-linux-${process.arch}`;
/** What an agent fetches of it. */
export const packedName = `${program}.zst`;

/** A release of the agent alone as `build:binaries` lays it out, really signed, of any program. */
export function makeRelease({ version, program: content, keyPath }: ReleaseToMake): MadeRelease {
  const bytes = Buffer.from(content);
  const packed = zstdCompressSync(bytes);
  const manifest: ReleaseManifest = {
    format: 1,
    version,
    commit: null,
    minFrom: "0.0.0",
    files: [
      {
        program: "novacron-agent",
        arch: process.arch === "arm64" ? "arm64" : "x64",
        name: program,
        ...sizeOf(bytes),
        packed: [{ name: packedName, encoding: "zstd", ...sizeOf(packed) }],
      },
    ],
  };
  return { version, packed, ...signed(manifest, keyPath) };
}

export function signed(manifest: ReleaseManifest, keyPath: string) {
  const text = JSON.stringify(manifest);
  return { manifest, text, signature: signManifest(releaseKeyOf(keyPath), Buffer.from(text)) };
}

/** Lays it on a shelf, in place of what is there under its version; gives its folder. */
export function layOut(made: MadeRelease, shelf: string): string {
  const path = join(shelf, made.version);
  rmSync(`${path}.new`, { recursive: true, force: true });
  mkdirSync(`${path}.new`, { recursive: true });
  writeFileSync(join(`${path}.new`, packedName), made.packed);
  writeFileSync(join(`${path}.new`, "manifest.json"), made.text);
  writeFileSync(join(`${path}.new`, "manifest.sig"), made.signature);
  rmSync(path, { recursive: true, force: true });
  renameSync(`${path}.new`, path);
  return path;
}

function sizeOf(bytes: Buffer) {
  return { sha256: createHash("sha256").update(bytes).digest("hex"), bytes: bytes.length };
}
