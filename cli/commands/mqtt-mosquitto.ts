import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { loginName } from "@novacron/protocol/domain/access";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import {
  controlPlaneLogin,
  mosquittoAcl,
  mosquittoConf,
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
      const { ca } = await clientOf(context).call("trust");
      const files = filesOf(options, ca);
      await mkdir(dir, { recursive: true });
      for (const [name, text] of Object.entries(files)) await writeFile(join(dir, name), text);
      context.out(nextSteps(resolve(dir), options));
    });
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
    `wrote mosquitto.conf, acl and ca.pem to ${dir}; then, on the broker:`,
    `  1. copy them to ${folder}, with the broker's certificate and key as server.pem, server-key.pem`,
    ...logins.map((name, index) => {
      const create = index === 0 ? "-c " : "";
      return `  ${index === 0 ? "2." : "  "} mosquitto_passwd ${create}${folder}/passwords ${name}`;
    }),
    `  3. mosquitto -c ${folder}/mosquitto.conf`,
    `and start the control plane with NOVACRON_MQTT_URL=mqtts://${controlPlaneLogin}:PASSWORD@BROKER:${loginPort}`,
  ].join("\n");
}
