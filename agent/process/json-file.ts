import { renameSync, writeFileSync } from "node:fs";

/**
 * Writes a small file for other processes of this host: whole or not at all, and in the page cache when it returns, so
 * that it outlives this process, though not a power cut.
 */
export function writeJsonFile(path: string, value: unknown): void {
  writeFileSync(`${path}.new`, JSON.stringify(value), { mode: 0o600 });
  renameSync(`${path}.new`, path);
}
