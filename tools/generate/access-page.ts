import { mayUse, privilegeText } from "@novacron/protocol/domain/access";
import { holderOf } from "@novacron/protocol/domain/may";
import { builtInRoles, permissions, roles } from "@novacron/protocol/domain/permissions";
import type { Route } from "@novacron/protocol/http/route";
import { routes } from "@novacron/protocol/http/routes";
import { generatedNote, markdownTable } from "./markdown.ts";

const intro = `# Permissions and routes

What each permission lets one do, which built-in role holds it, and what each route of the API asks. A
permission "by machine" can be given for one project or one tag, "by project" for one project; the others
count only where a role is given for everything. Where a permission can be narrower than the fleet, a yes
means that the route can be used at all: it then asks again for the very machine or project.

## Permissions

`;

const between = `
## Routes

\`self\` is any login about its own account, \`session\` the same but not by a token. The test of it,
\`control-plane/adapters/http/access-matrix.test.ts\`, asks every route as every kind of person.

`;

/** docs/operate/access.md, from the tables of permissions and routes. */
export function generateAccessPage(): Map<string, string> {
  const held = Object.entries(permissions).map(([name, { reach, title }]) => [
    `\`${name}\``,
    reach,
    title,
    ...roles.map((role) => (builtInRoles[role].some((one) => one === name) ? "yes" : "")),
  ]);
  const asked = Object.entries(routes).map(([name, route]: [string, Route]) => [
    `\`${name}\``,
    `${route.method} ${route.path}`,
    privilegeText(route.privilege),
    mark(mayUse(null, route.privilege).length === 0),
    ...roles.map((role) => mark(mayUse(holderOf(role), route.privilege).length === 0)),
  ]);
  const content =
    generatedNote +
    intro +
    markdownTable(["Permission", "Given by", "Lets one", ...roles], held) +
    between +
    markdownTable(["Route", "Address", "Asks for", "nobody", ...roles], asked);
  return new Map([["docs/operate/access.md", content]]);
}

function mark(isAllowed: boolean): string {
  return isAllowed ? "yes" : "";
}
