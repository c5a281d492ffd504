import { copyFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { setTimeout as pause } from "node:timers/promises";
import { agentNodeEnv, agentNodeFlags } from "@novacron/agent/process/node-flags";
import { ControlPlaneProcess } from "@novacron/control-plane/testing/control-plane-process";
import type { Lab } from "@novacron/test/lab/lab";
import type { LabHost } from "@novacron/test/lab/lab-host";
import { childrenOf } from "@novacron/test/lab/processes";
import { bundle } from "../../bundle/bundle.ts";
import { entries } from "../../bundle/entries.ts";

export interface BenchAgent {
  /** As this machine numbers it. */
  readonly pid: number;
  stop(): Promise<void>;
}

/** A control plane for the agent under measurement to speak to; its own cost is not counted. */
export interface BenchControlPlane {
  startAgent(host: LabHost, intervalMs: number): Promise<BenchAgent>;
  stop(): Promise<void>;
}

export async function startControlPlane(lab: Lab): Promise<BenchControlPlane> {
  const plane = await ControlPlaneProcess.make({}, { address: lab.gateway });
  await plane.start();
  const credentials = join(plane.data, "local-agent.json");
  while (!existsSync(credentials)) await pause(50);
  return {
    startAgent: async (host, intervalMs) =>
      await startAgent(host, { credentials, intervalMs, program: await bundled(lab) }),
    stop: async () => {
      await plane.end("SIGTERM");
      await plane.remove();
    },
  };
}

async function bundled(lab: Lab): Promise<string> {
  const out = join(lab.dir, "bundle", "agent.mjs");
  if (!existsSync(out)) await bundle({ entry: entries.agent, out });
  return out;
}

interface AgentStart {
  readonly credentials: string;
  readonly intervalMs: number;
  /** What Node is given to run. */
  readonly program: string;
}

/**
 * The agent on a copy of Node: with the same file the kernel would share its code with the control plane and
 * this benchmark, and the agent's proportional memory would look smaller than on a host of its own.
 */
async function startAgent(
  host: LabHost,
  { credentials, intervalMs, program }: AgentStart,
): Promise<BenchAgent> {
  const node = join(host.record.dir, "node");
  if (!existsSync(node)) copyFileSync(process.execPath, node);
  const data = join(host.record.dir, "agent");
  const child = host.spawn([node, ...agentNodeFlags, program], "agent.log", {
    PATH: process.env.PATH,
    ...agentNodeEnv(data),
    NOVACRON_DATA: data,
    NOVACRON_LIBVIRT_SOCKET: "/run/libvirt/libvirt-sock",
    NOVACRON_AGENT_CREDENTIALS: credentials,
    NOVACRON_METRICS_INTERVAL_MS: `${intervalMs}`,
  });
  let pid: number | undefined;
  while (pid === undefined) {
    await pause(50);
    if (child.exitCode !== null) throw new RangeError(`the agent ended with ${child.exitCode}`);
    pid = child.pid === undefined ? undefined : childrenOf(child.pid)[0];
  }
  const agent = pid;
  return {
    pid: agent,
    stop: async () => {
      process.kill(agent, "SIGTERM");
      while (child.exitCode === null && child.signalCode === null) await pause(50);
    },
  };
}
