import { constants } from "node:fs";
import { access, statfs } from "node:fs/promises";
import { dirname } from "node:path";
import type { DiskFacts } from "../facts.ts";

/** Journal, identity and the files of a new version, beside the outbox. */
const besideOutboxBytes = 256 * 1024 * 1024;

export async function collectDisk(folder: string, outboxMaxBytes: number): Promise<DiskFacts> {
  const wantedBytes = outboxMaxBytes + besideOutboxBytes;
  const problem = await access(folder, constants.W_OK | constants.X_OK).then(
    () => null,
    (error: NodeJS.ErrnoException) => error.code ?? error.message,
  );
  const room = await roomAt(folder);
  return { folder, writable: problem === null, problem, wantedBytes, ...room };
}

/** Of the nearest folder that exists, since a folder yet to be made lies on the same disk. */
async function roomAt(folder: string) {
  for (let at = folder; ; at = dirname(at)) {
    const found = await statfs(at).catch(() => null);
    if (found !== null) {
      // A file system without a fixed number of inodes, such as btrfs, says 0.
      const freeFiles = found.files === 0 ? null : found.ffree;
      return { freeBytes: found.bavail * found.bsize, freeFiles };
    }
    if (at === dirname(at)) return { freeBytes: null, freeFiles: null };
  }
}
