import { createHash } from "node:crypto";
import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { zstdCompressSync } from "node:zlib";
import type { ReleaseManifest } from "@novacron/protocol/domain/release";
import { releaseKeyOf, signManifest } from "@novacron/tools/binaries/release-key";

export interface MadeRelease {
  readonly version: string;
  /** The program of the agent: any file that a kernel can run. */
  readonly program: string | Buffer;
  /** Path of the release key that signs it. */
  readonly keyPath: string;
  readonly minFrom?: string;
}

/** A release of the agent alone as `build:binaries` lays it out, really signed, of any program; replaces what is there. */
export function makeRelease(folder: string, made: MadeRelease): string {
  const name = `novacron-agent-linux-${process.arch}`;
  const bytes = Buffer.from(made.program);
  const packed = zstdCompressSync(bytes);
  const manifest: ReleaseManifest = {
    format: 1,
    version: made.version,
    commit: null,
    minFrom: made.minFrom ?? "0.0.0",
    files: [
      {
        program: "novacron-agent",
        arch: process.arch === "arm64" ? "arm64" : "x64",
        name,
        ...sizeOf(bytes),
        packed: [{ name: `${name}.zst`, encoding: "zstd", ...sizeOf(packed) }],
      },
    ],
  };
  const text = Buffer.from(JSON.stringify(manifest));
  const path = join(folder, made.version);
  rmSync(`${path}.new`, { recursive: true, force: true });
  mkdirSync(`${path}.new`, { recursive: true });
  writeFileSync(join(`${path}.new`, `${name}.zst`), packed);
  writeFileSync(join(`${path}.new`, "manifest.json"), text);
  writeFileSync(
    join(`${path}.new`, "manifest.sig"),
    signManifest(releaseKeyOf(made.keyPath), text),
  );
  rmSync(path, { recursive: true, force: true });
  renameSync(`${path}.new`, path);
  return path;
}

function sizeOf(bytes: Buffer) {
  return { sha256: createHash("sha256").update(bytes).digest("hex"), bytes: bytes.length };
}
