import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";

/**
 * A file of a release, opened to be read; null where it is not there, has another size, or is no file itself: a link on
 * the shelf would hand out whatever it points at, and a pipe would keep who opens it.
 */
export async function openRegular(path: string, bytes: number): Promise<FileHandle | null> {
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const file = await open(path, flags).catch(() => null);
  if (file === null) return null;
  const found = await file.stat();
  if (found.isFile() && found.size === bytes) return file;
  await file.close();
  return null;
}
