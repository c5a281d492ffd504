import type { ReadConfig } from "./read-config.ts";
import { flagOf, settingNames, settings } from "./settings.ts";
import { withoutSecrets } from "./values.ts";

/** The text of `--help`. */
export function helpText(): string {
  const lines = settingNames.map((name) => {
    const { env, byDefault, help } = settings[name];
    const shown = byDefault === null || byDefault === "" ? "" : ` [${byDefault}]`;
    return `  --${flagOf(name).padEnd(17)} ${help}${shown}\n  ${" ".repeat(19)} ${env}`;
  });
  return [
    "NovaCron control plane",
    "",
    "  backup --to PATH/|FILE [--encrypt] [--with-key]   Copy all it is, while it runs or not",
    "  restore --from PATH|FILE                          Into an empty data folder, as a new epoch",
    "  rotate-secrets [--new-key]                        Seal every secret anew, while it is stopped",
    "  audit-verify                                      Check the chain of the audit log, offline",
    "  release add FOLDER | ls | rm VERSION              The shelf of releases for agents",
    "",
    "  --config FILE       JSON file with settings by name (NOVACRON_CONFIG)",
    "  --print-config      Print each setting, its value and where it came from",
    "  --print-openapi     Print the OpenAPI document of the HTTP API",
    "",
    "A flag counts more than the environment, the environment more than the file.",
    "",
    ...lines,
    "",
  ].join("\n");
}

/** Each setting with its value and source; secrets are not shown. */
export function configText({ config, origins }: ReadConfig): string {
  const lines = settingNames.map((name) => {
    const value = config[name];
    return `${name} = ${shown(name, value)}  (${origins[name]})`;
  });
  return `${lines.join("\n")}\n`;
}

function shown(name: (typeof settingNames)[number], value: unknown): string {
  if (value === null) return "unset";
  if (name === "mqttUrl") return withoutSecrets(String(value));
  return settings[name].secret ? "set" : JSON.stringify(value);
}
