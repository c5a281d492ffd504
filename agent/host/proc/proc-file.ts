import { closeSync, openSync, readSync } from "node:fs";

/** Shared by all readers: nothing reads two files at once. Grows to the largest file seen. */
let buffer = Buffer.allocUnsafe(64 * 1024);
const largestBytes = 16 * 1024 * 1024;

/**
 * A file of /proc or /sys that is held open and read from its beginning each time, for which the kernel makes
 * the text anew. Measured on Linux 6.18: a third of the CPU of opening it each time. A descriptor of
 * /proc/PID stays with that one process, whoever gets the number later.
 */
export class ProcFile {
  readonly #fd: number;

  private constructor(fd: number) {
    this.#fd = fd;
  }

  /** Null where there is no such file or it may not be read. */
  static open(path: string): ProcFile | null {
    try {
      return new ProcFile(openSync(path, "r"));
    } catch {
      return null;
    }
  }

  /** The whole text, or null where it cannot be read any more (the process or device is gone). */
  read(): string | null {
    try {
      let bytes = readSync(this.#fd, buffer, 0, buffer.length, 0);
      while (bytes === buffer.length && buffer.length < largestBytes) {
        buffer = Buffer.allocUnsafe(buffer.length * 2);
        bytes = readSync(this.#fd, buffer, 0, buffer.length, 0);
      }
      return buffer.toString("latin1", 0, bytes);
    } catch {
      return null;
    }
  }

  close(): void {
    try {
      closeSync(this.#fd);
    } catch {}
  }
}

/** One reading of a file that is seldom needed. */
export function readOnce(path: string): string | null {
  const file = ProcFile.open(path);
  if (file === null) return null;
  const text = file.read();
  file.close();
  return text;
}
