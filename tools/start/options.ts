import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { SetupError } from "../bootstrap/setup-error.ts";

export interface StartOptions {
  readonly noInstall: boolean;
  /** Simulated hosts beside this real one. */
  readonly simulatedHosts: number;
  readonly listen: string;
  /** Where the console is reached from this machine. */
  readonly url: string;
  readonly dataDir: string;
}

export const startUsage = `npm start [-- OPTION ...]

Runs NovaCron on this machine: libvirt and QEMU where they are missing, the control plane with its
broker and stores, and the agent of this host.

  --no-install         refuse to install anything; say what is missing
  --hosts N            add N simulated hosts, labelled as such (0 to 1000)
  --listen HOST:PORT   address of the console and the API (NOVACRON_LISTEN; 127.0.0.1:8470)
  --data FOLDER        where everything is kept (NOVACRON_DATA; .novacron in the workspace)
  --help               this text

Ctrl-C stops NovaCron. Machines keep running, and the next start finds them again.
`;

const simulatedHostsMax = 1_000;

/** The options of a command line, or "help". Throws SetupError where one is unknown or wrong. */
export function parseStartOptions(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  defaultDataDir: string,
): StartOptions | "help" {
  const values = parse(args);
  if (values.help === true) return "help";
  const listen = values.listen ?? nonEmpty(env.NOVACRON_LISTEN) ?? "127.0.0.1:8470";
  return {
    noInstall: values["no-install"] === true,
    simulatedHosts: hostCount(values.hosts ?? "0"),
    listen,
    url: urlOf(listen, env),
    dataDir: resolve(values.data ?? nonEmpty(env.NOVACRON_DATA) ?? defaultDataDir),
  };
}

const tryHelp = "npm start -- --help lists the options";

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        "no-install": { type: "boolean" },
        hosts: { type: "string" },
        listen: { type: "string" },
        data: { type: "string" },
        help: { type: "boolean" },
      },
    }).values;
  } catch (error) {
    throw new SetupError(error instanceof Error ? error.message : String(error), tryHelp, error);
  }
}

function hostCount(text: string): number {
  const count = Number(text);
  if (/^\d+$/.test(text) && count <= simulatedHostsMax) return count;
  throw new SetupError(
    `--hosts must be a whole number from 0 to ${simulatedHostsMax}, not "${text}"`,
    tryHelp,
  );
}

/** An address that listens everywhere is reached on loopback. */
function urlOf(listen: string, env: Readonly<Record<string, string | undefined>>): string {
  const match = /^(\[[0-9a-fA-F:.]+\]|[^:[\]]+):(\d{1,5})$/.exec(listen);
  const port = Number(match?.[2]);
  if (match?.[1] === undefined || port < 1 || port > 65_535) {
    throw new SetupError(
      `the address to listen on must be HOST:PORT with a port from 1 to 65535, not "${listen}"`,
      "for example --listen 127.0.0.1:8470, or --listen 0.0.0.0:8470 for every interface",
    );
  }
  const everywhere: Record<string, string> = { "0.0.0.0": "127.0.0.1", "[::]": "[::1]" };
  const scheme = showsCertificate(match[1], env) ? "https" : "http";
  return `${scheme}://${everywhere[match[1]] ?? match[1]}:${port}`;
}

/** As the control plane decides it: see NOVACRON_TLS. */
function showsCertificate(
  host: string,
  { NOVACRON_TLS, NOVACRON_TLS_CERT }: Readonly<Record<string, string | undefined>>,
): boolean {
  if (nonEmpty(NOVACRON_TLS_CERT) !== undefined || NOVACRON_TLS === "fleet") return true;
  const isLoopback = host === "localhost" || host === "[::1]" || host.startsWith("127.");
  return NOVACRON_TLS !== "off" && !isLoopback;
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === "" ? undefined : text;
}
