import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { Connection } from "./client.ts";

export const defaultUrl = "http://127.0.0.1:8470";

interface Saved {
  readonly url: string;
  readonly token: string;
}

export function settingsPath(env: NodeJS.ProcessEnv): string {
  const base = env.XDG_CONFIG_HOME ?? join(homedir(), ".config");
  return join(base, "novacron", "cli.json");
}

/** NOVACRON_URL and NOVACRON_TOKEN win over what `novacron login` saved. */
export function loadConnection(env: NodeJS.ProcessEnv): Connection {
  const saved = readSaved(settingsPath(env));
  const url = env.NOVACRON_URL ?? saved?.url ?? defaultUrl;
  if (!URL.canParse(url) || !/^https?:/.test(url)) {
    throw new NovaError("CONFIG_INVALID", `read NOVACRON_URL "${url}"`, {
      next: "Give an address such as http://127.0.0.1:8470",
    });
  }
  const savedToken = saved?.url === url ? saved.token : null;
  return { url, token: env.NOVACRON_TOKEN ?? savedToken };
}

export function saveConnection(env: NodeJS.ProcessEnv, saved: Saved): string {
  const path = settingsPath(env);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(path, `${JSON.stringify(saved, null, 2)}\n`, { mode: 0o600 });
  return path;
}

/**
 * NOVACRON_CA names a file with the fleet's authority, which no system knows: beside those of the system it
 * is believed from then on.
 */
export function trustFleetAuthority(env: NodeJS.ProcessEnv): void {
  const path = env.NOVACRON_CA;
  if (path === undefined || path === "") return;
  let pem: string;
  try {
    pem = readFileSync(path, "utf8");
  } catch (cause) {
    throw new NovaError("CONFIG_INVALID", `read NOVACRON_CA ${path}`, { cause });
  }
  setDefaultCACertificates([...getCACertificates("default"), pem]);
}

function readSaved(path: string): Saved | null {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    return null;
  }
  try {
    const value: unknown = JSON.parse(text);
    const { url, token } = value as Partial<Saved>;
    if (typeof url === "string" && typeof token === "string") return { url, token };
  } catch {
    // Falls through to the error below: a damaged file is named, not silently ignored.
  }
  throw new NovaError("CONFIG_INVALID", `read ${path}`, { next: "Run novacron login again" });
}
