import { createReadStream } from "node:fs";
import { mkdir, open, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { NovaError } from "@novacron/protocol/errors/nova-error";

/** POSIX ustar (IEEE 1003.1, pax): plain files only, so that any tar lists a backup that is not encrypted. */
const block = 512;
const sizeLimit = 8 ** 11;
const name = /^[\w-][\w.-]*(\/[\w-][\w.-]*)*$/;

export async function* packed(folder: string, files: readonly string[]): AsyncIterable<Buffer> {
  for (const file of files) {
    const { size } = await stat(join(folder, file));
    if (size >= sizeLimit) {
      throw new NovaError("PAYLOAD_TOO_LARGE", `pack ${file}`, { next: "Back up to a folder" });
    }
    yield headerOf(file, size);
    yield* createReadStream(join(folder, file));
    yield Buffer.alloc((block - (size % block)) % block);
  }
  yield Buffer.alloc(2 * block);
}

/** Writes the files below `folder`; a name that leads out of it, or anything but a file, is refused. */
export async function unpack(bytes: AsyncIterable<Buffer>, folder: string): Promise<void> {
  const reader = new Reader(bytes);
  for (;;) {
    const header = await reader.take(block);
    if (header === null || header.every((byte) => byte === 0)) return;
    const file = textAt(header, 0, 100);
    const size = Number.parseInt(textAt(header, 124, 12), 8);
    const isFile = textAt(header, 156, 1) === "0";
    if (!isFile || !name.test(file) || !Number.isSafeInteger(size) || size < 0) {
      throw new NovaError("STORE_CORRUPT", "unpack the backup", { next: "Give a whole backup" });
    }
    const path = join(folder, file);
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const target = await open(path, "wx", 0o600);
    try {
      for (let left = size; left > 0; ) {
        const part = await reader.some(left);
        await target.writeFile(part);
        left -= part.length;
      }
      await target.sync();
    } finally {
      await target.close();
    }
    await reader.take((block - (size % block)) % block);
  }
}

function headerOf(file: string, size: number): Buffer {
  if (Buffer.byteLength(file) > 100) throw new NovaError("INTERNAL", `pack the name ${file}`);
  const header = Buffer.alloc(block);
  header.write(file, 0);
  header.write("0000600\0", 100);
  header.write("0000000\0", 108);
  header.write("0000000\0", 116);
  header.write(`${size.toString(8).padStart(11, "0")}\0`, 124);
  header.write("00000000000\0", 136);
  header.write("        ", 148);
  header.write("0", 156);
  header.write("ustar\0", 257);
  header.write("00", 263);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return header;
}

function textAt(header: Buffer, from: number, length: number): string {
  const text = header.toString("latin1", from, from + length);
  const end = text.indexOf("\0");
  return (end < 0 ? text : text.slice(0, end)).trim();
}

/** Pieces of a stream in the sizes that are asked for. */
class Reader {
  readonly #source: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(bytes: AsyncIterable<Buffer>) {
    this.#source = bytes[Symbol.asyncIterator]();
  }

  /** Exactly so many; null at the end. */
  async take(count: number): Promise<Buffer | null> {
    while (this.#rest.length < count) {
      const next = await this.#source.next();
      if (next.done === true) return null;
      this.#rest = Buffer.concat([this.#rest, next.value]);
    }
    const taken = this.#rest.subarray(0, count);
    this.#rest = this.#rest.subarray(count);
    return taken;
  }

  /** At least one and at most so many. */
  async some(most: number): Promise<Buffer> {
    const first = await this.take(1);
    if (first === null) throw new NovaError("STORE_CORRUPT", "unpack the backup: it ends early");
    const more = this.#rest.subarray(0, most - 1);
    this.#rest = this.#rest.subarray(more.length);
    return Buffer.concat([first, more]);
  }
}
