import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { setPriority } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { setTimeout as pause } from "node:timers/promises";
import { ControlPlaneProcess } from "@novacron/control-plane/testing/control-plane-process";
import { logInAs, readLogins } from "@novacron/test/framework/logins";
import { root } from "../../run/stage.ts";

export interface SimFleetOptions {
  readonly hosts: number;
  readonly machinesPerHost: number;
  readonly intervalMs: number;
}

/** A client of the API, logged in. */
type Client = Awaited<ReturnType<typeof logInAs>>;

/** The real control plane, and the real agents of simulated hosts in one process beside it. */
export interface SimFleet {
  readonly plane: ControlPlaneProcess;
  readonly api: Client;
  readonly password: string;
  readonly agentsPid: number;
  stop(): Promise<void>;
}

/** Above the neighbours on a shared machine, whose load is none of what is measured; needs root. */
const priority = -10;
const password = "a password of the benchmark";
const fillLimitMs = 300_000;

/** Resolves when every host is online and every machine is known. */
export async function startSimFleet(options: SimFleetOptions): Promise<SimFleet> {
  const { hosts, machinesPerHost } = options;
  preferOverNeighbours();
  const plane = await ControlPlaneProcess.make({
    NOVACRON_ADMIN_PASSWORD: password,
    NOVACRON_SIMULATED_HOSTS: `${hosts}`,
    NOVACRON_LOG_LEVEL: "warn",
  });
  let agents: ChildProcess | null = null;
  const stop = async () => {
    if (agents !== null && agents.exitCode === null) {
      const gone = once(agents, "exit");
      agents.kill("SIGKILL");
      await gone;
    }
    await plane.remove();
  };
  try {
    await startPlane(plane);
    const api = await logInAs(plane.url, "admin", password);
    agents = await startAgents(plane, options);
    await filled(api, hosts * machinesPerHost);
    return { plane, api, password, agentsPid: agents.pid ?? 0, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Whatever this process starts takes after it. */
function preferOverNeighbours(): void {
  try {
    setPriority(priority);
  } catch {
    process.stderr.write("not root: the neighbours' load will show in the figures\n");
  }
}

/** Its own start waits for a line that this log level leaves out. */
async function startPlane(plane: ControlPlaneProcess): Promise<void> {
  plane.launch();
  for (let left = 1_200; left > 0; left -= 1) {
    if (!plane.isRunning) throw new RangeError(`the control plane ended: ${plane.stderr}`);
    const answer = await fetch(`${plane.url}/readyz`).catch(() => null);
    if (answer?.status === 200) return;
    await pause(50);
  }
  throw new RangeError(`the control plane does not become ready: ${plane.stderr}`);
}

async function startAgents(
  plane: ControlPlaneProcess,
  { hosts, machinesPerHost, intervalMs }: SimFleetOptions,
): Promise<ChildProcess> {
  while (!existsSync(join(plane.data, "simulated-agents.json"))) await pause(50);
  const credentials = join(plane.data, "bench-logins.json");
  writeFileSync(credentials, JSON.stringify(readLogins(plane.data)), { mode: 0o600 });
  const numbers = ["--hosts", hosts, "--machines", machinesPerHost, "--interval"];
  const args = [join(root, "agent/sim/main.ts"), ...numbers, intervalMs / 1_000].map(String);
  return spawn(process.execPath, args, {
    stdio: ["ignore", "ignore", "inherit"],
    env: {
      PATH: process.env.PATH,
      NOVACRON_AGENT_CREDENTIALS: credentials,
      NOVACRON_LOG_LEVEL: "error",
    },
  });
}

/** Every machine is listed, and most of those that run have figures. */
async function filled(api: Client, machines: number): Promise<void> {
  const endsAt = performance.now() + fillLimitMs;
  let seen = 0;
  while (performance.now() < endsAt) {
    const all = await api.call("listMachines", { query: { limit: 1 } });
    const sampled = await api.call("listMachines", { query: { limit: 1, filter: "cpu>=0" } });
    if (all.total >= machines && sampled.total >= machines * 0.8) return;
    if (all.total !== seen) process.stderr.write(`${all.total} of ${machines} machines\n`);
    seen = all.total;
    await pause(1_000);
  }
  throw new RangeError(`the fleet did not fill within ${fillLimitMs} ms: ${seen} machines`);
}

/** CPU so far in seconds and resident memory in bytes. */
export function processUse(pid: number): { readonly cpuS: number; readonly rssBytes: number } {
  const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const rss = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "latin1"))?.[1];
  return {
    cpuS: (Number(fields[11]) + Number(fields[12])) / 100,
    rssBytes: Number(rss ?? 0) * 1024,
  };
}
