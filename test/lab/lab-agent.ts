import type { ChildProcess } from "node:child_process";
import process from "node:process";
import { programCommand } from "../framework/programs.ts";
import type { LabHost } from "./lab-host.ts";
import { childrenOf, signalProcess, waitUntil } from "./processes.ts";

/** The real agent, running inside a lab host. */
export class LabAgent {
  readonly #child: ChildProcess;
  readonly #what: string;

  private constructor(child: ChildProcess, what: string) {
    this.#child = child;
    this.#what = what;
  }

  /** Data goes to the host's own folder, which outlives the agent; output to agent.log there. */
  static start(
    host: LabHost,
    env: Readonly<Record<string, string>>,
    words: readonly string[] = [],
  ): LabAgent {
    const all = { ...process.env, ...host.agentEnv(), ...env };
    return new LabAgent(
      host.spawn([...programCommand("agent"), ...words], "agent.log", all),
      `agent of ${host.name}`,
    );
  }

  /** The agent's pid as this machine numbers it; nsenter stays as its parent. */
  get pid(): number | undefined {
    return this.#child.pid === undefined ? undefined : childrenOf(this.#child.pid)[0];
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  signal(signal: NodeJS.Signals): void {
    if (this.pid !== undefined) signalProcess(this.pid, signal);
  }

  /** Ends the agent and waits for it; SIGKILL is a crash. */
  async stop(signal: NodeJS.Signals = "SIGTERM", limitMs = 15_000): Promise<void> {
    await waitUntil(`${this.#what} has begun`, () => !this.isRunning || this.pid !== undefined);
    this.signal(signal);
    await waitUntil(`${this.#what} ends`, () => !this.isRunning, limitMs);
  }

  /** Lets the starting process end while the agent goes on. */
  detach(): void {
    this.#child.unref();
  }
}
