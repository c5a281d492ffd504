import { parseArgs } from "node:util";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import { settings } from "../config/settings.ts";
import { type AgentStatus, readStatus } from "./status-file.ts";

const lookMs = 200;

/**
 * `novacron-agent status`: whether an agent runs on the data folder and the control plane acknowledges what
 * it sends. Exit code 0 where it does, 1 where not; with `--wait S` it waits that long for it.
 */
export async function statusCommand(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<{ readonly text: string; readonly exitCode: number }> {
  const { values } = readOptions(args);
  const folder = values.data ?? env.NOVACRON_DATA ?? settings.data.schema.parse(undefined);
  const deadline = performance.now() + waitOf(values.wait) * 1_000;
  let status = readStatus(folder);
  while (status?.acknowledgedAt == null && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, lookMs));
    status = readStatus(folder);
  }
  const exitCode = status?.acknowledgedAt == null ? 1 : 0;
  return { text: values.json ? JSON.stringify(status) : describe(status, folder), exitCode };
}

function readOptions(args: readonly string[]) {
  const text = { type: "string" } as const;
  try {
    const options = { data: text, wait: text, json: { type: "boolean" } } as const;
    return parseArgs({ args: [...args], options, strict: true });
  } catch (cause) {
    throw new NovaError("CONFIG_INVALID", "read the flags of status", {
      cause,
      next: "status [--data FOLDER] [--wait SECONDS] [--json]",
    });
  }
}

function waitOf(text: string | undefined): number {
  const seconds = Number(text ?? 0);
  if (seconds >= 0 && seconds <= 3_600) return seconds;
  throw new NovaError("CONFIG_INVALID", "wait", { next: "--wait takes 0 to 3600 seconds" });
}

function describe(status: AgentStatus | null, folder: string): string {
  if (status === null) return `no agent runs on ${folder}`;
  const { host, pid, version, problem } = status;
  const who = `agent ${version} (process ${pid}) of host ${host}`;
  if (status.acknowledgedAt !== null) return `${who}: on screen, the control plane acknowledges`;
  if (status.bus === "connected") return `${who}: connected, nothing acknowledged yet`;
  return `${who}: not connected: ${problem?.text ?? "not tried yet"}`;
}
