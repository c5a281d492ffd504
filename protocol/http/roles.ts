import { z } from "zod";
import { loginName } from "../domain/access.ts";
import { timestampMs, userId } from "../domain/ids.ts";
import { permission } from "../domain/permissions.ts";
import { scope } from "../domain/scope.ts";
import { none, nothing } from "./common.ts";
import { groupName } from "./people.ts";
import { defineRoute } from "./route.ts";

export const roleView = z.object({
  name: z.string(),
  title: z.string(),
  permissions: z.array(permission),
  /** Whether those who have it need a second factor. */
  secondFactor: z.boolean(),
  builtIn: z.boolean(),
});
export type RoleView = z.infer<typeof roleView>;

export const listRolesRoute = defineRoute({
  method: "GET",
  path: "/api/v1/roles",
  summary: "Roles and what each holds, and every permission there is",
  params: none,
  query: none,
  body: nothing,
  answer: z.object({
    items: z.array(roleView),
    permissions: z.array(
      z.object({
        name: permission,
        title: z.string(),
        /** How narrow it can be given: by project or tag, by project, or only for the fleet. */
        reach: z.enum(["machine", "project", "fleet"]),
      }),
    ),
  }),
  status: 200,
  privilege: "self",
  errors: [],
});

const named = z.object({ role: loginName });

export const putRoleRoute = defineRoute({
  method: "PUT",
  path: "/api/v1/roles/:role",
  summary: "Make a role of permissions, or change it; it takes effect at once",
  params: named,
  query: none,
  body: z
    .object({
      title: z.string().max(200).default(""),
      permissions: z.array(permission).min(1).max(100),
      secondFactor: z.boolean().default(false),
    })
    .strict(),
  answer: roleView,
  status: 200,
  privilege: "people.manage",
  errors: ["CONFLICT", "LAST_ADMINISTRATOR"],
});

export const deleteRoleRoute = defineRoute({
  method: "DELETE",
  path: "/api/v1/roles/:role",
  summary: "Delete a role that nobody has",
  params: named,
  query: none,
  body: nothing,
  answer: nothing,
  status: 204,
  privilege: "people.manage",
  errors: ["NOT_FOUND", "CONFLICT"],
});

export const subject = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("person"), person: userId }).strict(),
  z.object({ kind: z.literal("group"), group: groupName }).strict(),
]);
export type Subject = z.infer<typeof subject>;

export const bindingView = z.object({
  id: z.uuid(),
  subject,
  /** Name of the person or of the group. */
  subjectName: z.string(),
  role: z.string(),
  scope,
  createdAt: timestampMs,
  createdBy: z.string(),
  /** Stands in the settings of the control plane, and is changed there. */
  fixed: z.boolean(),
});
export type BindingView = z.infer<typeof bindingView>;

export const listBindingsRoute = defineRoute({
  method: "GET",
  path: "/api/v1/bindings",
  summary: "Who has which role where",
  params: none,
  query: none,
  body: nothing,
  answer: z.object({ items: z.array(bindingView) }),
  status: 200,
  privilege: "people.manage",
  errors: [],
});

export const addBindingRoute = defineRoute({
  method: "POST",
  path: "/api/v1/bindings",
  summary: "Give a person or a group a role: everywhere, in a project, or for machines with a tag",
  params: none,
  query: none,
  body: z
    .object({
      subject,
      role: z.string().min(1).max(64),
      scope: scope.default({ kind: "everything" }),
    })
    .strict(),
  answer: bindingView,
  status: 201,
  privilege: "people.manage",
  errors: ["NOT_FOUND", "CONFLICT"],
});

export const deleteBindingRoute = defineRoute({
  method: "DELETE",
  path: "/api/v1/bindings/:binding",
  summary: "Take a role away; it takes effect at once",
  params: z.object({ binding: z.uuid() }),
  query: none,
  body: nothing,
  answer: nothing,
  status: 204,
  privilege: "people.manage",
  errors: ["NOT_FOUND", "LAST_ADMINISTRATOR"],
});
