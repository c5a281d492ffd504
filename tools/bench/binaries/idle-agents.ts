import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { setTimeout as pause } from "node:timers/promises";
import { agentNodeEnv } from "@novacron/agent/process/node-flags";
import { pssBytes } from "../collection/process-cost.ts";
import type { Form, FormName } from "./forms.ts";

/** The agent gives memory back after its first half minute; this is after that. */
const idleMs = 60_000;

/** Memory of each form at the same moment: no libvirt, no machines, a broker that is not there. */
export async function idleMemory(
  forms: readonly Form[],
  folder: string,
): Promise<ReadonlyMap<FormName, number>> {
  const agents = forms.map((form) => ({ name: form.name, child: start(form, folder) }));
  try {
    await pause(idleMs);
    return new Map(
      agents.map(({ name, child }) => {
        if (child.pid === undefined || child.exitCode !== null) {
          throw new RangeError(`the agent as ${name} ended with ${child.exitCode}`);
        }
        return [name, pssBytes(child.pid)];
      }),
    );
  } finally {
    await Promise.all(agents.map(({ child }) => stop(child)));
  }
}

function start({ name, command }: Form, folder: string): ChildProcess {
  const data = join(folder, `data-${name}`);
  mkdirSync(data, { recursive: true });
  const [program, ...args] = command;
  return spawn(program, args, {
    stdio: ["ignore", "ignore", "inherit"],
    env: {
      PATH: process.env.PATH,
      ...agentNodeEnv(data),
      NOVACRON_DATA: data,
      NOVACRON_LIBVIRT_SOCKET: join(folder, "no-libvirt"),
      NOVACRON_MQTT_URL: "mqtt://127.0.0.1:1",
      NOVACRON_MQTT_USERNAME: "nobody",
      NOVACRON_MQTT_PASSWORD: "nothing",
      NOVACRON_SIGNING_KEYS: "A".repeat(43),
      NOVACRON_LOG_LEVEL: "error",
    },
  });
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
}
