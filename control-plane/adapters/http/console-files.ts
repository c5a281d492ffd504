import { createHash } from "node:crypto";
import { type Dirent, promises as fs } from "node:fs";
import { extname, join, relative, sep } from "node:path";
import { getAsset, getAssetKeys, isSea } from "node:sea";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { consoleHeaders } from "@novacron/protocol/http/csp";
import type { FastifyReply, FastifyRequest } from "fastify";
import { type Encoding, encodingFor } from "./compress.ts";

interface ConsoleFile {
  readonly type: string;
  readonly etag: string;
  readonly immutable: boolean;
  readonly plain: Buffer;
  readonly packed: ReadonlyMap<Encoding, Buffer>;
}

const limits = { files: 2_000, bytes: 64 * 1024 * 1024 } as const;

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".webmanifest": "application/manifest+json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
  ".txt": "text/plain; charset=utf-8",
};

/** Files under it carry a hash of their content in the name, so they may be kept for ever. */
const hashedFolder = "/assets/";

/**
 * The built console, read into memory once: a request only looks a name up, so no path can lead out of the
 * folder, nothing is opened while serving, and packed forms are there beforehand.
 */
export class ConsoleFiles {
  readonly #files: ReadonlyMap<string, ConsoleFile>;

  private constructor(files: ReadonlyMap<string, ConsoleFile>) {
    this.#files = files;
  }

  /**
   * A single binary brings them along; else an absent folder gives an empty set: the API works without the console.
   */
  static async read(directory: string): Promise<ConsoleFiles> {
    const raw = isSea() ? readAssets() : await readFolder(directory);
    const files = new Map<string, ConsoleFile>();
    for (const [name, plain] of raw) {
      const type = types[extname(name)];
      if (type !== undefined) files.set(name, await prepared(name, { plain, type }, raw));
    }
    return new ConsoleFiles(files);
  }

  /** Null where there is no such file. */
  send(path: string, request: FastifyRequest, reply: FastifyReply): FastifyReply | null {
    const file = this.#files.get(path === "/" ? "/index.html" : path);
    if (file === undefined) return null;
    reply
      .headers(consoleHeaders)
      .header("etag", file.etag)
      .header("vary", "accept-encoding")
      .header("content-type", file.type)
      .header("cache-control", file.immutable ? "public, max-age=31536000, immutable" : "no-cache");
    if (request.headers["if-none-match"] === file.etag) return reply.code(304).send();
    const encoding = encodingFor(request.headers["accept-encoding"]);
    const packed = encoding === null ? undefined : file.packed.get(encoding);
    if (encoding !== null && packed !== undefined) reply.header("content-encoding", encoding);
    return reply.code(200).send(packed ?? file.plain);
  }
}

function readAssets(): Map<string, Buffer> {
  const prefix = "console/";
  const keys = getAssetKeys().filter((key) => key.startsWith(prefix));
  const read = (key: string) => Buffer.from(getAsset(key));
  return new Map(keys.map((key) => [`/${key.slice(prefix.length)}`, read(key)]));
}

async function readFolder(directory: string): Promise<Map<string, Buffer>> {
  const found = new Map<string, Buffer>();
  const entries: Dirent[] = await fs
    .readdir(directory, { recursive: true, withFileTypes: true })
    .catch(() => []);
  let bytes = 0;
  for (const entry of entries.filter((candidate) => candidate.isFile())) {
    const path = join(entry.parentPath, entry.name);
    const content = await fs.readFile(path);
    bytes += content.length;
    if (bytes > limits.bytes || found.size >= limits.files) {
      throw new RangeError(`the console's folder ${directory} is too large`);
    }
    found.set(`/${relative(directory, path).split(sep).join("/")}`, content);
  }
  return found;
}

async function prepared(
  name: string,
  { plain, type }: { readonly plain: Buffer; readonly type: string },
  raw: ReadonlyMap<string, Buffer>,
): Promise<ConsoleFile> {
  const packed = new Map<Encoding, Buffer>();
  if (/^(text|application\/json|image\/svg)/.test(type) && plain.length > 1_024) {
    packed.set("br", raw.get(`${name}.br`) ?? (await packBrotli(plain)));
    packed.set("gzip", raw.get(`${name}.gz`) ?? (await promisify(gzip)(plain, { level: 9 })));
  }
  const etag = `"${createHash("sha256").update(plain).digest("base64url").slice(0, 22)}"`;
  return { type, etag, immutable: name.startsWith(hashedFolder), plain, packed };
}

/** Only for files that the build did not pack: at a level that does not hold the start up. */
function packBrotli(plain: Buffer): Promise<Buffer> {
  return promisify(brotliCompress)(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } });
}
