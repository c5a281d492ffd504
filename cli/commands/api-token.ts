import { scopeText } from "@novacron/protocol/domain/scope";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { Command } from "commander";
import { type Context, clientOf, print } from "../context.ts";
import { time } from "../output/format.ts";
import { facts, table } from "../output/table.ts";
import { type ScopeOptions, scoped, scopeOf } from "../scope.ts";

interface AddOptions extends ScopeOptions {
  readonly role: string;
  readonly days: string;
  readonly json?: boolean;
}

/** `own`: all that the person may. */
const ownRole = "own";

export function addApiToken(program: Command, context: Context): void {
  const token = program
    .command("api-token")
    .description("one's own tokens for scripts; hosts join with join-token");
  const add = token
    .command("add <label>")
    .description("make a token; its secret is shown this once")
    .option("--role <role>", `the most it may do; ${ownRole}: all that you may`, "viewer")
    .option("--days <days>", "its life; never: it does not end", "90")
    .option("--json", "print JSON");
  scoped(add).action(async (label: string, options: AddOptions) => {
    const client = clientOf(context);
    const made = await client.call("createToken", {
      body: {
        label,
        role: options.role === ownRole ? null : options.role,
        scope: await scopeOf(client, options),
        expiresInDays: daysOf(options.days),
      },
    });
    print(context, options.json === true, made, () =>
      facts([
        ["token", made.secret],
        ["id", made.id],
        ["role", made.role ?? "all that you may"],
        ["for", scopeText(made.scope)],
        ["ends", made.expiresAt === null ? "never" : time(made.expiresAt)],
      ]),
    );
  });
  token
    .command("ls")
    .description("list one's own tokens")
    .option("--json", "print JSON")
    .action(async (options: { json?: boolean }) => {
      const { items } = await clientOf(context).call("listTokens");
      print(context, options.json === true, items, () =>
        table(items, [
          { title: "LABEL", cell: (item) => item.label },
          { title: "ROLE", cell: (item) => item.role ?? ownRole },
          { title: "FOR", cell: (item) => scopeText(item.scope) },
          { title: "ENDS", cell: (item) => time(item.expiresAt) },
          { title: "LAST USED", cell: (item) => time(item.lastUsedAt) },
          { title: "ID", cell: (item) => item.id },
        ]),
      );
    });
  token
    .command("rm <id>")
    .description("revoke a token at once, and those that were made with it")
    .action(async (id: string) => {
      await clientOf(context).call("deleteToken", { params: { token: id } });
      context.note(`revoked ${id}`);
    });
}

function daysOf(text: string): number | null {
  if (text === "never") return null;
  if (/^\d{1,4}$/.test(text)) return Number(text);
  throw new NovaError("BAD_REQUEST", `read --days "${text}"`, { next: "Give a number or never" });
}
