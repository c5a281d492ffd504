import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Client } from "@novacron/cli/client";
import { z } from "zod";

export interface BusLogin {
  readonly url: string;
  readonly username: string;
  readonly password: string;
}

const file = z.object({
  url: z.string(),
  logins: z.array(z.object({ username: z.string(), password: z.string() })),
});

/** The agents' logins that the control plane wrote, in their order. */
export function readLogins(data: string): readonly BusLogin[] {
  const { url, logins } = file.parse(
    JSON.parse(readFileSync(join(data, "simulated-agents.json"), "utf8")),
  );
  return logins.map((login) => ({ url, ...login }));
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
