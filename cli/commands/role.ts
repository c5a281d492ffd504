import { type Permission, permission } from "@novacron/protocol/domain/permissions";
import { scopeText } from "@novacron/protocol/domain/scope";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { Command } from "commander";
import { type Context, clientOf, print } from "../context.ts";
import { table } from "../output/table.ts";
import { type ScopeOptions, scoped, scopeOf } from "../scope.ts";

interface Options {
  readonly json?: boolean;
}

export function addRole(program: Command, context: Context): void {
  const role = program.command("role").description("roles, and who has which where");
  addRoles(role, context);
  addBindings(role, context);
}

function addRoles(role: Command, context: Context): void {
  role
    .command("ls")
    .description("list roles and what each holds")
    .option("--json", "print JSON")
    .action(async (options: Options) => {
      const { items } = await clientOf(context).call("listRoles");
      print(context, options.json === true, items, () =>
        table(items, [
          { title: "NAME", cell: (item) => item.name },
          { title: "BUILT IN", cell: (item) => (item.builtIn ? "yes" : "no") },
          { title: "SECOND FACTOR", cell: (item) => (item.secondFactor ? "needed" : "-") },
          { title: "PERMISSIONS", cell: (item) => item.permissions.join(" ") },
        ]),
      );
    });
  role
    .command("permissions")
    .description("list every permission, and how narrow it can be given")
    .option("--json", "print JSON")
    .action(async (options: Options) => {
      const { permissions } = await clientOf(context).call("listRoles");
      print(context, options.json === true, permissions, () =>
        table(permissions, [
          { title: "PERMISSION", cell: (item) => item.name },
          { title: "BY", cell: (item) => item.reach },
          { title: "LETS ONE", cell: (item) => item.title },
        ]),
      );
    });
  role
    .command("put <name> <permission...>")
    .description("make a role of these permissions, or change it; it takes effect at once")
    .option("--title <text>", "what it is for", "")
    .option("--second-factor", "who has it needs a second factor")
    .action(async (name: string, wanted: string[], options: PutOptions) => {
      const body = {
        title: options.title,
        permissions: wanted.map(permissionOf),
        secondFactor: options.secondFactor === true,
      };
      await clientOf(context).call("putRole", { params: { role: name }, body });
      context.note(`${name} holds ${wanted.join(", ")}`);
    });
  role
    .command("rm <name>")
    .description("delete a role that nobody has")
    .action(async (name: string) => {
      await clientOf(context).call("deleteRole", { params: { role: name } });
      context.note(`deleted ${name}`);
    });
}

interface PutOptions {
  readonly title: string;
  readonly secondFactor?: boolean;
}

function permissionOf(text: string): Permission {
  const read = permission.safeParse(text);
  if (read.success) return read.data;
  const next = "novacron role permissions lists them";
  throw new NovaError("BAD_REQUEST", `read the permission "${text}"`, { next });
}

function addBindings(role: Command, context: Context): void {
  role
    .command("bindings")
    .description("who has which role where")
    .option("--json", "print JSON")
    .action(async (options: Options) => {
      const { items } = await clientOf(context).call("listBindings");
      print(context, options.json === true, items, () =>
        table(items, [
          { title: "WHO", cell: (item) => item.subjectName },
          { title: "KIND", cell: (item) => item.subject.kind },
          { title: "ROLE", cell: (item) => item.role },
          { title: "FOR", cell: (item) => scopeText(item.scope) },
          { title: "BY", cell: (item) => item.createdBy },
          { title: "ID", cell: (item) => item.id },
        ]),
      );
    });
  const bind = role
    .command("bind <role> <who>")
    .description("give a person a role, or with --group a group")
    .option("--group", "<who> is the name of a group");
  scoped(bind).action(
    async (name: string, who: string, options: ScopeOptions & { group?: boolean }) => {
      const client = clientOf(context);
      const scope = await scopeOf(client, options);
      const subject =
        options.group === true
          ? ({ kind: "group", group: who } as const)
          : ({
              kind: "person",
              person: (await client.call("showPerson", { params: { person: who } })).id,
            } as const);
      await client.call("addBinding", { body: { subject, role: name, scope } });
      context.note(`${who} has ${name} for ${scopeText(scope)}`);
    },
  );
  role
    .command("unbind <id>")
    .description("take a role away, by the id that bindings shows; it takes effect at once")
    .action(async (id: string) => {
      await clientOf(context).call("deleteBinding", { params: { binding: id } });
      context.note("taken away");
    });
}
