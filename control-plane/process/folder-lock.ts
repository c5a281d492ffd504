import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { NovaError } from "@novacron/protocol/errors/nova-error";

/** What is held is kept reachable: a handle that the garbage collector closes would give its lock free. */
const held = new Set<DatabaseSync>();

/**
 * Keeps a second control plane off the same data folder; returns what gives it free again. The lock is the
 * kernel's own lock on a file, held through SQLite since Node has no call for it: it ends with the process
 * however that ends, so there is no stale lock to clean up, and it holds between containers that share the
 * folder too. The file stays empty.
 */
export function lockFolder(folder: string): () => void {
  const path = join(folder, "control-plane.lock");
  let db: DatabaseSync | null = null;
  try {
    db = new DatabaseSync(path, { timeout: 0 });
    db.exec("BEGIN EXCLUSIVE");
  } catch (cause) {
    db?.close();
    if (isBusy(cause)) {
      throw new NovaError("FOLDER_IN_USE", `use ${folder} beside another control plane`, { cause });
    }
    throw new NovaError("STORE_UNAVAILABLE", `lock ${path}`, { cause });
  }
  const lock = db;
  held.add(lock);
  return () => {
    held.delete(lock);
    lock.close();
  };
}

/** SQLITE_BUSY, https://sqlite.org/rescode.html#busy */
function isBusy(error: unknown): boolean {
  return error instanceof Error && "errcode" in error && error.errcode === 5;
}
