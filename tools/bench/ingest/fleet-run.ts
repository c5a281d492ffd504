import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { ControlPlaneProcess } from "@novacron/control-plane/testing/control-plane-process";

const hosts = 40;
export const warmUpSeconds = 8;
const hourMs = 3_600_000;

export interface FleetRun {
  readonly rowsPerSecond: number;
  /** Resident memory of the control plane: mean of the second fifth of the time and of the last. */
  readonly earlyBytes: number;
  readonly lateBytes: number;
  /** Rows a second in the second half over those in the first: below 1 a backlog grows. */
  readonly pace: number;
  readonly plane: ControlPlaneProcess;
}

/** The real control plane with its embedded broker under simulated agents that send as fast as it acknowledges. */
export async function runFleet(
  seconds: number,
  env: Readonly<Record<string, string>>,
): Promise<FleetRun> {
  const plane = await ControlPlaneProcess.make({
    ...env,
    NOVACRON_SIMULATED_HOSTS: `${hosts}`,
    NOVACRON_LOG_LEVEL: "notice",
  });
  await plane.start();
  const logins = join(plane.data, "simulated-agents.json");
  const script = join(import.meta.dirname, "agents.ts");
  // Their samples are of the last day: faster than life they would soon be of the future.
  const child = spawn(process.execPath, [script, logins, `${Date.now() - 23 * hourMs}`], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const readings: { readonly at: number; readonly rows: number; readonly bytes: number }[] = [];
  child.stdout.on("data", (chunk: Buffer) => {
    const line = chunk.toString().trim().split("\n").at(-1) ?? "{}";
    const { rows } = JSON.parse(line) as { readonly rows: number };
    readings.push({ at: performance.now(), rows, bytes: residentBytes(plane.pid) });
  });
  const end = performance.now() + (warmUpSeconds + seconds) * 1_000;
  while (performance.now() < end && child.exitCode === null) await once(child.stdout, "data");
  child.kill("SIGKILL");
  await once(child, "exit");
  return { ...judge(readings.slice(warmUpSeconds)), plane };
}

function judge(
  readings: readonly { readonly at: number; readonly rows: number; readonly bytes: number }[],
): Omit<FleetRun, "plane"> {
  const rate = (part: typeof readings) => {
    const [first, last] = [part[0], part.at(-1)];
    if (first === undefined || last === undefined || first === last) return 0;
    return ((last.rows - first.rows) / (last.at - first.at)) * 1_000;
  };
  const mean = (part: typeof readings) =>
    part.reduce((sum, one) => sum + one.bytes, 0) / Math.max(1, part.length);
  const [fifth, half] = [Math.floor(readings.length / 5), Math.floor(readings.length / 2)];
  return {
    rowsPerSecond: rate(readings),
    earlyBytes: mean(readings.slice(fifth, 2 * fifth)),
    lateBytes: mean(readings.slice(-fifth)),
    pace: rate(readings.slice(half)) / Math.max(1, rate(readings.slice(0, half))),
  };
}

function residentBytes(pid: number | undefined): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1_024;
}
