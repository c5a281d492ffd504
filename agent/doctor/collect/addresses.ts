import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { settings } from "../../config/settings.ts";
import type { Addresses } from "./control-plane.ts";

/** The control plane's addresses: those the host got as it joined, else what the settings say. */
export async function readAddresses(data: string, env: NodeJS.ProcessEnv): Promise<Addresses> {
  const joined = await readObject(join(data, "identity", "control-plane.json"));
  const credentials = env[settings.credentials.env];
  const login = credentials === undefined ? {} : await readObject(credentials);
  const tunnel = urlOf(joined.tunnel) ?? urlOf(env[settings.tunnelUrl.env]);
  return {
    api: urlOf(joined.api) ?? tunnel,
    bus: urlOf(joined.bus) ?? urlOf(env[settings.mqttUrl.env]) ?? urlOf(login.url),
    tunnel,
  };
}

function urlOf(value: unknown): string | null {
  return typeof value === "string" && URL.canParse(value) ? value : null;
}

async function readObject(path: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    const value: unknown = JSON.parse(await readFile(path, "utf8"));
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
