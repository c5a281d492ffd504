import { z } from "zod";
import { type Holder, may } from "./may.ts";
import type { Obstacle } from "./obstacle.ts";
import { type Permission, permissions } from "./permissions.ts";
import { theFleet } from "./scope.ts";

export { type Role, role, roles } from "./permissions.ts";

/**
 * What a route asks of the caller. `public` needs nobody to be logged in; `self` any login, and concerns
 * only the caller's own account; `session` the same, but not by a token; else a permission, or one of some.
 */
export type Privilege = "public" | "self" | "session" | Permission | readonly Permission[];

/**
 * Whether a login may use a route at all. Where the permission can be narrower than the fleet this says
 * only that there may be something for it: the handler asks again for the very machine or project.
 */
export function mayUse(who: Holder | null, privilege: Privilege): readonly Obstacle[] {
  if (privilege === "public") return [];
  if (who === null) return may(null, "machine.view", "anywhere");
  if (privilege === "self" || privilege === "session") return [];
  const each = permissionsOf(privilege).map((one) =>
    may(who, one, permissions[one].reach === "fleet" ? theFleet : "anywhere"),
  );
  return each.some((found) => found.length === 0) ? [] : noneOf(permissionsOf(privilege), each);
}

/** Where any one of several would do, none of them alone is what is missing. */
function noneOf(
  wanted: readonly Permission[],
  each: readonly (readonly Obstacle[])[],
): readonly Obstacle[] {
  const [first = [], ...others] = each;
  if (others.length === 0) return first;
  const isShared = ({ text }: Obstacle) =>
    others.every((found) => found.some((one) => one.text === text));
  const names = wanted.join(", ");
  return [
    ...first.filter(isShared),
    ...first
      .filter((one) => !isShared(one))
      .slice(0, 1)
      .map(({ code }) => ({
        code,
        text: `This needs one of the permissions ${names}, by what is asked; you hold none of them`,
        remedy: `Ask an administrator for a role, or for a token, with the one that is needed of ${names}`,
      })),
  ];
}

/** The permissions of which a route needs one; none for what every login may use. */
export function permissionsOf(privilege: Privilege): readonly Permission[] {
  if (typeof privilege !== "string") return privilege;
  if (privilege === "public" || privilege === "self" || privilege === "session") return [];
  return [privilege];
}

export function privilegeText(privilege: Privilege): string {
  return typeof privilege === "string" ? privilege : privilege.join(" or ");
}

/** Login names: short, plain, safe in a log line, an MQTT username and a URL. */
export const loginName = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[a-z0-9][a-z0-9._-]*$/);
