import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * The password of the first administrator, for a data folder that never had one. It is written down before
 * the control plane takes it, so that a start that is killed before it was shown does not lose it.
 */
export function firstPassword(dataDir: string, isNewFolder: boolean): string | undefined {
  const path = passwordFile(dataDir);
  if (existsSync(path)) return readFileSync(path, "utf8").trim();
  if (!isNewFolder) return undefined;
  const password = randomBytes(15).toString("base64url");
  writeFileSync(path, `${password}\n`, { mode: 0o600 });
  return password;
}

/** It was shown; from now on only the person knows it. */
export function forgetFirstPassword(dataDir: string): void {
  rmSync(passwordFile(dataDir), { force: true });
}

function passwordFile(dataDir: string): string {
  return join(dataDir, "first-login");
}
