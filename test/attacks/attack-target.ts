import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Client } from "@novacron/cli/client";
import { ControlPlaneProcess } from "@novacron/control-plane/testing/control-plane-process";
import { type AgentLogin, logInAs, readLogins } from "../framework/logins.ts";
import { plantedEnv } from "../framework/planted-change.ts";
import { SimulatedHosts } from "../framework/simulated-hosts.ts";
import type { Defence } from "./defences/defence.ts";

export interface TargetOptions {
  /** Agent logins the control plane makes; the first of them belong to the running agents. */
  readonly logins?: number;
  /** Simulated hosts under the real agent, each with two machines. */
  readonly agents?: number;
  readonly machines?: number;
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
  #api: Client | null = null;
  #agents: SimulatedHosts | null = null;

  private constructor(parts: {
    defence: Defence | null;
    plane: ControlPlaneProcess;
    options: TargetOptions;
  }) {
    this.defence = parts.defence;
    this.plane = parts.plane;
    this.#options = parts.options;
    this.#folder = mkdtempSync(join(tmpdir(), "novacron-attack-"));
  }

  /** Up and ready; with agents, each of them online. */
  static async up(options: TargetOptions, defence: Defence | null): Promise<AttackTarget> {
    const logins = Math.max(options.logins ?? 0, options.agents ?? 0);
    const plane = await ControlPlaneProcess.make({
      NOVACRON_ADMIN_PASSWORD: targetPassword,
      NOVACRON_SIMULATED_HOSTS: `${logins}`,
      ...(defence === null ? {} : plantedEnv(defence)),
      ...options.env,
    });
    const target = new AttackTarget({ defence, plane, options });
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
    return `mqtt://${this.plane.address}:${this.plane.mqttPort}`;
  }

  /** The API as its administrator. */
  get admin(): Client {
    if (this.#api === null) throw new Error("the target is not started");
    return this.#api;
  }

  /** Bus logins of agents, in their order. */
  logins(): readonly AgentLogin[] {
    return readLogins(this.plane.data);
  }

  login(index: number): AgentLogin {
    const found = this.logins()[index];
    if (found === undefined) throw new Error(`there is no agent login ${index}`);
    return found;
  }

  /** Waits for the first answer that is neither false nor null nor undefined; throws with what was awaited. */
  async until<T>(
    what: string,
    ask: () => Promise<T | false | null | undefined> | T | false | null | undefined,
    limitMs = 30_000,
  ): Promise<T> {
    const deadline = performance.now() + limitMs;
    let last: unknown = null;
    for (;;) {
      try {
        const answer = await ask();
        if (answer !== false && answer !== null && answer !== undefined) return answer;
      } catch (error) {
        last = error;
      }
      if (performance.now() > deadline) {
        const log = this.plane.stderr.slice(-3_000);
        throw new Error(`not within ${limitMs} ms: ${what} (${last})\n${log}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async down(): Promise<void> {
    await this.#agents?.end("SIGKILL");
    await this.plane.remove();
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
