import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import process from "node:process";
import { promisify } from "node:util";
import type { DataLayout } from "./plans.ts";

const limitMs = 60_000;
const run = promisify(execFile);

export interface JoinOptions {
  readonly layout: DataLayout;
  readonly libvirtSocket: string;
  readonly say: (line: string) => void;
}

/**
 * The agent of this machine joins as any other host does, where the control plane shows certificates: by the
 * token that it leaves for it. Without that the agent goes by its login, over TLS too.
 */
export async function joinFleet({ layout, libvirtSocket, say }: JoinOptions): Promise<void> {
  if (existsSync(layout.agentIdentity)) return;
  const { enrolment } = JSON.parse(readFileSync(layout.agentCredentials, "utf8")) as {
    enrolment?: { readonly url: string; readonly token: string };
  };
  if (enrolment === undefined) return;
  const { url, token } = enrolment;
  const args = [layout.agentProgram, "enroll", "--url", url, "--data", layout.agent];
  const env = { ...process.env, NOVACRON_TOKEN: token, NOVACRON_LIBVIRT_SOCKET: libvirtSocket };
  try {
    await run(process.execPath, args, { env, timeout: limitMs });
    say("the agent of this machine has joined by certificate");
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    say(`the agent of this machine did not join, so it uses a login: ${text.slice(-1_000)}`);
  }
}
