import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { codeCache } from "@novacron/control-plane/testing/code-cache";
import { type CommandResult, runCommand } from "@novacron/tools/bootstrap/run-command";

const sources = [process.execPath, join(import.meta.dirname, "..", "..", "agent", "main.ts")];

/** The real agent on a host without libvirt, as a process with a data folder of its own. */
export class AgentProcess {
  readonly data: string;
  readonly host: string;
  readonly #program: readonly string[];
  #child: ChildProcess | null = null;
  log = "";

  private constructor(data: string, host: string, program: readonly string[]) {
    this.data = data;
    this.host = host;
    this.#program = program;
  }

  /** From the sources where no program is named. */
  static async make(host: string, program = sources): Promise<AgentProcess> {
    const data = await mkdtemp(join(tmpdir(), "novacron-agent-"));
    await writeFile(join(data, "host.json"), JSON.stringify({ host }));
    return new AgentProcess(data, host, program);
  }

  /** `novacron-agent enroll`, with what it printed. */
  enroll(
    url: string,
    token: string,
    more: readonly string[] = [],
    settings: Readonly<Record<string, string>> = {},
  ): Promise<CommandResult> {
    const command = [...this.#program, "enroll", "--url", url, ...more];
    const env = { ...this.#env(), ...settings, NOVACRON_TOKEN: token };
    return runCommand(command, { env, allowFailure: true, timeoutMs: 60_000 });
  }

  start(env: Readonly<Record<string, string>> = {}): void {
    const [program = "", ...args] = this.#program;
    const child = spawn(program, [...args, "run"], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...this.#env(), ...env },
    });
    const keep = (chunk: Buffer): void => {
      this.log += chunk.toString();
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    this.#child = child;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  async end(signal: "SIGTERM" | "SIGKILL" = "SIGKILL"): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    child.kill(signal);
    await gone;
  }

  async remove(): Promise<void> {
    await this.end();
    await rm(this.data, { recursive: true, force: true });
  }

  file(name: string): Promise<string> {
    return readFile(join(this.data, "identity", name), "utf8");
  }

  #env(): Record<string, string | undefined> {
    return {
      PATH: process.env.PATH,
      ...codeCache,
      NOVACRON_DATA: this.data,
      NOVACRON_LIBVIRT_SOCKET: join(this.data, "no-libvirt"),
      NOVACRON_METRICS_INTERVAL_MS: "1000",
    };
  }
}
