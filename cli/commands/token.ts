import { hostId } from "@novacron/protocol/domain/ids";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { Command } from "commander";
import { type Context, clientOf, print } from "../context.ts";
import { time } from "../output/format.ts";
import { facts, table } from "../output/table.ts";

interface Options {
  readonly json?: boolean;
}

interface CreateOptions extends Options {
  readonly host?: string;
  readonly label?: string;
  readonly minutes: string;
}

/** Tokens with which hosts join; those of people are `api-token`. */
export function addToken(program: Command, context: Context): void {
  const token = program.command("token").description("tokens with which hosts join");
  token
    .command("create")
    .description("make a token with which one host joins once; it is shown this once")
    .option("--host <id>", "good for this host only, also where it joined before with another key")
    .option("--label <text>", "what it is for")
    .option("--minutes <n>", "how long it is good for", "60")
    .option("--json", "print JSON")
    .action((options: CreateOptions) => create(context, options));
  token
    .command("ls")
    .description("list tokens and what became of them")
    .option("--json", "print JSON")
    .action(async (options: Options) => {
      const { items } = await clientOf(context).call("listEnrolmentTokens");
      print(context, options.json === true, items, () =>
        items.length === 0
          ? "no tokens"
          : table(items, [
              { title: "ID", cell: (item) => item.id },
              { title: "STATE", cell: (item) => item.state },
              { title: "FOR", cell: (item) => item.host ?? "any new host" },
              { title: "UNTIL", cell: (item) => time(item.expiresAt) },
              { title: "USED BY", cell: (item) => item.usedBy },
              { title: "MADE BY", cell: (item) => item.createdBy },
              { title: "LABEL", cell: (item) => item.label },
            ]),
      );
    });
  token
    .command("revoke <id>")
    .description("revoke a token that nobody has used")
    .action(async (id: string) => {
      await clientOf(context).call("revokeEnrolmentToken", { params: { token: id } });
      context.note(`revoked ${id}`);
    });
}

async function create(context: Context, options: CreateOptions): Promise<void> {
  const client = clientOf(context);
  const host = options.host === undefined ? null : hostId.safeParse(options.host);
  if (host?.success === false) {
    throw new NovaError("BAD_REQUEST", `use "${options.host}" as a host's id`);
  }
  const made = await client.call("createEnrolmentToken", {
    body: {
      host: host?.data ?? null,
      label: options.label ?? "",
      expiresInMinutes: Number(options.minutes),
    },
  });
  print(context, options.json === true, made, () =>
    facts([
      ["token", made.token],
      ["good for", made.host ?? "one new host"],
      ["until", time(made.expiresAt)],
      ["on the host", `novacron-agent enroll --url ${client.connection.url} --token TOKEN`],
    ]),
  );
}
