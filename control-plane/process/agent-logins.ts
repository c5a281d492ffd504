import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { SigningKey } from "@novacron/protocol/domain/signing";
import { z } from "zod";
import type { Integrations } from "../app/control-plane.ts";
import { writePrivateFile } from "./private-file.ts";

/** For the agent of the same machine: its bus login. */
const localFile = "local-agent.json";
/** For simulated hosts beside it: one login each. */
const simulatedFile = "simulated-agents.json";

/** For agents whose logins an external broker has: what they know this control plane by. */
const keysFile = "agent-signing-keys.json";

export interface AgentLoginOptions {
  readonly app: Pick<Integrations, "issueAgentLogin">;
  readonly folder: string;
  /** Address of the embedded broker; null with an external one, whose logins are not ours to make. */
  readonly busUrl: string | null;
  readonly simulatedHosts: number;
  /** By which agents know this control plane. */
  readonly signingKeys: readonly SigningKey[];
}

const login = z.object({ username: z.string(), password: z.string() });
const localLogin = login.transform((one) => [one]);
const simulatedLogins = z.object({ logins: z.array(login) }).transform((file) => file.logins);

/**
 * A login of no host yet is bound to the first host it speaks for. Logins that stand in the files and are
 * still right stay: agents run on while the control plane restarts, and must be able to come back.
 */
export async function writeAgentLogins(options: AgentLoginOptions): Promise<void> {
  const { app, folder, busUrl, simulatedHosts, signingKeys } = options;
  const local = join(folder, localFile);
  const simulated = join(folder, simulatedFile);
  await writePrivateFile(join(folder, keysFile), jsonLine({ signingKeys }));
  if (busUrl === null) {
    await rm(local, { force: true });
    await rm(simulated, { force: true });
    return;
  }
  const kept = new Map<string, string>();
  for (const one of await readLogins(local, localLogin)) kept.set(one.username, one.password);
  for (const one of await readLogins(simulated, simulatedLogins)) {
    kept.set(one.username, one.password);
  }
  const issue = async (name: string) => {
    const { password } = await app.issueAgentLogin(name, null, kept.get(name));
    return { username: name, password };
  };
  await writePrivateFile(
    local,
    jsonLine({ url: busUrl, signingKeys, ...(await issue("local-agent")), host: null }),
  );
  const logins: object[] = [];
  for (let index = 1; index <= simulatedHosts; index += 1) {
    logins.push(await issue(`simulated-${index}`));
  }
  if (simulatedHosts === 0) await rm(simulated, { force: true });
  else await writePrivateFile(simulated, jsonLine({ url: busUrl, signingKeys, logins }));
}

/** What an earlier start wrote; nothing where there is no such file, or not one of ours. */
async function readLogins<S extends z.ZodType>(
  path: string,
  schema: S,
): Promise<z.output<S> | readonly []> {
  try {
    const parsed = schema.safeParse(JSON.parse(await readFile(path, "utf8")));
    return parsed.success ? parsed.data : [];
  } catch {
    return [];
  }
}

function jsonLine(value: object): string {
  return `${JSON.stringify(value)}\n`;
}
