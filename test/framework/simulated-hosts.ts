import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { codeCache } from "@novacron/control-plane/testing/code-cache";
import type { AgentLogin } from "./logins.ts";

export interface SimulatedHostsOptions {
  readonly hosts: number;
  readonly machines: number;
  readonly intervalMs: number;
  readonly logins: readonly AgentLogin[];
  readonly folder: string;
  readonly tunnelUrl: string;
  /** Further settings of the process. */
  readonly env?: Readonly<Record<string, string>>;
}

const script = join(import.meta.dirname, "../../agent/sim/main.ts");

/** Simulated hosts under the real agent core, in one process with one bus connection each. */
export class SimulatedHosts {
  readonly #options: SimulatedHostsOptions;
  #child: ChildProcess | null = null;

  constructor(options: SimulatedHostsOptions) {
    this.#options = options;
  }

  start(): void {
    const { hosts, machines, intervalMs, logins, folder, tunnelUrl, env } = this.#options;
    const credentials = join(folder, "simulated-logins.json");
    writeFileSync(credentials, JSON.stringify(logins), { mode: 0o600 });
    const log = openSync(join(folder, "simulated.log"), "a");
    const args = ["--hosts", hosts, "--machines", machines, "--interval", intervalMs / 1_000];
    this.#child = spawn(process.execPath, [script, ...args.map(String)], {
      stdio: ["ignore", log, log],
      env: {
        PATH: process.env.PATH,
        ...codeCache,
        NOVACRON_AGENT_CREDENTIALS: credentials,
        NOVACRON_TUNNEL_URL: tunnelUrl,
        ...env,
      },
    });
    closeSync(log);
  }

  /** They hear nothing while they are stopped, and go on as if nothing had been. */
  pause(): void {
    this.#child?.kill("SIGSTOP");
  }

  resume(): void {
    this.#child?.kill("SIGCONT");
  }

  async end(signal: "SIGTERM" | "SIGKILL"): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    child.kill(signal);
    await gone;
  }

  log(): string {
    const path = join(this.#options.folder, "simulated.log");
    return existsSync(path) ? readFileSync(path, "utf8") : "";
  }
}
