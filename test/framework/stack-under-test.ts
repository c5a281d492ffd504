import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Client } from "@novacron/cli/client";
import { atExit } from "@novacron/control-plane/testing/at-exit";
import { ControlPlaneProcess } from "@novacron/control-plane/testing/control-plane-process";
import type { HostView } from "@novacron/protocol/http/hosts";
import { labQemuPki } from "../lab/host-config.ts";
import { Lab } from "../lab/lab.ts";
import { type Asked, firstAnswer } from "./first-answer.ts";
import { type BusLogin, logInAs, readLogins, readSigningKeys } from "./logins.ts";
import { SimulatedHosts } from "./simulated-hosts.ts";
import { StackBroker } from "./stack-broker.ts";
import { StackHost } from "./stack-host.ts";

export interface StackOptions {
  /** Real libvirt hosts in namespaces, each with the real agent. */
  readonly labHosts?: number;
  /** Simulated hosts beside them, in one process. */
  readonly simulatedHosts?: number;
  /** Machines on each simulated host. */
  readonly machines?: number;
  /** Time between samples, whole seconds. */
  readonly intervalMs?: number;
  /** A real mosquitto in place of the embedded broker; then there are no simulated hosts. */
  readonly externalBroker?: boolean;
  /** Further settings of the control plane. */
  readonly env?: Readonly<Record<string, string>>;
  /** Words after the agent's program in the lab, such as `supervise`. */
  readonly agentWords?: readonly string[];
  /** Further settings of the agents of the lab. */
  readonly agentEnv?: Readonly<Record<string, string>>;
  /** The lab's hosts join by tokens, with TLS everywhere and certificates for QEMU's moves. */
  readonly joined?: boolean;
  /** The last lab host, or so many of them, run Debian 13's libvirt and QEMU. */
  readonly debian13?: boolean | number;
  /** Data folder of the control plane; a temporary one of its own by default. */
  readonly data?: string;
}

interface Parts {
  readonly options: StackOptions;
  readonly lab: Lab | null;
  readonly plane: ControlPlaneProcess;
  readonly broker: StackBroker | null;
  readonly folder: string;
}

/** The first login of every stack under test. */
export const adminPassword = "a password of the tests";

/** Control plane, broker and agents as processes of their own, on free ports, with folders of their own. */
export class StackUnderTest {
  readonly lab: Lab | null;
  readonly plane: ControlPlaneProcess;
  readonly broker: StackBroker | null;
  readonly hosts: readonly StackHost[];
  /** For files of the test; goes away with the stack. */
  readonly folder: string;
  readonly #options: StackOptions;
  #api: Client | null = null;
  #simulated: SimulatedHosts | null = null;

  private constructor(parts: Parts) {
    this.#options = parts.options;
    this.lab = parts.lab;
    this.plane = parts.plane;
    this.broker = parts.broker;
    this.folder = parts.folder;
    this.hosts = (parts.lab?.hosts ?? []).map((host) => new StackHost(host));
  }

  /** All of it, up and connected: every host is online. What is half made is taken away when it fails. */
  static async up(options: StackOptions): Promise<StackUnderTest> {
    const stack = await StackUnderTest.make(options);
    try {
      await stack.start();
      return stack;
    } catch (error) {
      const logs = stack.logs();
      await stack.down();
      throw new Error(`the stack did not come up: ${error}\n${logs}`, { cause: error });
    }
  }

  /** Lab, folders and ports; no part of NovaCron runs yet. */
  static async make(options: StackOptions): Promise<StackUnderTest> {
    const { labHosts = 0, simulatedHosts = 0 } = options;
    const { debian13 = false } = options;
    const lab = labHosts > 0 ? await Lab.up({ hosts: labHosts, debian13 }) : null;
    const folder = mkdtempSync(join(tmpdir(), "novacron-stack-"));
    atExit(() => rmSync(folder, { recursive: true, force: true }));
    const address = lab?.gateway ?? "127.0.0.1";
    const broker =
      options.externalBroker === true
        ? await StackBroker.start(
            address,
            (lab?.hosts ?? []).map((host) => host.record.hostUuid),
          )
        : null;
    const env = {
      NOVACRON_ADMIN_PASSWORD: adminPassword,
      NOVACRON_SIMULATED_HOSTS: `${simulatedHosts + labHosts}`,
      ...(broker === null ? {} : { NOVACRON_MQTT_URL: broker.urlFor("novacron") }),
      ...(options.joined === true ? { NOVACRON_TLS: "fleet" } : {}),
      ...options.env,
    };
    const place = options.data === undefined ? { address } : { address, data: options.data };
    const plane = await ControlPlaneProcess.make(env, place);
    return new StackUnderTest({ options, lab, plane, broker, folder });
  }

  get api(): Client {
    if (this.#api === null) throw new Error("the stack is not started");
    return this.#api;
  }

  get simulated(): SimulatedHosts {
    if (this.#simulated === null) throw new Error("the stack has no simulated hosts");
    return this.#simulated;
  }

  get intervalMs(): number {
    return this.#options.intervalMs ?? 1_000;
  }

  async start(): Promise<void> {
    await this.plane.start();
    const { url } = this.plane;
    this.#api = await logInAs(url, "admin", adminPassword);
    const { simulatedHosts = 0, machines = 10 } = this.#options;
    for (const [index, host] of this.hosts.entries()) {
      const env = {
        ...(await this.#belonging(host, index)),
        NOVACRON_METRICS_INTERVAL_MS: `${this.intervalMs}`,
        ...this.#options.agentEnv,
      };
      host.configure(env, this.#options.agentWords);
      host.startAgent();
    }
    if (simulatedHosts > 0) {
      this.#simulated = new SimulatedHosts({
        hosts: simulatedHosts,
        machines,
        intervalMs: this.intervalMs,
        logins: readLogins(this.plane.data).slice(this.hosts.length),
        folder: this.folder,
        tunnelUrl: url,
      });
      this.#simulated.start();
    }
    await this.waitForHosts(this.hosts.length + simulatedHosts);
  }

  /** What an agent is told of its control plane; one that joined has it in its identity. */
  async #belonging(host: StackHost, index: number): Promise<Record<string, string>> {
    const { url } = this.plane;
    if (this.#options.joined !== true) return { ...this.loginOf(index), NOVACRON_TUNNEL_URL: url };
    const { token } = await this.api.call("createEnrolmentToken", { body: {} });
    await host.join(url, token);
    return { NOVACRON_QEMU_PKI: labQemuPki };
  }

  /** What the agent of a lab host is told about the bus. */
  loginOf(index: number): Record<string, string> {
    const login: BusLogin | undefined =
      this.broker === null
        ? readLogins(this.plane.data)[index]
        : this.broker.loginOf(this.hosts[index]?.lab.record.hostUuid ?? "");
    if (login === undefined) throw new Error(`there is no bus login for lab host ${index}`);
    return {
      NOVACRON_MQTT_URL: login.url,
      NOVACRON_MQTT_USERNAME: login.username,
      NOVACRON_MQTT_PASSWORD: login.password,
      NOVACRON_SIGNING_KEYS: readSigningKeys(this.plane.data).join(","),
    };
  }

  async waitForHosts(count: number, limitMs = 60_000): Promise<void> {
    await this.until(
      `${count} hosts are online and read`,
      async () => {
        const { items } = await this.api.call("listHosts");
        return items.filter(isReady).length >= count;
      },
      limitMs,
    );
  }

  /** As `firstAnswer`, with the logs of every part. */
  until<T>(what: string, ask: Asked<T>["ask"], limitMs = 30_000): Promise<T> {
    return firstAnswer({ what, ask, limitMs, logs: () => this.logs() });
  }

  /** The last words of every part, for a failure's message. */
  logs(ofEach = 3_000): string {
    const parts: [string, string][] = [["control plane", this.plane.stderr]];
    for (const host of this.hosts) parts.push([`agent of ${host.lab.name}`, host.agentLog()]);
    if (this.#simulated !== null) parts.push(["simulated hosts", this.#simulated.log()]);
    return parts.map(([name, text]) => `--- ${name}\n${text.slice(-ofEach)}`).join("\n");
  }

  /** Ends all that was started, by process id, whatever state it is in. */
  async down(): Promise<void> {
    await this.#simulated?.end("SIGKILL");
    for (const host of this.hosts) await host.end("SIGKILL");
    if (this.#options.data === undefined) await this.plane.remove();
    else await this.plane.end("SIGKILL");
    await this.broker?.stop();
    await this.lab?.down();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Its agent is heard, and has read what libvirt is and can do. */
function isReady({ state, inventory: { libvirt, libvirtVersion } }: HostView): boolean {
  return state === "online" && libvirt.state === "connected" && libvirtVersion !== null;
}
