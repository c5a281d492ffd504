import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { agentNodeEnv, agentNodeFlags } from "@novacron/agent/process/node-flags";
import type { StartOptions } from "./options.ts";
import type { ChildPlan } from "./supervised-child.ts";

const workspace = join(dirname(fileURLToPath(import.meta.url)), "../..");

/** Where each part keeps its things below the data folder. */
export interface DataLayout {
  readonly root: string;
  readonly controlPlane: string;
  readonly agent: string;
  /** The agent as one file, made anew by each start. */
  readonly agentProgram: string;
  readonly logs: string;
  /** Bus login of the local agent, written by the control plane at each of its starts. */
  readonly agentCredentials: string;
  /** Of the local agent, once it has joined by certificate. */
  readonly agentIdentity: string;
  /** Certificate of the fleet's authority. */
  readonly ca: string;
  /** Bus logins of the simulated hosts, likewise. */
  readonly simulatedCredentials: string;
}

export function dataLayout(root: string): DataLayout {
  const controlPlane = join(root, "control-plane");
  return {
    root,
    controlPlane,
    agent: join(root, "agent"),
    agentProgram: join(root, "programs", "agent.mjs"),
    logs: join(root, "log"),
    agentCredentials: join(controlPlane, "local-agent.json"),
    agentIdentity: join(root, "agent", "identity", "control-plane.json"),
    ca: join(controlPlane, "pki", "ca.pem"),
    simulatedCredentials: join(controlPlane, "simulated-agents.json"),
  };
}

export function controlPlanePlan(
  options: StartOptions,
  layout: DataLayout,
  password: string | undefined,
): ChildPlan {
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    NOVACRON_LISTEN: options.listen,
    NOVACRON_DATA: layout.controlPlane,
    NOVACRON_MQTT_LISTEN: process.env.NOVACRON_MQTT_LISTEN || besideOf(options),
    NOVACRON_SIMULATED_HOSTS: `${options.simulatedHosts}`,
  };
  if (password !== undefined) env.NOVACRON_ADMIN_PASSWORD = password;
  return plan("control-plane", ["control-plane/main.ts"], { env, flags: [] }, layout);
}

export function agentPlan(
  options: StartOptions,
  layout: DataLayout,
  host: { readonly libvirtSocket: string; readonly demoGuestDir: string | undefined },
): ChildPlan {
  const env: NodeJS.ProcessEnv = {
    ...agentEnv(options),
    ...agentNodeEnv(layout.agent),
    NOVACRON_DATA: layout.agent,
    ...(existsSync(layout.agentIdentity) ? {} : credentials(layout.agentCredentials)),
    NOVACRON_LIBVIRT_SOCKET: process.env.NOVACRON_LIBVIRT_SOCKET || host.libvirtSocket,
  };
  if (host.demoGuestDir !== undefined) env.NOVACRON_DEMO_GUEST_DIR = host.demoGuestDir;
  return plan("agent", [layout.agentProgram], { env, flags: agentNodeFlags }, layout);
}

export function simulationPlan(options: StartOptions, layout: DataLayout): ChildPlan {
  const env: NodeJS.ProcessEnv = {
    ...agentEnv(options),
    ...credentials(layout.simulatedCredentials),
  };
  const args = ["agent/sim/main.ts", "--hosts", `${options.simulatedHosts}`];
  return plan("simulated-hosts", args, { env, flags: [] }, layout);
}

/** The file with the login, which the control plane makes for its own broker only. */
function credentials(path: string): NodeJS.ProcessEnv {
  return process.env.NOVACRON_MQTT_URL ? {} : { NOVACRON_AGENT_CREDENTIALS: path };
}

/** What an agent must not see, and where it finds the control plane. */
function agentEnv(options: StartOptions): NodeJS.ProcessEnv {
  const { NOVACRON_ADMIN_PASSWORD: _, NOVACRON_MQTT_URL: bus, ...env } = process.env;
  const tunnel = { NOVACRON_TUNNEL_URL: options.url };
  return bus ? { ...tunnel, ...env, ...externalLogin(bus) } : { ...env, ...tunnel };
}

/** With an external broker the agent of this machine uses the control plane's own login. */
function externalLogin(bus: string): NodeJS.ProcessEnv {
  const url = new URL(bus);
  const { username, password } = url;
  url.username = "";
  url.password = "";
  return {
    NOVACRON_MQTT_URL: url.href,
    NOVACRON_MQTT_USERNAME: process.env.NOVACRON_MQTT_USERNAME || decodeURIComponent(username),
    NOVACRON_MQTT_PASSWORD: process.env.NOVACRON_MQTT_PASSWORD || decodeURIComponent(password),
  };
}

function plan(
  name: string,
  script: readonly string[],
  { env, flags }: { readonly env: NodeJS.ProcessEnv; readonly flags: readonly string[] },
  layout: DataLayout,
): ChildPlan {
  const [file = "", ...args] = script;
  const command = [process.execPath, ...flags, resolve(workspace, file), ...args];
  return { name, command, env, logPath: join(layout.logs, `${name}.log`) };
}

/**
 * The broker's port is the console's plus one, so that two installations on a machine do not meet. With TLS it
 * is open to the hosts that the console is open to; else to this machine alone.
 */
function besideOf({ listen, url }: StartOptions): string {
  const at = listen.lastIndexOf(":");
  const port = Number(listen.slice(at + 1));
  const host = url.startsWith("https:") ? listen.slice(0, at) : "127.0.0.1";
  return `${host}:${port === 65_535 ? port - 1 : port + 1}`;
}
