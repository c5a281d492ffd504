import { NovaError } from "@novacron/protocol/errors/nova-error";

const noRoom: ReadonlySet<string> = new Set(["ENOSPC", "EDQUOT", "EFBIG"]);

/** An error of the file system in our words; a NovaError passes through. */
export function storeError(error: unknown, attempted: string): NovaError {
  if (error instanceof NovaError) return error;
  const code = noRoom.has(systemCode(error)) ? "DISK_FULL" : "STORE_UNAVAILABLE";
  return new NovaError(code, attempted, { cause: error });
}

/** The errno name of a system error, or the empty text. */
export function systemCode(error: unknown): string {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  return code ?? "";
}
