import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Client } from "@novacron/cli/client";
import { type SigningKey, signingKeys } from "@novacron/protocol/domain/signing";
import { z } from "zod";

export interface BusLogin {
  readonly url: string;
  readonly username: string;
  readonly password: string;
}

export interface AgentLogin extends BusLogin {
  /** By which the agent knows this control plane. */
  readonly signingKeys: readonly SigningKey[];
}

const file = z.object({
  url: z.string(),
  signingKeys,
  logins: z.array(z.object({ username: z.string(), password: z.string() })),
});

/** The agents' logins that the control plane wrote, in their order. */
export function readLogins(data: string): readonly AgentLogin[] {
  const {
    url,
    signingKeys: keys,
    logins,
  } = file.parse(JSON.parse(readFileSync(join(data, "simulated-agents.json"), "utf8")));
  return logins.map((login) => ({ url, signingKeys: keys, ...login }));
}

/** What an agent is told where an external broker has its login. */
export function readSigningKeys(data: string): readonly SigningKey[] {
  const text = readFileSync(join(data, "agent-signing-keys.json"), "utf8");
  return z.object({ signingKeys }).parse(JSON.parse(text)).signingKeys;
}

/** A client of the API with a token of this person. */
export async function logInAs(url: string, name: string, password: string): Promise<Client> {
  const { setCookie } = await new Client({ url, token: null }).callRaw("login", {
    body: { name, password },
  });
  const cookie = setCookie?.split(";")[0];
  if (cookie === undefined) throw new Error("the login set no cookie");
  const session = new Client({ url, token: null, cookie });
  const { secret } = await session.call("createToken", {
    body: { label: "scenario", role: "administrator" },
  });
  return new Client({ url, token: secret });
}
