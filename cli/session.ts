import { NovaError } from "@novacron/protocol/errors/nova-error";
import { Client } from "./client.ts";
import type { Context } from "./context.ts";

/**
 * Runs something under a session of its own, for what a token must not do. Asks for the code of the second
 * factor where the account has one.
 */
export async function withSession<T>(
  context: Context,
  at: { readonly url: string; readonly name: string; readonly password: string },
  run: (session: Client) => Promise<T>,
): Promise<T> {
  const session = await logIn(context, at);
  try {
    return await run(session);
  } finally {
    await session.callRaw("logout");
  }
}

async function logIn(
  context: Context,
  { url, name, password }: { url: string; name: string; password: string },
): Promise<Client> {
  const anonymous = new Client({ url, token: null });
  const ask = (code?: string) =>
    anonymous.callRaw("login", {
      body: { name, password, ...(code === undefined ? {} : { code }) },
    });
  const { setCookie } = await ask().catch(async (error: unknown) => {
    if (!(error instanceof NovaError) || error.code !== "SECOND_FACTOR_NEEDED") throw error;
    return ask(await context.readSecret("Code of the authenticator app, or a recovery code: "));
  });
  const cookie = setCookie?.split(";")[0];
  if (cookie === undefined) throw new NovaError("UNREACHABLE", `log in at ${url}`);
  return new Client({ url, token: null, cookie });
}
