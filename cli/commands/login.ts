import { hostname } from "node:os";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import { routes } from "@novacron/protocol/http/routes";
import type { Command } from "commander";
import { Client } from "../client.ts";
import { type Context, clientOf, print } from "../context.ts";
import { loadConnection, saveConnection } from "../settings.ts";

/** `novacron login [URL]` trades the password for an API token and keeps only the token. */
export function addLogin(program: Command, context: Context): void {
  program
    .command("login [url]")
    .description("log in; the password is read from the terminal or standard input and not kept")
    .option("--name <name>", "login name", "admin")
    .option("--days <days>", "life of the token this makes", "90")
    .action(async (url: string | undefined, options: { name: string; days: string }) => {
      const address = url ?? loadConnection({ ...context.env, NOVACRON_TOKEN: undefined }).url;
      if (!URL.canParse(address)) {
        throw new NovaError("BAD_REQUEST", `log in at "${address}"`, {
          next: "Give a full address",
        });
      }
      const password = await context.readSecret(`Password of ${options.name} at ${address}: `);
      const saved = await tradeForToken(address, options, password);
      const path = saveConnection(context.env, saved);
      context.note(`logged in at ${address} as ${options.name}; token kept in ${path}`);
    });
  program
    .command("whoami")
    .description("who the token belongs to")
    .option("--json", "print JSON")
    .action(async (options: { json?: boolean }) => {
      const person = await clientOf(context).call("who");
      print(context, options.json === true, person, () => `${person.name} (${person.role})`);
    });
}

async function tradeForToken(
  url: string,
  options: { name: string; days: string },
  password: string,
): Promise<{ url: string; token: string }> {
  const anonymous = new Client({ url, token: null });
  const { value, setCookie } = await anonymous.callRaw("login", {
    body: { name: options.name, password },
  });
  routes.login.answer.parse(value);
  const cookie = setCookie?.split(";")[0];
  if (cookie === undefined) throw new NovaError("UNREACHABLE", `log in at ${url}`);
  const session = new Client({ url, token: null, cookie });
  const token = await session.call("createToken", {
    body: {
      label: `novacron login on ${hostname()}`.slice(0, 100),
      // All that the person may, for as long as they may.
      role: null,
      expiresInDays: Number(options.days),
    },
  });
  await session.callRaw("logout");
  return { url, token: token.secret };
}
