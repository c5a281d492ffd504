import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import type { Lab } from "./lab.ts";
import type { LabAgent } from "./lab-agent.ts";
import { waitUntil } from "./processes.ts";

const controlPlaneMain = join(
  dirname(fileURLToPath(import.meta.url)),
  "../../control-plane/main.ts",
);
const readyLimitMs = 60_000;

/** NovaCron over a lab: a control plane on the lab's bridge and the agent of each host. */
export class LabFleet {
  readonly url: string;
  readonly password: string;
  readonly agents: readonly LabAgent[];
  readonly #controlPlane: ChildProcess;

  private constructor(parts: {
    readonly url: string;
    readonly password: string;
    readonly agents: readonly LabAgent[];
    readonly controlPlane: ChildProcess;
  }) {
    this.url = parts.url;
    this.password = parts.password;
    this.agents = parts.agents;
    this.#controlPlane = parts.controlPlane;
  }

  /** Its data folder is the lab's, so that `down` takes it away with the lab. */
  static async start(lab: Lab, password = "lab-password"): Promise<LabFleet> {
    const data = join(lab.dir, "control-plane");
    mkdirSync(data, { recursive: true });
    const env = {
      ...process.env,
      NOVACRON_LISTEN: `${lab.gateway}:8470`,
      // The lab's network is on this machine; what is tried there is not TLS.
      NOVACRON_TLS: "off",
      NOVACRON_MQTT_LISTEN: `${lab.gateway}:8471`,
      NOVACRON_ADMIN_PASSWORD: password,
      NOVACRON_SIMULATED_HOSTS: `${lab.hosts.length}`,
    };
    const log = openSync(join(lab.dir, "control-plane.log"), "a");
    const args = [controlPlaneMain, "--data", data];
    const stdio: ["ignore", number, number] = ["ignore", log, log];
    const controlPlane = spawn(process.execPath, args, { env, stdio, detached: true });
    closeSync(log);
    const logins = await readLogins(join(data, "simulated-agents.json"), controlPlane);
    const url = `http://${lab.gateway}:8470`;
    const agents = lab.hosts.map((host, index) =>
      host.startAgent({
        NOVACRON_MQTT_URL: logins.url,
        NOVACRON_MQTT_USERNAME: logins.logins[index]?.username ?? "",
        NOVACRON_MQTT_PASSWORD: logins.logins[index]?.password ?? "",
        NOVACRON_SIGNING_KEYS: logins.signingKeys.join(","),
        NOVACRON_TUNNEL_URL: url,
      }),
    );
    return new LabFleet({ url, password, agents, controlPlane });
  }

  get controlPlanePid(): number {
    return this.#controlPlane.pid ?? 0;
  }

  async stop(): Promise<void> {
    for (const agent of this.agents) await agent.stop();
    this.#controlPlane.kill("SIGTERM");
    await waitUntil("the control plane ends", () => hasEnded(this.#controlPlane), readyLimitMs);
  }

  /** Lets the starting process end while the fleet goes on. */
  detach(): void {
    this.#controlPlane.unref();
    for (const agent of this.agents) agent.detach();
  }
}

interface Logins {
  readonly url: string;
  readonly signingKeys: readonly string[];
  readonly logins: readonly { readonly username: string; readonly password: string }[];
}

/** A login that is bound to no host yet serves whichever host speaks first with it. */
async function readLogins(path: string, controlPlane: ChildProcess): Promise<Logins> {
  const isThere = (): boolean => {
    if (hasEnded(controlPlane)) throw new Error("the control plane ended: see control-plane.log");
    return existsSync(path);
  };
  await waitUntil("the control plane has made the agents' logins", isThere, readyLimitMs);
  return JSON.parse(readFileSync(path, "utf8")) as Logins;
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}
