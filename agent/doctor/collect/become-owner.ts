import { readFileSync, statSync } from "node:fs";
import process from "node:process";

/**
 * Lets root go and becomes the user whose folder it is, with that user's groups: only so do the checks meet
 * what the agent meets. Nothing happens where this is not root, or the folder is root's own.
 */
export function becomeOwner(folder: string): void {
  if (process.getuid?.() !== 0) return;
  const uid = ownerOf(folder);
  if (uid === null || uid === 0) return;
  const account = accountOf(uid);
  if (account === null) return;
  const { initgroups } = process as { initgroups?: (user: string, group: number) => void };
  initgroups?.(account.name, account.gid);
  process.setgid?.(account.gid);
  process.setuid?.(uid);
}

function ownerOf(folder: string): number | null {
  try {
    return statSync(folder).uid;
  } catch {
    return null;
  }
}

/** passwd(5): the user is one of this host's own, as the installation made it. */
function accountOf(uid: number): { readonly name: string; readonly gid: number } | null {
  const rows = readFileSync("/etc/passwd", "utf8").split("\n");
  const row = rows.map((line) => line.split(":")).find(([, , id]) => id === String(uid));
  return row?.[0] === undefined ? null : { name: row[0], gid: Number(row[3]) };
}
