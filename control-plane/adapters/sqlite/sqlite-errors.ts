import { statfsSync } from "node:fs";
import { NovaError } from "@novacron/protocol/errors/nova-error";

/** Primary result codes of SQLite, https://sqlite.org/rescode.html */
const codes = {
  busy: 5,
  ioError: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  notADatabase: 26,
} as const;

/** With less than this free, a failing write is taken for a full disk. */
const noRoomBytes = 256 * 1024;

function primaryCode(error: unknown): number | null {
  if (typeof error !== "object" || error === null || !("errcode" in error)) return null;
  return typeof error.errcode === "number" ? error.errcode & 0xff : null;
}

export function isSqliteError(error: unknown): boolean {
  return primaryCode(error) !== null;
}

/** The file's bytes are not what was written: the file is set aside. */
export function isDamage(error: unknown): boolean {
  const code = primaryCode(error);
  return code === codes.corrupt || code === codes.notADatabase;
}

/** Any failure of SQLite or the file system below it as an error of ours. */
export function storeError(error: unknown, attempted: string, folder: string): NovaError {
  if (error instanceof NovaError) return error;
  const code = primaryCode(error);
  if (code === codes.full || isNoSpace(error)) {
    return new NovaError("DISK_FULL", attempted, { cause: error });
  }
  if ((code === codes.ioError || code === codes.cannotOpen) && hasNoRoom(folder)) {
    return new NovaError("DISK_FULL", attempted, { cause: error });
  }
  if (isDamage(error)) return new NovaError("STORE_CORRUPT", attempted, { cause: error });
  return new NovaError("STORE_UNAVAILABLE", attempted, { cause: error });
}

function isNoSpace(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOSPC";
}

/** SQLite says "I/O error" where it could not grow its shared memory file on a full disk. */
function hasNoRoom(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize < noRoomBytes;
  } catch {
    return false;
  }
}
