import { readFileSync } from "node:fs";

/** Where the unit takes settings from beside its own; a doctor started by hand must see the same ones. */
const path = "/etc/novacron/agent.env";

export function readEnvironmentFile(): Readonly<Record<string, string>> {
  try {
    return parseEnvironment(readFileSync(path, "utf8"));
  } catch {
    return {};
  }
}

/** systemd.exec(5), EnvironmentFile: NAME=value lines, the value perhaps in quotes; # and ; begin comments. */
export function parseEnvironment(text: string): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const line of text.split("\n")) {
    const match = /^\s*([A-Z_][A-Z0-9_]*)=(.*?)\s*$/.exec(line);
    if (match === null) continue;
    const [, name = "", value = ""] = match;
    found[name] = value.replace(/^(["'])(.*)\1$/, "$2");
  }
  return found;
}
