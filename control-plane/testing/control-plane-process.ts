import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface LocalAgentLogin {
  readonly url: string;
  readonly username: string;
  readonly password: string;
}

const script = join(import.meta.dirname, "..", "main.ts");

/** The real control plane as a child process on free ports, with a data folder of its own. */
export class ControlPlaneProcess {
  readonly port: number;
  readonly mqttPort: number;
  readonly data: string;
  readonly #env: Readonly<Record<string, string>>;
  #child: ChildProcess | null = null;
  stdout = "";
  stderr = "";

  private constructor(
    ports: readonly [number, number],
    data: string,
    env: Readonly<Record<string, string>>,
  ) {
    [this.port, this.mqttPort] = ports;
    this.data = data;
    this.#env = env;
  }

  static async make(env: Readonly<Record<string, string>> = {}): Promise<ControlPlaneProcess> {
    const data = await mkdtemp(join(tmpdir(), "novacron-control-plane-"));
    return new ControlPlaneProcess([await freePort(), await freePort()], data, env);
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Resolves when `/readyz` answers 200. Rejects with what it wrote when it ends instead. */
  async start(): Promise<void> {
    this.stdout = "";
    this.stderr = "";
    const child = this.spawn();
    this.#child = child;
    for (let left = 600; left > 0; left -= 1) {
      if (child.exitCode !== null) throw new Error(`it ended: ${this.stderr}`);
      const answer = await fetch(`${this.url}/readyz`).catch(() => null);
      if (answer?.status === 200 && this.stderr.includes("NovaCron is ready")) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`it did not become ready: ${this.stderr}`);
  }

  /** Without waiting for anything. */
  spawn(more: Readonly<Record<string, string>> = {}): ChildProcess {
    const child = spawn(process.execPath, [script], {
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        PATH: process.env.PATH,
        NOVACRON_LISTEN: `127.0.0.1:${this.port}`,
        NOVACRON_MQTT_LISTEN: `127.0.0.1:${this.mqttPort}`,
        NOVACRON_DATA: this.data,
        ...this.#env,
        ...more,
      },
    });
    child.stdout.on("data", (chunk: Buffer) => {
      this.stdout += chunk.toString();
    });
    child.stderr.on("data", (chunk: Buffer) => {
      this.stderr += chunk.toString();
    });
    return child;
  }

  async end(signal: "SIGTERM" | "SIGKILL"): Promise<number | null> {
    const child = this.#child;
    this.#child = null;
    if (child === null) return null;
    if (child.exitCode === null && child.signalCode === null) {
      const gone = once(child, "exit");
      child.kill(signal);
      await gone;
    }
    return child.exitCode;
  }

  async remove(): Promise<void> {
    await this.end("SIGKILL");
    await rm(this.data, { recursive: true, force: true });
  }

  async localAgent(): Promise<LocalAgentLogin> {
    return JSON.parse(await readFile(join(this.data, "local-agent.json"), "utf8"));
  }

  firstLogin(): { readonly name: string; readonly password: string } {
    const line = this.stdout.split("\n").find((text) => text.includes("firstLogin")) ?? "{}";
    return JSON.parse(line).firstLogin;
  }
}

export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 0;
}
