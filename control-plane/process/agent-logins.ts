import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Integrations } from "../app/control-plane.ts";
import { writePrivateFile } from "./private-file.ts";

/** For the agent of the same machine: its bus login, new at each start. */
const localFile = "local-agent.json";
/** For simulated hosts beside it: one login each. */
const simulatedFile = "simulated-agents.json";

export interface AgentLoginOptions {
  readonly app: Pick<Integrations, "issueAgentLogin">;
  readonly folder: string;
  /** Address of the embedded broker; null with an external one, whose logins are not ours to make. */
  readonly busUrl: string | null;
  readonly simulatedHosts: number;
}

/** A login of no host yet is bound to the first host it speaks for. */
export async function writeAgentLogins(options: AgentLoginOptions): Promise<void> {
  const { app, folder, busUrl, simulatedHosts } = options;
  const local = join(folder, localFile);
  const simulated = join(folder, simulatedFile);
  if (busUrl === null) {
    await rm(local, { force: true });
    await rm(simulated, { force: true });
    return;
  }
  const { name, password } = await app.issueAgentLogin("local-agent", null);
  await writePrivateFile(local, jsonLine({ url: busUrl, username: name, password, host: null }));
  const logins: object[] = [];
  for (let index = 1; index <= simulatedHosts; index += 1) {
    const made = await app.issueAgentLogin(`simulated-${index}`, null);
    logins.push({ username: made.name, password: made.password });
  }
  if (simulatedHosts === 0) await rm(simulated, { force: true });
  else await writePrivateFile(simulated, jsonLine({ url: busUrl, logins }));
}

function jsonLine(value: object): string {
  return `${JSON.stringify(value)}\n`;
}
