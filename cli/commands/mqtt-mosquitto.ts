import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { loginName } from "@novacron/protocol/domain/access";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import {
  controlPlaneLogin,
  mosquittoAcl,
  mosquittoConf,
  withRevoked,
} from "@novacron/protocol/messages/mosquitto";
import type { Command } from "commander";
import { type Context, clientOf } from "../context.ts";

interface Options {
  readonly tool: readonly string[];
  readonly folder: string;
  readonly address: string;
  readonly loginPort: string;
  readonly certificatePort: string;
}

/** Files with which a mosquitto of one's own keeps the rules of the bus. */
export function addMosquitto(mqtt: Command, context: Context): void {
  mqtt
    .command("mosquitto <dir>")
    .description("write the set-up of a mosquitto of your own: rules, listeners, the fleet's CA")
    .option("--tool <name>", "a read-only login", (name, all: string[]) => [...all, name], [])
    .option(
      "--folder <path>",
      "where the files will stand on the broker",
      "/etc/mosquitto/novacron",
    )
    .option("--address <address>", "address to listen on", "0.0.0.0")
    .option("--login-port <port>", "for the control plane and tools", "8883")
    .option("--certificate-port <port>", "for agents with certificates", "8884")
    .action(async (dir: string, options: Options) => {
      const { ca, lists, hosts } = await facts(context);
      const files = filesOf(options, ca);
      await mkdir(dir, { recursive: true });
      const acl = withRevoked(files.acl, hosts);
      await writeChanged(dir, { ...files, acl, "crl.pem": lists });
      context.out(nextSteps(resolve(dir), options));
    });
  mqtt
    .command("mosquitto-refresh <dir>")
    .description("bring what is revoked, and the fleet's CA, to a mosquitto that was set up")
    .option("--pid-file <path>", "of the broker: it is told to read them (SIGHUP)")
    .action(async (dir: string, options: RefreshOptions) => {
      const { ca, lists, hosts } = await facts(context);
      const acl = withRevoked(await readKept(join(dir, "acl")), hosts);
      await writeChanged(dir, { "ca.pem": ca, "crl.pem": lists, acl });
      const { pidFile } = options;
      if (pidFile !== undefined) await tellBroker(pidFile);
      context.note(`${hosts.length} hosts are refused; tell the broker to reload where it was not`);
    });
}

interface RefreshOptions {
  readonly pidFile?: string;
}

async function facts(context: Context) {
  const client = clientOf(context);
  return { ...(await client.call("trust")), ...(await client.call("revocations")) };
}

async function readKept(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    const next = "Write the set-up first: novacron mqtt mosquitto DIR";
    throw new NovaError("BAD_REQUEST", `read ${path}`, { cause, next });
  }
}

/** Each file whole or not at all: a broker that reads half a list lets no host in. */
async function writeChanged(dir: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    const path = join(dir, name);
    await writeFile(`${path}.new`, text);
    await rename(`${path}.new`, path);
  }
}

/** Nothing but a mosquitto is sent the signal: a file may be older than the process that has its number now. */
async function tellBroker(pidFile: string): Promise<void> {
  const attempted = `tell the broker of ${pidFile} to reload`;
  const pid = Number((await readKept(pidFile)).trim());
  const name = await readFile(`/proc/${pid}/comm`, "utf8").catch(() => "");
  if (name.trim() !== "mosquitto") {
    throw new NovaError("CONFLICT", attempted, { next: "Start mosquitto, or name its pid_file" });
  }
  try {
    process.kill(pid, "SIGHUP");
  } catch (cause) {
    throw new NovaError("FORBIDDEN", attempted, { cause });
  }
}

function filesOf({ tool, folder, address, ...ports }: Options, ca: string) {
  for (const name of tool) {
    if (loginName.safeParse(name).success && name !== controlPlaneLogin) continue;
    throw new NovaError("BAD_REQUEST", `write rules for the tool ${name}: not a name for one`);
  }
  const [loginPort, certificatePort] = [portOf(ports.loginPort), portOf(ports.certificatePort)];
  return {
    "ca.pem": ca,
    acl: mosquittoAcl(tool),
    "mosquitto.conf": mosquittoConf({
      folder,
      logins: { address, port: loginPort },
      certificates: { address, port: certificatePort },
    }),
  };
}

function portOf(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new NovaError("BAD_REQUEST", `listen on port ${text}: not a port`);
}

function nextSteps(dir: string, { tool, folder, loginPort }: Options): string {
  const logins = [controlPlaneLogin, ...tool];
  return [
    `wrote mosquitto.conf, acl, ca.pem and crl.pem to ${dir}; then, on the broker:`,
    `  1. copy them to ${folder}, with the broker's certificate and key as server.pem, server-key.pem`,
    ...logins.map((name, index) => {
      const create = index === 0 ? "-c " : "";
      return `  ${index === 0 ? "2." : "  "} mosquitto_passwd ${create}${folder}/passwords ${name}`;
    }),
    `  3. mosquitto -c ${folder}/mosquitto.conf`,
    `  4. each minute: novacron mqtt mosquitto-refresh ${folder} --pid-file /run/mosquitto.pid`,
    `and start the control plane with NOVACRON_MQTT_URL=mqtts://${controlPlaneLogin}:PASSWORD@BROKER:${loginPort}`,
  ].join("\n");
}
