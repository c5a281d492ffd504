import { z } from "zod";
import type { Obstacle } from "./obstacle.ts";
import {
  builtInRoles,
  type Permission,
  permission,
  permissions,
  type Role,
} from "./permissions.ts";
import {
  covers,
  everything,
  includes,
  type Scope,
  scope,
  scopeText,
  type Target,
} from "./scope.ts";

/** One role that somebody has somewhere; `group` where it came through a group. */
export const grant = z.object({
  role: z.string().max(64),
  permissions: z.array(permission),
  scope,
  group: z.string().nullable(),
});
export type Grant = z.infer<typeof grant>;

/** What has to be done before anything else is allowed. */
export const duty = z.enum(["change-password", "enrol-second-factor"]);
export type Duty = z.infer<typeof duty>;

/** The most that a token may do, whatever its person may. */
export const limit = z.object({ permissions: z.array(permission), scope });
export type Limit = z.infer<typeof limit>;

export const holder = z.object({
  grants: z.array(grant),
  /** Of the token that asks, outermost first; empty for a session. */
  limits: z.array(limit),
  duties: z.array(duty),
});
export type Holder = z.infer<typeof holder>;

/**
 * Whether somebody may do something to a target: an empty list means yes, else every reason why not. The
 * same rule on server, console and CLI. `anywhere` asks whether there is any target at all for which the
 * answer could be yes.
 */
export function may(
  who: Holder | null,
  what: Permission,
  target: Target | "anywhere",
): readonly Obstacle[] {
  if (who === null) return [nobody];
  return [
    ...who.duties.map(dutyObstacle),
    ...grantObstacles(who, what, target),
    ...limitObstacles(who, what, target),
  ];
}

/** Whether every one of these permissions is held in the whole of a scope: what may be passed on. */
export function mayGive(
  who: Holder,
  wanted: readonly Permission[],
  where: Scope,
): readonly Obstacle[] {
  const lacking = wanted.filter((one) => isFelt(one, where) && !holdsThroughout(who, one, where));
  if (lacking.length === 0) return who.duties.map(dutyObstacle);
  return [
    {
      code: "role",
      text: `You do not hold ${lacking.join(", ")} for ${scopeText(where)}, so you cannot give it`,
      remedy: "Give less, or ask somebody who holds it",
    },
  ];
}

/** What a built-in role gives everywhere. */
export function holderOf(role: Role): Holder {
  const held = { role, permissions: [...builtInRoles[role]], scope: everything, group: null };
  return { grants: [held], limits: [], duties: [] };
}

const nobody: Obstacle = {
  code: "login",
  text: "Nobody is logged in",
  remedy: "Log in",
};

const dutyTexts: Readonly<Record<Duty, readonly [string, string]>> = {
  "change-password": ["Your password must be changed first", "Choose a new password"],
  "enrol-second-factor": [
    "Your role needs a second factor, and you have none yet",
    "Set up an authenticator app",
  ],
};

function dutyObstacle(one: Duty): Obstacle {
  const [text, remedy] = dutyTexts[one];
  return { code: one, text, remedy };
}

function grantObstacles(who: Holder, what: Permission, target: Target | "anywhere"): Obstacle[] {
  const holding = who.grants.filter((one) => one.permissions.includes(what));
  const { title } = permissions[what];
  if (holding.length === 0) {
    const names = [...new Set(who.grants.map((one) => one.role))].join(", ");
    const roles = names === "" ? "You have no role" : `Your role ${names} does not hold it`;
    return [
      {
        code: "role",
        text: `To ${title} needs the permission ${what}. ${roles}`,
        remedy: `Ask an administrator for a role with ${what}${exampleRole(what)}`,
      },
    ];
  }
  if (holding.some((one) => reaches(one.scope, what, target))) return [];
  const places = [...new Set(holding.map((one) => scopeText(one.scope)))].join("; ");
  return [
    {
      code: "scope",
      text: `You hold ${what} only for ${places}`,
      remedy: `Ask an administrator for ${what} where it is needed`,
    },
  ];
}

function limitObstacles(who: Holder, what: Permission, target: Target | "anywhere"): Obstacle[] {
  const allowed = who.limits.every(
    (one) => one.permissions.includes(what) && reaches(one.scope, what, target),
  );
  if (allowed) return [];
  return [
    {
      code: "token",
      text: `The token was made without ${what} for this`,
      remedy: "Make a token that holds it, or log in",
    },
  ];
}

function reaches(where: Scope, what: Permission, target: Target | "anywhere"): boolean {
  return isFelt(what, where) && (target === "anywhere" || covers(where, target));
}

/** A permission about the whole fleet does nothing in a narrower scope. */
function isFelt(what: Permission, where: Scope): boolean {
  const { reach } = permissions[what];
  if (reach === "fleet") return where.kind === "everything";
  return reach === "machine" || where.kind !== "tag";
}

function holdsThroughout(who: Holder, what: Permission, where: Scope): boolean {
  const held = who.grants.some(
    (one) => one.permissions.includes(what) && includes(one.scope, where),
  );
  return (
    held && who.limits.every((one) => one.permissions.includes(what) && includes(one.scope, where))
  );
}

function exampleRole(what: Permission): string {
  const [name] = Object.entries(builtInRoles).find(([, held]) => held.includes(what)) ?? [];
  return name === undefined ? "" : `, such as ${name}`;
}
