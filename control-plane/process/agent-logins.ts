import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { SigningKey } from "@novacron/protocol/domain/signing";
import { parseEnrolmentToken } from "@novacron/protocol/domain/trust";
import { z } from "zod";
import type { Integrations, Trust } from "../app/control-plane.ts";
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
  /** Of the fleet, where the bus shows a certificate of it. */
  readonly ca: string | null;
  /** How the agent of this machine joins, where it is to: by a certificate as any other host. */
  readonly enrolment: Enrolment | null;
}

export interface Enrolment {
  readonly url: string;
  readonly token: string;
}

const login = z.object({ username: z.string(), password: z.string() });
const localLogin = login.transform((one) => [one]);
const simulatedLogins = z.object({ logins: z.array(login) }).transform((file) => file.logins);

/**
 * A login of no host yet is bound to the first host it speaks for. Logins that stand in the files and are
 * still right stay: agents run on while the control plane restarts, and must be able to come back.
 */
export async function writeAgentLogins(options: AgentLoginOptions): Promise<void> {
  const { app, folder, busUrl, simulatedHosts, signingKeys, enrolment } = options;
  const shared = { url: busUrl, signingKeys, ...(options.ca === null ? {} : { ca: options.ca }) };
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
    jsonLine({
      ...shared,
      ...(await issue("local-agent")),
      host: null,
      ...(enrolment === null ? {} : { enrolment }),
    }),
  );
  const logins: object[] = [];
  for (let index = 1; index <= simulatedHosts; index += 1) {
    logins.push(await issue(`simulated-${index}`));
  }
  if (simulatedHosts === 0) await rm(simulated, { force: true });
  else await writePrivateFile(simulated, jsonLine({ ...shared, logins }));
}

const earlier = z.object({ enrolment: z.object({ token: z.string() }) });

/** A token for the agent of this machine; the one of an earlier start is worth nothing from now on. */
export async function localEnrolment(
  { tokens }: Pick<Trust, "tokens">,
  folder: string,
  url: string,
): Promise<Enrolment> {
  const [old] = await readLogins(
    join(folder, localFile),
    earlier.transform((file) => [file.enrolment.token]),
  );
  const id = parseEnrolmentToken(old ?? "")?.id;
  // Where it was used it cannot be revoked, and need not be.
  if (id !== undefined) await tokens.revoke("novacron", id).catch(() => undefined);
  const wish = { label: "the agent of this machine", host: null, expiresInMinutes: 60 };
  const { token } = await tokens.create("novacron", wish);
  return { url, token };
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
