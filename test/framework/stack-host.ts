import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { HostId } from "@novacron/protocol/domain/ids";
import { labQemuPki } from "../lab/host-config.ts";
import type { LabAgent } from "../lab/lab-agent.ts";
import type { LabHost } from "../lab/lab-host.ts";
import { programCommand } from "./programs.ts";

/** A lab host with the real agent of a stack. */
export class StackHost {
  readonly lab: LabHost;
  #env: Readonly<Record<string, string>> = {};
  #words: readonly string[] = [];
  #agent: LabAgent | null = null;

  constructor(lab: LabHost) {
    this.lab = lab;
  }

  /** The agent takes libvirt's id of the host. */
  get id(): HostId {
    return this.lab.record.hostUuid as HostId;
  }

  get agent(): LabAgent {
    if (this.#agent === null) throw new Error(`no agent runs on ${this.lab.name}`);
    return this.#agent;
  }

  configure(env: Readonly<Record<string, string>>, words: readonly string[] = []): void {
    this.#env = env;
    this.#words = words;
  }

  /** Makes the host a member of the fleet by a one-time token, QEMU's certificates for moves included. */
  async join(url: string, token: string): Promise<void> {
    const command = [...programCommand("agent"), "enroll", "--url", url, "--qemu-pki", labQemuPki];
    const env = { ...process.env, ...this.lab.agentEnv(), NOVACRON_TOKEN: token };
    await this.lab.exec(command, { env });
  }

  /** `more`: further settings of this one life. */
  startAgent(more: Readonly<Record<string, string>> = {}): void {
    this.#agent = this.lab.startAgent({ ...this.#env, ...more }, this.#words);
  }

  get isAgentRunning(): boolean {
    return this.#agent?.isRunning === true;
  }

  /** SIGKILL is a crash; the outbox and the journal stay in the host's folder. */
  async end(signal: "SIGTERM" | "SIGKILL"): Promise<void> {
    const agent = this.#agent;
    this.#agent = null;
    await agent?.stop(signal);
  }

  agentLog(): string {
    const path = join(this.lab.record.dir, "agent.log");
    return existsSync(path) ? readFileSync(path, "utf8") : "";
  }

  /** Pids of the machines' QEMU processes by machine name, as this machine numbers them. */
  qemuPids(): ReadonlyMap<string, number> {
    const found = new Map<string, number>();
    for (const one of this.lab.processes()) {
      if (!one.name.startsWith("qemu-system")) continue;
      const line = readFileSync(`/proc/${one.outside}/cmdline`, "utf8");
      const name = /guest=([^,\0]+)/.exec(line)?.[1];
      if (name !== undefined) found.set(name, one.outside);
    }
    return found;
  }
}
