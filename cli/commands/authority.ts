import { readFile } from "node:fs/promises";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { AuthorityView } from "@novacron/protocol/http/authority";
import type { Command } from "commander";
import { type Context, clientOf, print } from "../context.ts";
import { time } from "../output/format.ts";
import { table } from "../output/table.ts";

interface Options {
  readonly json?: boolean;
  readonly force?: boolean;
  readonly certificate?: string;
  readonly key?: string;
}

/** The fleet's certificate authority, and its change while hosts run. */
export function addAuthority(program: Command, context: Context): void {
  const authority = program
    .command("authority")
    .description("the fleet's certificate authority, and its change while hosts run");
  const add = (name: string, help: string) =>
    authority.command(name).description(help).option("--json", "print JSON");
  const show = (options: Options, view: AuthorityView) =>
    print(context, options.json === true, view, () => text(view));
  add("show", "which authorities are trusted, and how far a change is").action(
    async (options: Options) => show(options, await clientOf(context).call("authority")),
  );
  add("begin", "make the next one, or bring one; hosts are told to trust it too")
    .option("--certificate <file>", "one of your own: ECDSA P-256, basicConstraints CA, PEM")
    .option("--key <file>", "its key, PEM")
    .action(async (options: Options) => {
      const body = { own: await brought(options) };
      show(options, await clientOf(context).call("beginAuthority", { body }));
    });
  add("abandon", "take the next one back, which signed nothing yet").action(
    async (options: Options) => show(options, await clientOf(context).call("abandonAuthority")),
  );
  const steps = [
    ["switch", "switchAuthority", "let the next one sign; hosts renew their certificates"],
    ["withdraw", "withdrawAuthority", "trust the old one no more"],
  ] as const;
  for (const [name, call, help] of steps) {
    add(name, help)
      .option("--force", "leave hosts behind that are not ready; each must join again")
      .action(async (options: Options) => {
        const body = { force: options.force === true };
        show(options, await clientOf(context).call(call, { body }));
      });
  }
}

async function brought({ certificate, key }: Options) {
  if (certificate === undefined && key === undefined) return null;
  if (certificate === undefined || key === undefined) {
    throw new NovaError("BAD_REQUEST", "bring an authority: give both --certificate and --key");
  }
  return { certificate: await read(certificate), key: await read(key) };
}

async function read(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    throw new NovaError("BAD_REQUEST", `read ${path}`, { cause });
  }
}

function text({ authorities, unaware, notRenewed }: AuthorityView): string {
  const states = authorities.map(({ state }) => state);
  return [
    table(authorities, [
      { title: "STATE", cell: (one) => one.state },
      { title: "SUBJECT", cell: (one) => one.subject },
      { title: "MADE", cell: (one) => time(one.notBefore) },
      { title: "UNTIL", cell: (one) => time(one.notAfter) },
      { title: "KEY", cell: (one) => one.hash },
    ]),
    "",
    ...(states.includes("next") ? waiting(unaware, "trust the next one", "switch") : []),
    ...(states.includes("old") ? waiting(notRenewed, "renew by the new one", "withdraw") : []),
  ]
    .join("\n")
    .trimEnd();
}

function waiting(hosts: AuthorityView["unaware"], what: string, step: string): readonly string[] {
  if (hosts.length === 0) return [`all hosts ${what}: novacron authority ${step}`];
  return [
    `${hosts.length} hosts do not ${what} yet:`,
    ...hosts.slice(0, 20).map(({ name, id }) => `  ${name} (${id})`),
  ];
}
