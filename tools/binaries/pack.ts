import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { constants, gzipSync, zstdCompressSync } from "node:zlib";
import { workspace } from "../bundle/bundle.ts";

export type Encoding = "zstd" | "gzip";

/**
 * Programs are packed piece by piece: both formats allow one frame after another, and the pieces that the three
 * programs share (nearly all of Node) are packed once. Costs half a percent of size.
 */
const pieceBytes = 16 * 1024 * 1024;

const packers: Readonly<Record<Encoding, (piece: Buffer) => Buffer>> = {
  zstd: (piece) =>
    zstdCompressSync(piece, {
      params: {
        [constants.ZSTD_c_compressionLevel]: 12,
        [constants.ZSTD_c_checksumFlag]: 1,
      },
    }),
  gzip: (piece) => gzipSync(piece, { level: 9 }),
};

export function pack(program: Buffer, encoding: Encoding): Buffer {
  const frames: Buffer[] = [];
  for (let at = 0; at < program.length; at += pieceBytes) {
    frames.push(packPiece(program.subarray(at, at + pieceBytes), encoding));
  }
  return Buffer.concat(frames);
}

function packPiece(piece: Buffer, encoding: Encoding): Buffer {
  const folder = join(workspace, ".cache", "packed-pieces");
  const library = encoding === "zstd" ? process.versions.zstd : process.versions.zlib;
  const key = createHash("sha256").update(`${encoding} ${library} 1 `).update(piece).digest("hex");
  const path = join(folder, key);
  if (existsSync(path)) return readFileSync(path);
  const packed = packers[encoding](piece);
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${path}.${process.pid}`, packed);
  renameSync(`${path}.${process.pid}`, path);
  return packed;
}
