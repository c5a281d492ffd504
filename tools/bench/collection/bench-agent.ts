import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { setTimeout as pause } from "node:timers/promises";
import type { Lab } from "@novacron/test/lab/lab";
import type { LabAgent } from "@novacron/test/lab/lab-agent";
import type { LabHost } from "@novacron/test/lab/lab-host";
import { root } from "../../run/stage.ts";

/** A control plane for the agent under measurement to speak to; its own cost is not counted. */
export interface BenchControlPlane {
  startAgent(host: LabHost, intervalMs: number): Promise<LabAgent>;
  stop(): Promise<void>;
}

const password = "benchmark-administrator";

export async function startControlPlane(lab: Lab): Promise<BenchControlPlane> {
  const data = mkdtempSync(join(tmpdir(), "novacron-bench-"));
  const listen = `${lab.gateway}:8470`;
  const child = spawn(process.execPath, [join(root, "control-plane/main.ts")], {
    stdio: "ignore",
    env: {
      ...process.env,
      NOVACRON_DATA: data,
      NOVACRON_LISTEN: listen,
      NOVACRON_MQTT_LISTEN: `${lab.gateway}:8471`,
      NOVACRON_ADMIN_PASSWORD: password,
    },
  });
  await untilReady(`http://${listen}/readyz`);
  const credentials = JSON.parse(readFileSync(join(data, "local-agent.json"), "utf8")) as {
    url: string;
    username: string;
    password: string;
  };
  return {
    startAgent: async (host, intervalMs) => {
      const agent = host.startAgent({
        NOVACRON_MQTT_URL: `mqtt://${lab.gateway}:8471`,
        NOVACRON_MQTT_USERNAME: credentials.username,
        NOVACRON_MQTT_PASSWORD: credentials.password,
        NOVACRON_METRICS_INTERVAL_MS: String(intervalMs),
      });
      while (agent.pid === undefined) await pause(50);
      return agent;
    },
    stop: async () => {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      await ended;
      rmSync(data, { recursive: true, force: true });
    },
  };
}

async function untilReady(url: string): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    const ready = await fetch(url).then(
      (answer) => answer.ok,
      () => false,
    );
    if (ready) return;
    await pause(100);
  }
  throw new RangeError(`${url} does not become ready`);
}
