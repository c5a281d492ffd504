import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { codeCache } from "@novacron/control-plane/testing/code-cache";
import { ControlPlaneProcess } from "@novacron/control-plane/testing/control-plane-process";
import { buildDashboard } from "@novacron/dashboard/build";
import { startMock } from "@novacron/dashboard/mock-api/server";

/** Something that serves the console and its API. */
export interface Stack {
  readonly url: string;
  /** Name and password to log in with; the mock shows another fleet to each name. */
  login(as?: string): { readonly name: string; readonly password: string };
  stop(): Promise<void>;
}

/** The console over the mock API, whose states are chosen by the login's name. */
export async function mockStack(): Promise<Stack> {
  const { dist } = await buildDashboard();
  const mock = await startMock({ dist });
  return {
    url: mock.url,
    login: (as = "anna") => ({ name: as, password: "mock" }),
    stop: mock.stop,
  };
}

export interface RealOptions {
  readonly hosts: number;
  readonly machines: number;
}

const simulation = join(import.meta.dirname, "..", "..", "agent", "sim", "main.ts");
const password = "a password for tests";

/** The control plane itself with the real agent over simulated hosts, each in a process of its own. */
export class RealStack implements Stack {
  readonly plane: ControlPlaneProcess;
  readonly #hosts: ChildProcess;

  private constructor(plane: ControlPlaneProcess, hosts: ChildProcess) {
    this.plane = plane;
    this.#hosts = hosts;
  }

  static async start({ hosts, machines }: RealOptions): Promise<RealStack> {
    await buildDashboard();
    const plane = await ControlPlaneProcess.make({
      NOVACRON_ADMIN_PASSWORD: password,
      NOVACRON_SIMULATED_HOSTS: String(hosts),
      NOVACRON_LOG_LEVEL: "info",
    });
    await plane.start();
    const args = [
      simulation,
      "--hosts",
      `${hosts}`,
      "--machines",
      `${machines}`,
      "--interval",
      "1",
    ];
    const child = spawn(process.execPath, args, {
      stdio: "ignore",
      env: {
        PATH: process.env.PATH,
        ...codeCache,
        NOVACRON_AGENT_CREDENTIALS: join(plane.data, "simulated-agents.json"),
        NOVACRON_TUNNEL_URL: plane.url,
      },
    });
    return new RealStack(plane, child);
  }

  get url(): string {
    return this.plane.url;
  }

  login(): { name: string; password: string } {
    return { name: "admin", password };
  }

  async stop(): Promise<void> {
    if (this.#hosts.exitCode === null && this.#hosts.signalCode === null) {
      const gone = once(this.#hosts, "exit");
      this.#hosts.kill("SIGKILL");
      await gone;
    }
    await this.plane.remove();
  }
}
