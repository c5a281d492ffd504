import {
  type SigningKey,
  signingKeys as signingKeysSchema,
} from "@novacron/protocol/domain/signing";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import { z } from "zod";
import type { Identity } from "../ports/identity-store.ts";
import { type SettingName, type Settings, settingNames, settings } from "./settings.ts";

export interface ConfigSources {
  /** Arguments after the program's name. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Reads a text file whole. */
  readonly readFile: (path: string) => Promise<string>;
  /** Of a host that joined: where its control plane is; asked only where no login is given. */
  readonly readIdentity?: (dataFolder: string) => Promise<Identity | null>;
}

export interface AgentConfig extends Settings {
  readonly mqttUrl: string;
  readonly mqttUsername: string;
  readonly mqttPassword: string;
  readonly signingKeys: SigningKey[];
  /** Host id given with the credentials, where they are bound to one. */
  readonly host: string | null;
  /** Of a host that joined: it speaks by its certificate, and the login above is empty. */
  readonly identity: Identity | null;
  /** Authority of broker and control plane in PEM, where it came with a login. */
  readonly ca: string | null;
}

interface Given {
  readonly value: unknown;
  readonly source: string;
}

const credentialsSchema = z.object({
  url: settings.mqttUrl.schema,
  username: z.string().min(1).max(4_096),
  password: z.string().min(1).max(4_096),
  signingKeys: signingKeysSchema.optional(),
  host: z.uuid().nullish(),
  ca: z.string().max(16_384).optional(),
});

/**
 * The configuration from flags, environment and file, in this order of precedence. Rejects CONFIG_INVALID
 * naming the setting and where its value came from.
 */
export async function loadConfig(sources: ConfigSources): Promise<AgentConfig> {
  const flags = parseFlags(sources.args);
  const path = flags.get("--config") ?? sources.env.NOVACRON_AGENT_CONFIG;
  const file =
    path === undefined ? new Map<string, unknown>() : await readConfigFile(path, sources);
  const values: Partial<Record<SettingName, unknown>> = {};
  for (const name of settingNames) {
    values[name] = parseOne(name, giveOne(name, { flags, file, env: sources.env, path }));
  }
  // Each value has just passed its own schema of the table that `Settings` is made of.
  return withCredentials(values as Settings, sources);
}

export function usage(): string {
  const lines = settingNames.map((name) => {
    const { flag, env, help } = settings[name];
    return `  ${flag.padEnd(24)} ${env.padEnd(30)} ${help}`;
  });
  const config = "--config".padEnd(24);
  return [
    "novacron-agent: runs on each KVM host",
    "",
    "novacron-agent [run] [SETTING ...] | version",
    "",
    ...lines,
    `  ${config} ${"NOVACRON_AGENT_CONFIG".padEnd(30)} JSON file with the settings as keys`,
  ].join("\n");
}

function parseFlags(args: readonly string[]): ReadonlyMap<string, string> {
  const known = new Set<string>(["--config", ...settingNames.map((name) => settings[name].flag)]);
  const flags = new Map<string, string>();
  for (let index = 0; index < args.length; index += 1) {
    const [flag = "", joined] = splitFlag(args[index] ?? "");
    if (!known.has(flag)) {
      throw invalid(flag, "flag", "there is no such flag; --help lists them");
    }
    const value = joined ?? args[index + 1];
    if (joined === null) index += 1;
    if (value === undefined) throw invalid(flag, "flag", "needs a value");
    flags.set(flag, value);
  }
  return flags;
}

function splitFlag(argument: string): readonly [string, string | null] {
  const at = argument.indexOf("=");
  return at === -1 ? [argument, null] : [argument.slice(0, at), argument.slice(at + 1)];
}

async function readConfigFile(
  path: string,
  sources: ConfigSources,
): Promise<ReadonlyMap<string, unknown>> {
  const content = await readJson(path, "configuration file", sources);
  const parsed = z.record(z.string(), z.unknown()).safeParse(content);
  if (!parsed.success) throw invalid("configuration file", path, "must hold a JSON object");
  for (const key of Object.keys(parsed.data)) {
    if (!Object.hasOwn(settings, key)) throw invalid(key, path, "there is no such setting");
  }
  return new Map(Object.entries(parsed.data));
}

interface Places {
  readonly flags: ReadonlyMap<string, string>;
  readonly file: ReadonlyMap<string, unknown>;
  readonly env: ConfigSources["env"];
  readonly path: string | undefined;
}

function giveOne(name: SettingName, { flags, file, env, path }: Places): Given {
  const { flag, env: variable } = settings[name];
  const byFlag = flags.get(flag);
  if (byFlag !== undefined) return { value: byFlag, source: `flag ${flag}` };
  const byEnv = env[variable];
  // An empty variable is how service files unset one.
  if (byEnv !== undefined && byEnv !== "") return { value: byEnv, source: `variable ${variable}` };
  if (file.has(name)) return { value: file.get(name), source: `file ${path}` };
  return { value: undefined, source: "default" };
}

function parseOne(name: SettingName, { value, source }: Given): unknown {
  const parsed = settings[name].schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw invalid(name, source, parsed.error.issues[0]?.message ?? "is not valid");
}

async function withCredentials(values: Settings, sources: ConfigSources): Promise<AgentConfig> {
  const path = values.credentials;
  const isGiven = path !== undefined || values.mqttUrl !== undefined;
  const identity = isGiven ? null : ((await sources.readIdentity?.(values.data)) ?? null);
  if (identity !== null) return withIdentity(values, identity);
  const inFile = path === undefined ? null : await readCredentials(path, sources);
  const mqttUrl = values.mqttUrl ?? inFile?.url;
  const mqttUsername = values.mqttUsername ?? inFile?.username;
  const mqttPassword = values.mqttPassword ?? inFile?.password;
  const alternative = "or name a file with it in NOVACRON_AGENT_CREDENTIALS";
  if (mqttUrl === undefined) throw invalid("mqttUrl", "nowhere", `must be set, ${alternative}`);
  if (mqttUsername === undefined) {
    throw invalid("mqttUsername", "nowhere", `must be set, ${alternative}`);
  }
  if (mqttPassword === undefined) {
    throw invalid("mqttPassword", "nowhere", `must be set, ${alternative}`);
  }
  const signingKeys = values.signingKeys ?? inFile?.signingKeys;
  if (signingKeys === undefined) {
    throw invalid("signingKeys", "nowhere", `must be set, ${alternative}`);
  }
  const login = { mqttUrl, mqttUsername, mqttPassword, signingKeys };
  return {
    ...values,
    ...login,
    host: inFile?.host ?? null,
    ca: inFile?.ca ?? null,
    identity: null,
  };
}

function withIdentity(values: Settings, identity: Identity): AgentConfig {
  const { bus: mqttUrl, tunnel, host } = identity;
  const tunnelUrl = values.tunnelUrl ?? tunnel;
  const keys = signingKeysSchema.safeParse(identity.signingKeys);
  if (!keys.success) throw invalid("signingKeys", "this host's identity", "must hold a key");
  const login = { mqttUrl, mqttUsername: host, mqttPassword: "", signingKeys: keys.data };
  return { ...values, ...login, tunnelUrl, host, ca: null, identity };
}

async function readCredentials(path: string, sources: ConfigSources) {
  const parsed = credentialsSchema.safeParse(await readJson(path, "credentials", sources));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const field = issue?.path.join(".") ?? "";
  throw invalid("credentials", `file ${path}`, `${field}: ${issue?.message ?? "is not valid"}`);
}

async function readJson(path: string, what: string, sources: ConfigSources): Promise<unknown> {
  let content: string;
  try {
    content = await sources.readFile(path);
  } catch (error) {
    throw invalid(what, `file ${path}`, "cannot be read", error);
  }
  try {
    return JSON.parse(content);
  } catch {
    // The parser's message would quote the file, which may hold a password.
    throw invalid(what, `file ${path}`, "is not valid JSON");
  }
}

function invalid(setting: string, source: string, why: string, cause?: unknown): NovaError {
  return new NovaError("CONFIG_INVALID", `setting ${setting} from ${source}: ${why}`, {
    details: { setting, source },
    cause,
  });
}
