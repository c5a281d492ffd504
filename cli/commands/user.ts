import { scopeText } from "@novacron/protocol/domain/scope";
import type { Account } from "@novacron/protocol/http/people";
import type { Command } from "commander";
import { type Context, clientOf, print } from "../context.ts";
import { time } from "../output/format.ts";
import { facts, table } from "../output/table.ts";
import { type ScopeOptions, scoped, scopeOf } from "../scope.ts";
import { addSecondFactor, changeOwnPassword } from "./user-own.ts";

interface Options {
  readonly json?: boolean;
}

export function addUser(program: Command, context: Context): void {
  const user = program.command("user").description("accounts of people");
  addLists(user, context);
  addMake(user, context);
  addPasswd(user, context);
  addSecondFactor(user, context);
  for (const [verb, disabled] of [
    ["disable", true],
    ["enable", false],
  ] as const) {
    user
      .command(`${verb} <name>`)
      .description(
        disabled ? "end all sessions and let nobody in under this name" : "let the person in again",
      )
      .action(async (name: string) => {
        await change(context, name, { disabled });
        context.note(`${verb}d ${name}`);
      });
  }
  user
    .command("rename <name> <new>")
    .description("give an account another name; nobody else ever gets the old one")
    .action(async (name: string, wanted: string) => {
      await change(context, name, { name: wanted });
      context.note(`${name} is ${wanted} now`);
    });
  user
    .command("reset-second-factor <name>")
    .description("remove the second factor of somebody who lost it; their sessions end")
    .action(async (name: string) => {
      const params = { person: (await accountOf(context, name)).id };
      await clientOf(context).call("resetSecondFactor", { params });
      context.note(`removed the second factor of ${name}`);
    });
  user
    .command("end-sessions <name>")
    .description("log somebody out everywhere, at once")
    .action(async (name: string) => {
      const { id } = await accountOf(context, name);
      await clientOf(context).call("endSessionOf", { params: { person: id, session: "all" } });
      context.note(`ended all sessions of ${name}`);
    });
}

function addLists(user: Command, context: Context): void {
  user
    .command("ls")
    .description("list accounts")
    .option("--json", "print JSON")
    .action(async (options: Options) => {
      const { items } = await clientOf(context).call("listPeople");
      print(context, options.json === true, items, () => accountTable(items));
    });
  user
    .command("show <name>")
    .description("one account, by name or id")
    .option("--json", "print JSON")
    .action(async (name: string, options: Options) => {
      const account = await accountOf(context, name);
      print(context, options.json === true, account, () => accountFacts(account));
    });
}

interface AddOptions extends Options, ScopeOptions {
  readonly fullName: string;
  readonly group: string[];
  readonly role?: string;
  readonly passwordStdin?: boolean;
}

function addMake(user: Command, context: Context): void {
  const add = user
    .command("add <name>")
    .description("make a local account; its first password is made here unless one is given")
    .option("--full-name <text>", "name for people to read", "")
    .option("--group <group...>", "groups it belongs to", [])
    .option("--role <role>", "give it this role")
    .option("--password-stdin", "read the first password from standard input")
    .option("--json", "print JSON");
  scoped(add).action(async (name: string, options: AddOptions) => {
    const client = clientOf(context);
    const { fullName, group, role } = options;
    const scope = await scopeOf(client, options);
    const password =
      options.passwordStdin === true
        ? { password: await context.readSecret(`First password of ${name}: `) }
        : {};
    const made = await client.call("addPerson", {
      body: { name, fullName, groups: group, ...password },
    });
    if (role !== undefined) {
      const subject = { kind: "person", person: made.id } as const;
      await client.call("addBinding", { body: { subject, role, scope } });
    }
    print(context, options.json === true, made, () =>
      facts([
        ["account", made.name],
        ["role", role === undefined ? "none yet" : `${role} for ${scopeText(scope)}`],
        ["password", made.password ?? "as given"],
        ["note", "it must be changed at the first login"],
      ]),
    );
  });
}

function addPasswd(user: Command, context: Context): void {
  user
    .command("passwd [name]")
    .description("change one's own password, or with a name give somebody a new one")
    .option("--json", "print JSON")
    .action(async (name: string | undefined, options: Options) => {
      if (name === undefined) return await changeOwnPassword(context);
      const { id } = await accountOf(context, name);
      const params = { person: id };
      const answer = await clientOf(context).call("resetPassword", { params, body: {} });
      print(context, options.json === true, answer, () =>
        facts([
          ["account", name],
          ["password", answer.password],
          ["note", "their sessions ended; it must be changed at the next login"],
        ]),
      );
    });
}

function accountOf(context: Context, name: string): Promise<Account> {
  return clientOf(context).call("showPerson", { params: { person: name } });
}

async function change(
  context: Context,
  name: string,
  body: { readonly disabled?: boolean; readonly name?: string },
): Promise<void> {
  const { id } = await accountOf(context, name);
  await clientOf(context).call("changePerson", { params: { person: id }, body });
}

function rolesText(account: Account): string {
  return account.grants.map((one) => `${one.role} for ${scopeText(one.scope)}`).join("; ");
}

function accountTable(items: readonly Account[]): string {
  return table(items, [
    { title: "NAME", cell: (item) => item.name },
    { title: "STATE", cell: (item) => (item.disabled ? "disabled" : "enabled") },
    { title: "FROM", cell: (item) => item.source },
    { title: "SECOND FACTOR", cell: (item) => (item.secondFactor ? "yes" : "no") },
    { title: "ROLES", cell: rolesText },
    { title: "LAST LOGIN", cell: (item) => time(item.lastLoginAt) },
  ]);
}

function accountFacts(account: Account): string {
  return facts([
    ["name", account.name],
    ["full name", account.fullName],
    ["id", account.id],
    ["state", account.disabled ? "disabled" : "enabled"],
    ["from", account.source],
    ["second factor", account.secondFactor ? `yes, ${account.recoveryCodes} codes left` : "no"],
    ["groups", account.groups.join(", ")],
    ...account.grants.map(
      (one) =>
        [
          "role",
          `${one.role} for ${scopeText(one.scope)}${one.group === null ? "" : ` (${one.group})`}`,
        ] as const,
    ),
    ["sessions", account.sessions],
    ["API tokens", account.tokens],
    ["last login", time(account.lastLoginAt)],
  ]);
}
