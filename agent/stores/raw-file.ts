import * as fs from "node:fs";
import { promisify } from "node:util";

/**
 * What the stores ask of a disk; the tests watch which of it was made durable. Calls on plain file
 * descriptors. `FileHandle` is not used because the collector closes forgotten ones
 * behind our back, and because a process that is killed leaves descriptors just like this.
 */
export interface Disk {
  open(path: string, flags: string): Promise<number>;
  close(fd: number): Promise<void>;
  truncate(fd: number, bytes: number): Promise<void>;
  /** Makes the content durable, not the name. */
  sync(fd: number): Promise<void>;
  writeAt(fd: number, parts: readonly Uint8Array[], position: number): Promise<number>;
  readAt(fd: number, position: number, length: number): Promise<Buffer>;
  syncFolder(folder: string): Promise<void>;
  replace(folder: string, name: string, text: string): Promise<void>;
}

const openFd = promisify(fs.open);
const closeFd = promisify(fs.close);
const fsyncFd = promisify(fs.fsync);
const writev = promisify(fs.writev);
const readFd = promisify(fs.read);

export const realDisk: Disk = {
  open: (path, flags) => openFd(path, flags, 0o600),
  close: closeFd,
  truncate: promisify(fs.ftruncate),
  sync: promisify(fs.fdatasync),
  writeAt: writeAllAt,
  readAt: readAllAt,
  syncFolder,
  replace: replaceFile,
};

/** Writes all of `parts` at `position`; a short write goes on where it stopped. */
async function writeAllAt(
  fd: number,
  parts: readonly Uint8Array[],
  position: number,
): Promise<number> {
  let at = position;
  let rest = parts.filter((part) => part.length > 0);
  while (rest.length > 0) {
    const { bytesWritten } = await writev(fd, rest, at);
    at += bytesWritten;
    rest = without(rest, bytesWritten);
  }
  return at - position;
}

/** Reads `length` bytes at `position`, fewer only at the end of the file. */
async function readAllAt(fd: number, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await readFd(fd, buffer, filled, length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}

/** Makes names created, renamed or removed in `folder` durable. */
async function syncFolder(folder: string): Promise<void> {
  const fd = await openFd(folder, "r");
  try {
    await fsyncFd(fd);
  } finally {
    await closeFd(fd);
  }
}

/** Replaces a file in one step: after a crash it holds the old text or the new, never a part. */
async function replaceFile(folder: string, name: string, text: string): Promise<void> {
  const temporary = `${folder}/${name}.new`;
  try {
    const fd = await openFd(temporary, "w", 0o600);
    try {
      await writeAllAt(fd, [Buffer.from(text)], 0);
      await fsyncFd(fd);
    } finally {
      await closeFd(fd);
    }
    await fs.promises.rename(temporary, `${folder}/${name}`);
  } catch (error) {
    await fs.promises.rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(folder);
}

function without(parts: readonly Uint8Array[], bytes: number): Uint8Array[] {
  const rest: Uint8Array[] = [];
  let skip = bytes;
  for (const part of parts) {
    if (skip >= part.length) skip -= part.length;
    else {
      rest.push(part.subarray(skip));
      skip = 0;
    }
  }
  return rest;
}
