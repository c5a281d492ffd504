import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { atExit } from "./at-exit.ts";
import { codeCache } from "./code-cache.ts";

export interface LocalAgentLogin {
  readonly url: string;
  readonly username: string;
  readonly password: string;
}

export interface ControlPlaneOptions {
  /** Where API and embedded broker listen. */
  readonly address?: string;
  /** Data folder; a temporary one of its own by default. */
  readonly data?: string;
}

/** The real control plane as a child process on free ports, with a data folder of its own. */
export class ControlPlaneProcess {
  readonly address: string;
  readonly port: number;
  readonly mqttPort: number;
  readonly data: string;
  readonly #env: Readonly<Record<string, string>>;
  #child: ChildProcess | null = null;
  #forget = () => {};
  stdout = "";
  stderr = "";

  private constructor(
    ports: readonly [number, number],
    options: Required<ControlPlaneOptions>,
    env: Readonly<Record<string, string>>,
  ) {
    [this.port, this.mqttPort] = ports;
    this.address = options.address;
    this.data = options.data;
    this.#env = env;
  }

  static async make(
    env: Readonly<Record<string, string>> = {},
    options: ControlPlaneOptions = {},
  ): Promise<ControlPlaneProcess> {
    const { address = "127.0.0.1" } = options;
    const data = options.data ?? (await mkdtemp(join(tmpdir(), "novacron-control-plane-")));
    const ports = [await freePort(address), await freePort(address)] as const;
    const plane = new ControlPlaneProcess(ports, { address, data }, env);
    plane.#forget = atExit(() => {
      plane.#child?.kill("SIGKILL");
      if (options.data === undefined) rmSync(data, { recursive: true, force: true, maxRetries: 5 });
    });
    return plane;
  }

  get url(): string {
    return `${this.#isTls ? "https" : "http"}://${this.address}:${this.port}`;
  }

  /** With NOVACRON_TLS=fleet: then `fetch` of this process is made to trust the fleet's CA. */
  get #isTls(): boolean {
    return this.#env.NOVACRON_TLS === "fleet";
  }

  get caPath(): string {
    return join(this.data, "pki", "ca.pem");
  }

  async #trustCa(): Promise<void> {
    if (!this.#isTls) return;
    const ca = await readFile(this.caPath, "utf8").catch(() => null);
    if (ca !== null) setDefaultCACertificates([...getCACertificates("default"), ca]);
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  get isRunning(): boolean {
    const child = this.#child;
    return child !== null && child.exitCode === null && child.signalCode === null;
  }

  /** Resolves when `/readyz` answers 200. Rejects with what it wrote when it ends instead. */
  async start(): Promise<void> {
    const child = this.launch();
    for (let left = 600; left > 0; left -= 1) {
      if (child.exitCode !== null) throw new Error(`it ended: ${this.stderr}`);
      if (this.stderr.includes("server certificate made")) await this.#trustCa();
      const answer = await fetch(`${this.url}/readyz`).catch(() => null);
      if (answer?.status === 200 && this.stderr.includes("NovaCron is ready")) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`it did not become ready: ${this.stderr}`);
  }

  /** Starts it without waiting for anything. */
  launch(): ChildProcess {
    this.stdout = "";
    this.stderr = "";
    const child = this.spawn();
    this.#child = child;
    return child;
  }

  /** Another one beside it, with the same settings but for `more`. */
  spawn(more: Readonly<Record<string, string>> = {}): ChildProcess {
    const [program = "", ...args] = serverCommand();
    const child = spawn(program, args, {
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        PATH: process.env.PATH,
        ...codeCache,
        NOVACRON_LISTEN: `${this.address}:${this.port}`,
        NOVACRON_MQTT_LISTEN: `${this.address}:${this.mqttPort}`,
        NOVACRON_DATA: this.data,
        // Tests listen on addresses of the lab too; those of TLS say so.
        NOVACRON_TLS: "off",
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

  /** The same program with another word than a start, on the same data folder; it ends by itself. */
  async word(
    args: readonly string[],
    more: Readonly<Record<string, string>> = {},
  ): Promise<{ readonly status: number | null; readonly out: string; readonly errors: string }> {
    const [program = "", ...first] = serverCommand();
    const env = {
      PATH: process.env.PATH,
      ...codeCache,
      NOVACRON_DATA: this.data,
      ...this.#env,
      ...more,
    };
    const child = spawn(program, [...first, ...args], { stdio: ["ignore", "pipe", "pipe"], env });
    let [out, errors] = ["", ""];
    child.stdout.on("data", (chunk: Buffer) => {
      out += chunk.toString();
    });
    child.stderr.on("data", (chunk: Buffer) => {
      errors += chunk.toString();
    });
    await once(child, "close");
    return { status: child.exitCode, out, errors };
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
    this.#forget();
  }

  async localAgent(): Promise<LocalAgentLogin> {
    return JSON.parse(await readFile(join(this.data, "local-agent.json"), "utf8"));
  }

  firstLogin(): { readonly name: string; readonly password: string } {
    const line = this.stdout.split("\n").find((text) => text.includes("firstLogin")) ?? "{}";
    return JSON.parse(line).firstLogin;
  }
}

/** The sources, or the single binary in the folder that NOVACRON_TEST_BINARIES names. */
function serverCommand(): readonly string[] {
  const folder = process.env.NOVACRON_TEST_BINARIES;
  if (folder) return [join(folder, `novacron-server-linux-${process.arch}`)];
  return [process.execPath, join(import.meta.dirname, "..", "main.ts")];
}

export async function freePort(address = "127.0.0.1"): Promise<number> {
  const server = createServer();
  server.listen(0, address);
  await once(server, "listening");
  const taken = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof taken === "object" && taken !== null ? taken.port : 0;
}
