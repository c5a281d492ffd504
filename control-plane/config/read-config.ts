import { parseArgs } from "node:util";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import { type Config, flagOf, type SettingName, settingNames, settings } from "./settings.ts";

export interface ConfigSources {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Reads the configuration file; rejects where it cannot be read. */
  readonly readFile: (path: string) => string;
}

export interface ReadConfig {
  readonly config: Config;
  /** What the caller asked for instead of a start. */
  readonly command: "start" | "help" | "print-openapi" | "print-config";
  /** Where each value came from, for `--print-config`. */
  readonly origins: Readonly<Record<SettingName, string>>;
}

interface Found {
  readonly value: unknown;
  readonly origin: string;
}

/**
 * A flag counts more than the environment, the environment more than the file, the file more than the
 * default. An empty variable counts as unset. Rejects CONFIG_INVALID, which names setting, source and fault.
 */
export function readConfig(sources: ConfigSources): ReadConfig {
  const flags = readFlags(sources.args);
  const file = readFile(flags.config ?? given(sources.env.NOVACRON_CONFIG), sources);
  const config: Partial<Record<SettingName, unknown>> = {};
  const origins: Partial<Record<SettingName, string>> = {};
  for (const name of settingNames) {
    const found = find(name, { flags, env: sources.env, file });
    config[name] = found === null ? null : checked(name, found);
    origins[name] = found?.origin ?? "unset";
  }
  const done = config as Config;
  checkTogether(done);
  return {
    config: done,
    origins: origins as Record<SettingName, string>,
    command: commandOf(flags),
  };
}

type Flags = Readonly<Record<string, string | undefined>>;
type File = { readonly path: string; readonly values: Readonly<Record<string, unknown>> } | null;

const commands = ["help", "print-openapi", "print-config"] as const;

function commandOf(flags: Flags): ReadConfig["command"] {
  return commands.find((name) => flags[name] !== undefined) ?? "start";
}

function readFlags(args: readonly string[]): Flags {
  const options: Record<string, { type: "string" | "boolean" }> = { config: { type: "string" } };
  for (const name of commands) options[name] = { type: "boolean" };
  for (const name of settingNames) options[flagOf(name)] = { type: "string" };
  try {
    const { values } = parseArgs({ args: [...args], options, strict: true });
    return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, String(value)]));
  } catch (cause) {
    throw new NovaError("CONFIG_INVALID", "read the flags", { cause, next: "See --help" });
  }
}

function readFile(path: string | undefined, sources: ConfigSources): File {
  if (path === undefined) return null;
  const attempted = `read the configuration file ${path}`;
  let values: unknown;
  try {
    values = JSON.parse(sources.readFile(path));
  } catch (cause) {
    throw new NovaError("CONFIG_INVALID", attempted, { cause });
  }
  if (typeof values !== "object" || values === null || Array.isArray(values)) {
    throw new NovaError("CONFIG_INVALID", attempted, { details: { file: "must be one object" } });
  }
  const unknown = Object.keys(values).filter((key) => !Object.hasOwn(settings, key));
  if (unknown.length > 0) {
    const details = Object.fromEntries(unknown.map((key) => [key, "there is no such setting"]));
    throw new NovaError("CONFIG_INVALID", attempted, { details });
  }
  return { path, values: values as Record<string, unknown> };
}

function find(
  name: SettingName,
  from: { readonly flags: Flags; readonly env: ConfigSources["env"]; readonly file: File },
): Found | null {
  const { env, byDefault } = settings[name];
  const flag = from.flags[flagOf(name)];
  if (flag !== undefined) return { value: flag, origin: `flag --${flagOf(name)}` };
  const variable = given(from.env[env]);
  if (variable !== undefined) return { value: variable, origin: `environment ${env}` };
  const inFile = from.file?.values[name];
  if (inFile !== undefined) return { value: inFile, origin: `file ${from.file?.path}, ${name}` };
  return byDefault === null ? null : { value: byDefault, origin: "default" };
}

function given(value: string | undefined): string | undefined {
  return value === "" ? undefined : value;
}

function checked(name: SettingName, found: Found): unknown {
  const { schema, secret } = settings[name];
  const result = schema.safeParse(found.value);
  if (result.success) return result.data;
  const fault = result.error.issues[0]?.message ?? "not valid";
  const shown = secret ? "" : ` (${JSON.stringify(found.value)?.slice(0, 100)})`;
  throw new NovaError("CONFIG_INVALID", `use ${name} from ${found.origin}`, {
    details: { setting: name, source: found.origin, fault: `${fault}${shown}` },
  });
}

function checkTogether(config: Config): void {
  togetherOnly(config, "tlsCert", "tlsKey");
  togetherOnly(config, "caCert", "caKey");
}

type FileSetting = "tlsCert" | "tlsKey" | "caCert" | "caKey";

function togetherOnly(config: Config, one: FileSetting, other: FileSetting): void {
  if ((config[one] === null) === (config[other] === null)) return;
  const missing = config[one] === null ? one : other;
  throw new NovaError("CONFIG_INVALID", "use TLS", {
    details: { setting: missing, source: "unset", fault: `${one} and ${other} go together` },
  });
}
