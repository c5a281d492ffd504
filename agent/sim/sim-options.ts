import { type SigningKey, signingKeys } from "@novacron/protocol/domain/signing";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import { z } from "zod";
import { signingKeysText } from "../config/settings.ts";

export interface SimLogin {
  readonly url: string;
  readonly username: string;
  readonly password: string;
  /** By which the host knows the control plane. */
  readonly signingKeys: readonly SigningKey[];
  /** Authority of broker and control plane in PEM, where it is not one of the system's. */
  readonly ca?: string | undefined;
}

export interface SimOptions {
  readonly hosts: number;
  readonly machines: number;
  readonly intervalMs: number;
  readonly seed: number;
  readonly logLevel: string;
  /** Address of the control plane for consoles, or null. */
  readonly tunnelUrl: string | null;
  /** Login of each host by its number. */
  readonly login: (index: number) => SimLogin;
}

export const simUsage = `Simulated hosts, each with the whole agent and its own connection to the bus.

  --hosts N        hosts (1)
  --machines M     machines on each (20)
  --interval S     seconds between samples (5)
  --seed N         another seed is another fleet (1)

The logins come from NOVACRON_AGENT_CREDENTIALS, a JSON file with {url, signingKeys,
logins: [{username, password}]} or a list of {url, signingKeys, username, password}, one for each host; or from
NOVACRON_SIGNING_KEYS and NOVACRON_MQTT_URL, _USERNAME and _PASSWORD, where {n} stands for the host's number
from 1.
`;

const login = z.object({
  url: z.string().min(1),
  username: z.string().min(1),
  password: z.string().min(1),
  signingKeys,
  ca: z.string().optional(),
});
/** As the control plane writes them: one address, a login for each host. */
const loginsOfOneBus = z
  .object({
    url: z.string().min(1),
    signingKeys,
    ca: z.string().optional(),
    logins: z.array(login.omit({ url: true, signingKeys: true, ca: true })).min(1),
  })
  .transform(({ logins, ...shared }) => logins.map((one) => ({ ...shared, ...one })));
const credentials = z.union([
  z.array(login).min(1),
  loginsOfOneBus,
  login.transform((one) => [one]),
]);
const whole = (least: number, most: number) => z.coerce.number().int().min(least).max(most);
const numbers = {
  "--hosts": whole(1, 2_000).default(1),
  "--machines": whole(0, 1_000).default(20),
  "--interval": whole(1, 60).default(5),
  "--seed": whole(0, 2 ** 31).default(1),
} as const;

/** Reads arguments and environment. Throws CONFIG_INVALID naming the setting. */
export function readSimOptions(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  readFile: (path: string) => string,
): SimOptions {
  const given = parseArgs(args);
  const number = (flag: keyof typeof numbers): number => {
    const parsed = numbers[flag].safeParse(given.get(flag));
    if (parsed.success) return parsed.data;
    throw invalid(flag, parsed.error.issues[0]?.message ?? "is not valid");
  };
  const hosts = number("--hosts");
  return {
    hosts,
    machines: number("--machines"),
    intervalMs: number("--interval") * 1_000,
    seed: number("--seed"),
    logLevel: env.NOVACRON_LOG_LEVEL || "info",
    tunnelUrl: env.NOVACRON_TUNNEL_URL?.replace(/^http/i, "ws") || null,
    login: logins(hosts, env, readFile),
  };
}

function parseArgs(args: readonly string[]): ReadonlyMap<string, string> {
  const given = new Map<string, string>();
  for (let index = 0; index < args.length; index += 2) {
    const flag = args[index] ?? "";
    const value = args[index + 1];
    if (!Object.hasOwn(numbers, flag)) throw invalid(flag, "there is no such flag");
    if (value === undefined) throw invalid(flag, "needs a value");
    given.set(flag, value);
  }
  return given;
}

function logins(
  hosts: number,
  env: Readonly<Record<string, string | undefined>>,
  readFile: (path: string) => string,
): (index: number) => SimLogin {
  const path = env.NOVACRON_AGENT_CREDENTIALS;
  if (path !== undefined && path !== "") return fromFile(path, hosts, readFile);
  const { NOVACRON_MQTT_URL: url, NOVACRON_MQTT_USERNAME: name } = env;
  const password = env.NOVACRON_MQTT_PASSWORD;
  const keys = signingKeysText.safeParse(env.NOVACRON_SIGNING_KEYS);
  if (!url || !name || !password || !keys.success) {
    throw invalid("NOVACRON_AGENT_CREDENTIALS", "must name a file with the hosts' logins");
  }
  return (index) => ({
    url,
    signingKeys: keys.data,
    username: name.replaceAll("{n}", `${index + 1}`),
    password: password.replaceAll("{n}", `${index + 1}`),
  });
}

function fromFile(
  path: string,
  hosts: number,
  readFile: (path: string) => string,
): (index: number) => SimLogin {
  let content: unknown;
  try {
    content = JSON.parse(readFile(path));
  } catch {
    throw invalid(`NOVACRON_AGENT_CREDENTIALS (${path})`, "cannot be read as JSON");
  }
  const parsed = credentials.safeParse(content);
  if (!parsed.success) {
    throw invalid(
      `NOVACRON_AGENT_CREDENTIALS (${path})`,
      "must be {url, logins} or a list of logins",
    );
  }
  const list = parsed.data;
  if (list.length < hosts) {
    throw invalid("--hosts", `${hosts} hosts need as many logins, ${path} has ${list.length}`);
  }
  return (index) => list[index] as SimLogin;
}

function invalid(setting: string, why: string): NovaError {
  return new NovaError("CONFIG_INVALID", `setting ${setting}: ${why}`, { details: { setting } });
}
