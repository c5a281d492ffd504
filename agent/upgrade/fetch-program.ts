import { createHash, type Hash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, open, rename, rm } from "node:fs/promises";
import { get as getPlain, type IncomingMessage } from "node:http";
import { get as getSecure, type RequestOptions } from "node:https";
import { dirname } from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createZstdDecompress } from "node:zlib";
import type { ReleaseFile } from "@novacron/protocol/domain/release";
import { NovaError } from "@novacron/protocol/errors/nova-error";

export interface FetchOptions {
  /** Folder of the release at the control plane, without the last slash. */
  readonly url: string;
  readonly file: ReleaseFile;
  /** Where the program is put, whole and executable, or not at all. */
  readonly path: string;
  readonly signal: AbortSignal;
  readonly progress: (ratio: number) => void;
  /** How the control plane is known; what it sends is held against the signature in any case. */
  readonly tls?: RequestOptions;
}

/** Without a byte for this long the fetch is given up. */
const silenceMs = 60_000;

/**
 * Fetches a program packed with zstd, and unpacks and checks it on the way, so that no more than the signed number of
 * bytes is ever written. Rejects UNREACHABLE, RELEASE_UNTRUSTED, DISK_FULL or CANCELLED; then there is no file.
 */
export async function fetchProgram(options: FetchOptions): Promise<void> {
  const { file, path, signal } = options;
  const packed = file.packed.find(({ encoding }) => encoding === "zstd");
  const attempted = `fetch ${file.name}`;
  if (packed === undefined) {
    throw new NovaError("RELEASE_REFUSED", `${attempted}: it is not there packed with zstd`);
  }
  const part = `${path}.part`;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  try {
    const answer = await ask(`${options.url}/${packed.name}`, options);
    const hashes = { packed: createHash("sha256"), whole: createHash("sha256") };
    const length = (bytes: number): void => options.progress(bytes / packed.bytes);
    await pipeline(
      answer,
      counted(packed.bytes, hashes.packed, length),
      createZstdDecompress(),
      counted(file.bytes, hashes.whole, () => {}),
      createWriteStream(part, { mode: 0o700 }),
      { signal },
    );
    same(hashes.packed, packed.sha256, attempted);
    same(hashes.whole, file.sha256, attempted);
    await settle(part);
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw namedError(error, attempted, signal);
  }
}

function ask(url: string, { signal, tls = {} }: FetchOptions): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const isSecure = url.startsWith("https:");
    const options: RequestOptions = { signal, timeout: silenceMs, ...(isSecure ? tls : {}) };
    const request = (isSecure ? getSecure : getPlain)(url, options, (answer) => {
      if (answer.statusCode === 200) return resolve(answer);
      answer.destroy();
      reject(new NovaError("UNREACHABLE", `fetch ${url}: answer ${answer.statusCode}`));
    });
    request.on("timeout", () => {
      request.destroy(new NovaError("UNREACHABLE", `fetch ${url}: nothing came for a minute`));
    });
    request.on("error", reject);
  });
}

/** Passes on, hashes, and ends with an error as soon as more comes than was signed. */
function counted(limit: number, hash: Hash, seen: (bytes: number) => void): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > limit) {
        return done(
          new NovaError("RELEASE_UNTRUSTED", "fetch a program: more came than was signed"),
        );
      }
      hash.update(chunk);
      seen(bytes);
      done(null, chunk);
    },
  });
}

function same(hash: Hash, sha256: string, attempted: string): void {
  if (hash.digest("hex") === sha256) return;
  const next = "The file at the control plane was changed or is damaged: add the release again";
  throw new NovaError("RELEASE_UNTRUSTED", `${attempted}: its checksum`, { next });
}

/** A name must not stand for bytes that a power failure takes away. */
async function settle(path: string): Promise<void> {
  const file = await open(path, "r+");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

function namedError(error: unknown, attempted: string, signal: AbortSignal): NovaError {
  if (signal.aborted) return new NovaError("CANCELLED", attempted, { cause: error });
  if (error instanceof NovaError) return error;
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : "";
  if (code === "ENOSPC" || code === "EDQUOT") {
    return new NovaError("DISK_FULL", attempted, { cause: error });
  }
  // What zstd cannot unpack is not what was signed.
  if (String(code).startsWith("ZSTD_")) {
    return new NovaError("RELEASE_UNTRUSTED", `${attempted}: it cannot be unpacked`, {
      cause: error,
    });
  }
  return new NovaError("UNREACHABLE", attempted, { cause: error });
}
