import { hostname } from "node:os";
import { scopeText } from "@novacron/protocol/domain/scope";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { Person } from "@novacron/protocol/http/session";
import type { Command } from "commander";
import { type Context, clientOf, print } from "../context.ts";
import { facts } from "../output/table.ts";
import { withSession } from "../session.ts";
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
      const saved = await tradeForToken(
        context,
        { url: address, name: options.name, password },
        Number(options.days),
      );
      const path = saveConnection(context.env, saved);
      context.note(`logged in at ${address} as ${options.name}; token kept in ${path}`);
    });
  program
    .command("whoami")
    .description("who the token belongs to")
    .option("--json", "print JSON")
    .action(async (options: { json?: boolean }) => {
      const person = await clientOf(context).call("who");
      print(context, options.json === true, person, () => whoText(person));
    });
}

function whoText(person: Person): string {
  const duties = person.duties.map((duty) => ["first", duty] as const);
  const grants = person.grants.map(
    (one) => ["role", `${one.role} for ${scopeText(one.scope)}${through(one.group)}`] as const,
  );
  return facts([["name", person.name], ...grants, ...duties]);
}

function through(group: string | null): string {
  return group === null ? "" : ` through group ${group}`;
}

async function tradeForToken(
  context: Context,
  at: { readonly url: string; readonly name: string; readonly password: string },
  days: number,
): Promise<{ url: string; token: string }> {
  return withSession(context, at, async (session) => {
    const label = `novacron login on ${hostname()}`.slice(0, 100);
    // A role of null: all that the person may, for as long as they may.
    const body = { label, role: null, expiresInDays: days };
    const { secret } = await session.call("createToken", { body });
    return { url: at.url, token: secret };
  });
}
