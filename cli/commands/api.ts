import { privilegeText } from "@novacron/protocol/domain/access";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import { type RouteName, routes } from "@novacron/protocol/http/routes";
import type { Command } from "commander";
import type { CallInput } from "../client.ts";
import { type Context, clientOf } from "../context.ts";
import { table } from "../output/table.ts";

/** Every route of the API, straight from the route table: what has no command of its own has this one. */
export function addApi(program: Command, context: Context): void {
  program
    .command("api [route] [fields...]")
    .description("call any route by name with key=value fields; without a name, list the routes")
    .action(async (name: string | undefined, fields: string[]) => {
      if (name === undefined) return context.out(routeList());
      if (!Object.hasOwn(routes, name)) {
        throw new NovaError("BAD_REQUEST", `call the route "${name}"`, {
          next: "novacron api lists them",
        });
      }
      const route = name as RouteName;
      const { value } = await clientOf(context).callRaw(route, inputOf(route, fields));
      context.out(JSON.stringify(value ?? null, null, 2));
    });
}

function routeList(): string {
  const rows = Object.entries(routes).map(([name, route]) => ({ name, ...route }));
  return table(rows, [
    { title: "ROUTE", cell: (row) => row.name },
    { title: "NEEDS", cell: (row) => privilegeText(row.privilege) },
    { title: "WHAT", cell: (row) => row.summary },
  ]);
}

function inputOf(name: RouteName, fields: readonly string[]): CallInput<RouteName> {
  const route = routes[name];
  const params: Record<string, string> = {};
  const rest: Record<string, unknown> = {};
  for (const field of fields) {
    const cut = field.indexOf("=");
    if (cut < 1)
      throw new NovaError("BAD_REQUEST", `read the field "${field}"`, { next: "Write key=value" });
    const [key, text] = [field.slice(0, cut), field.slice(cut + 1)];
    if (route.path.includes(`:${key}`)) params[key] = text;
    else rest[key] = route.method === "GET" ? text : jsonOr(text);
  }
  const hasRest = Object.keys(rest).length > 0;
  const input = {
    params,
    ...(hasRest ? (route.method === "GET" ? { query: rest } : { body: rest }) : {}),
  };
  return input as CallInput<RouteName>;
}

/** `true`, `5` and `{"a":1}` as JSON, all else as text. */
function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
