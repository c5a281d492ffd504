import { readFileSync } from "node:fs";
import { join } from "node:path";
import { getAsset, isSea } from "node:sea";
import type { FoundRelease } from "./release-folder.ts";

export interface ScriptValues {
  readonly url: string;
  readonly pin: string | null;
  readonly caHash: string | null;
  readonly version: string;
  readonly release: FoundRelease | null;
}

/** The script and the unit as they stand in `install/`; a single binary has them inside. */
export interface ScriptParts {
  readonly script: string;
  readonly unit: string;
}

export function readScriptParts(directory: string): ScriptParts {
  const read = (name: string): string =>
    isSea() ? getAsset(`install/${name}`, "utf8") : readFileSync(join(directory, name), "utf8");
  return { script: read("install.sh"), unit: read("novacron-agent.service") };
}

/**
 * The script for one control plane. Every value stands in single quotes there, so each is held against the
 * characters it may have: what else came in, such as a Host header, must not become a command.
 */
export function fillScript({ script, unit }: ScriptParts, values: ScriptValues): string {
  const { url, pin, caHash, version, release } = values;
  const files = [...(release?.files.values() ?? [])]
    .filter(({ name }) => /^novacron-agent-linux-[a-z0-9]+(\.gz)?$/.test(name))
    .map(({ sha256, bytes, name }) => `${sha256} ${bytes} ${name}`);
  const filled: Readonly<Record<string, string>> = {
    URL: safe(url),
    PIN: safe(pin ?? ""),
    CA_HASH: safe(caHash ?? ""),
    VERSION: safe(release?.version ?? version),
    FILES: files.map(safe).join("\n"),
    UNIT: unit.trimEnd(),
  };
  return script.replace(/@([A-Z_]+)@/g, (whole, name: string) => filled[name] ?? whole);
}

function safe(value: string): string {
  if (/^[\w .:/+=[\]-]*$/.test(value)) return value;
  throw new RangeError("a value of the install script holds characters it may not");
}
