import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { simulatedHostId } from "@novacron/agent/sim/machine-specs";
import type { Client } from "@novacron/cli/client";
import { ControlPlaneProcess } from "@novacron/control-plane/testing/control-plane-process";
import type { AuditRow } from "@novacron/protocol/domain/audit";
import type { HostId } from "@novacron/protocol/domain/ids";
import { type Asked, firstAnswer } from "../framework/first-answer.ts";
import {
  type AgentLogin,
  type BusLogin,
  logInAs,
  readLogins,
  readSigningKeys,
} from "../framework/logins.ts";
import { plantedEnv } from "../framework/planted-change.ts";
import { SimulatedHosts } from "../framework/simulated-hosts.ts";
import { StackBroker, thiefName } from "../framework/stack-broker.ts";
import type { Defence } from "./defences/defence.ts";

export interface TargetOptions {
  /** Agent logins the control plane makes; the first of them belong to the running agents. */
  readonly logins?: number;
  /** Simulated hosts under the real agent, each with two machines. */
  readonly agents?: number;
  readonly machines?: number;
  /** A mosquitto of its own in place of the embedded broker, on which a thief may do everything. */
  readonly externalBroker?: boolean;
  /** Further settings of the control plane. */
  readonly env?: Readonly<Record<string, string>>;
}

export const targetPassword = "a password of the tests";

/** What is attacked: the real control plane, and agents, as processes of their own; whole or lacking one defence. */
export class AttackTarget {
  readonly defence: Defence | null;
  readonly plane: ControlPlaneProcess;
  readonly #options: TargetOptions;
  readonly #folder: string;
  readonly #broker: StackBroker | null;
  #api: Client | null = null;
  #agents: SimulatedHosts | null = null;

  private constructor(parts: {
    defence: Defence | null;
    plane: ControlPlaneProcess;
    options: TargetOptions;
    broker: StackBroker | null;
  }) {
    this.defence = parts.defence;
    this.plane = parts.plane;
    this.#options = parts.options;
    this.#broker = parts.broker;
    this.#folder = mkdtempSync(join(tmpdir(), "novacron-attack-"));
  }

  /** Up and ready; with agents, each of them online. */
  static async up(options: TargetOptions, defence: Defence | null): Promise<AttackTarget> {
    const logins = Math.max(options.logins ?? 0, options.agents ?? 0);
    const broker =
      options.externalBroker === true
        ? await StackBroker.start("127.0.0.1", hostsOf(options))
        : null;
    const plane = await ControlPlaneProcess.make({
      NOVACRON_ADMIN_PASSWORD: targetPassword,
      NOVACRON_SIMULATED_HOSTS: `${logins}`,
      ...(broker === null ? {} : { NOVACRON_MQTT_URL: broker.urlFor("novacron") }),
      ...(defence === null ? {} : plantedEnv(defence)),
      ...options.env,
    });
    const target = new AttackTarget({ defence, plane, options, broker });
    try {
      await target.#start();
      return target;
    } catch (error) {
      const { stderr } = plane;
      const agents = target.#agents?.log() ?? "";
      await target.down();
      throw new Error(`the target did not come up: ${error}\n${stderr}\n${agents}`, {
        cause: error,
      });
    }
  }

  get url(): string {
    return this.plane.url;
  }

  get busUrl(): string {
    if (this.#broker !== null) return this.thief().url;
    return `mqtt://${this.plane.address}:${this.plane.mqttPort}`;
  }

  /** The API as its administrator. */
  get admin(): Client {
    if (this.#api === null) throw new Error("the target is not started");
    return this.#api;
  }

  /** Bus logins of agents, in their order. */
  logins(): readonly AgentLogin[] {
    const broker = this.#broker;
    if (broker === null) return readLogins(this.plane.data);
    const signingKeys = readSigningKeys(this.plane.data);
    return hostsOf(this.#options).map((host) => ({ ...broker.loginOf(host), signingKeys }));
  }

  /** A login with which one may do everything on the external broker. */
  thief(): BusLogin {
    if (this.#broker === null) throw new Error("the target has no external broker");
    return this.#broker.loginOf(thiefName);
  }

  /** While it runs, no agent hears or says anything. */
  async withoutAgents<T>(run: () => Promise<T>): Promise<T> {
    this.#agents?.pause();
    try {
      return await run();
    } finally {
      this.#agents?.resume();
    }
  }

  /** Agents that begin a new session, with the same machines. */
  async restartAgents(): Promise<void> {
    await this.#agents?.end("SIGKILL");
    this.#agents?.start();
  }

  /** Rows of the audit log about refusals with this code, newest first. */
  async refusals(code: string): Promise<readonly AuditRow[]> {
    const query = new URLSearchParams({ outcome: "refused", code, limit: "1000" });
    const { connection } = this.admin;
    const answer = await fetch(`${this.url}/api/v1/audit?${query}`, {
      headers: { authorization: `Bearer ${connection.token}` },
    });
    if (!answer.ok) throw new Error(`the audit log answers ${answer.status}`);
    return ((await answer.json()) as { items: AuditRow[] }).items;
  }

  login(index: number): AgentLogin {
    const found = this.logins()[index];
    if (found === undefined) throw new Error(`there is no agent login ${index}`);
    return found;
  }

  /** As `firstAnswer`, with the control plane's last words. */
  until<T>(what: string, ask: Asked<T>["ask"], limitMs = 30_000): Promise<T> {
    const logs = () => this.plane.stderr.slice(-3_000);
    return firstAnswer({ what, ask, limitMs, everyMs: 50, logs });
  }

  async down(): Promise<void> {
    await this.#agents?.end("SIGKILL");
    await this.plane.remove();
    await this.#broker?.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #start(): Promise<void> {
    await this.plane.start();
    this.#api = await logInAs(this.url, "admin", targetPassword);
    const { agents = 0, machines = 2 } = this.#options;
    if (agents === 0) return;
    this.#agents = new SimulatedHosts({
      hosts: agents,
      machines,
      intervalMs: 1_000,
      logins: this.logins().slice(0, agents),
      folder: this.#folder,
      tunnelUrl: this.url,
      env: this.defence === null ? {} : plantedEnv(this.defence),
    });
    this.#agents.start();
    await this.until(`${agents} hosts are online`, async () => {
      const { items } = await this.admin.call("listHosts");
      return items.filter((host) => host.state === "online").length >= agents;
    });
  }
}

/** As simulated hosts name themselves. */
function hostsOf({ agents = 0 }: TargetOptions): readonly HostId[] {
  return Array.from({ length: agents }, (_, index) => simulatedHostId(1, index));
}
