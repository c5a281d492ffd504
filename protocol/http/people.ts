import { z } from "zod";
import { loginName } from "../domain/access.ts";
import { timestampMs, userId } from "../domain/ids.ts";
import { grant } from "../domain/may.ts";
import { none, nothing } from "./common.ts";
import { defineRoute } from "./route.ts";
import { newPassword, sessionView } from "./session.ts";

export const groupName = z
  .string()
  .min(1)
  .max(200)
  .refine((text) => !/\p{Cc}/u.test(text), "must not hold control characters");
const groups = z.array(groupName).max(200);
const fullName = z
  .string()
  .max(200)
  .refine((text) => !/\p{Cc}/u.test(text), "must not hold control characters");

export const account = z.object({
  id: userId,
  name: loginName,
  fullName: z.string(),
  source: z.enum(["local", "oidc"]),
  disabled: z.boolean(),
  mustChangePassword: z.boolean(),
  secondFactor: z.boolean(),
  /** Recovery codes that are left. */
  recoveryCodes: z.int(),
  groups: z.array(z.string()),
  grants: z.array(grant),
  createdAt: timestampMs,
  lastLoginAt: timestampMs.nullable(),
  sessions: z.int(),
  tokens: z.int(),
});
export type Account = z.infer<typeof account>;

const who = z.object({ person: userId });

export const listPeopleRoute = defineRoute({
  method: "GET",
  path: "/api/v1/people",
  summary: "All accounts",
  params: none,
  query: none,
  body: nothing,
  answer: z.object({ items: z.array(account) }),
  status: 200,
  privilege: "people.manage",
  errors: [],
});

export const showPersonRoute = defineRoute({
  method: "GET",
  path: "/api/v1/people/:person",
  summary: "One account, by id or by name",
  params: z.object({ person: z.string().min(1).max(64) }),
  query: none,
  body: nothing,
  answer: account,
  status: 200,
  privilege: "people.manage",
  errors: ["NOT_FOUND"],
});

export const addPersonRoute = defineRoute({
  method: "POST",
  path: "/api/v1/people",
  summary: "Make a local account; where no password is given one is made and shown this once",
  params: none,
  query: none,
  body: z
    .object({
      name: loginName,
      fullName: fullName.default(""),
      password: newPassword.optional(),
      mustChangePassword: z.boolean().default(true),
      groups: groups.default([]),
    })
    .strict(),
  answer: account.extend({ password: z.string().nullable() }),
  status: 201,
  privilege: "people.manage",
  errors: ["CONFLICT"],
});

export const changePersonRoute = defineRoute({
  method: "PATCH",
  path: "/api/v1/people/:person",
  summary: "Rename an account, disable or enable it, set its groups",
  params: who,
  query: none,
  body: z
    .object({
      name: loginName.optional(),
      fullName: fullName.optional(),
      disabled: z.boolean().optional(),
      groups: groups.optional(),
    })
    .strict(),
  answer: account,
  status: 200,
  privilege: "people.manage",
  errors: ["NOT_FOUND", "CONFLICT", "LAST_ADMINISTRATOR"],
});

export const resetPasswordRoute = defineRoute({
  method: "POST",
  path: "/api/v1/people/:person/password",
  summary: "Give an account another password; its sessions end, and it must choose its own",
  params: who,
  query: none,
  body: z.object({ password: newPassword.optional() }).strict(),
  /** The password where it was made here. */
  answer: z.object({ password: z.string().nullable() }),
  status: 200,
  privilege: "people.manage",
  errors: ["NOT_FOUND", "CONFLICT"],
});

export const resetSecondFactorRoute = defineRoute({
  method: "DELETE",
  path: "/api/v1/people/:person/second-factor",
  summary: "Remove the second factor of an account; its sessions end",
  params: who,
  query: none,
  body: nothing,
  answer: nothing,
  status: 204,
  privilege: "people.manage",
  errors: ["NOT_FOUND"],
});

export const listSessionsOfRoute = defineRoute({
  method: "GET",
  path: "/api/v1/people/:person/sessions",
  summary: "Sessions of an account",
  params: who,
  query: none,
  body: nothing,
  answer: z.object({ items: z.array(sessionView) }),
  status: 200,
  privilege: "people.manage",
  errors: ["NOT_FOUND"],
});

export const endSessionOfRoute = defineRoute({
  method: "DELETE",
  path: "/api/v1/people/:person/sessions/:session",
  summary: "End a session of an account at once, or with `all` every one",
  params: who.extend({ session: z.string().min(1).max(64) }),
  query: none,
  body: nothing,
  answer: nothing,
  status: 204,
  privilege: "people.manage",
  errors: ["NOT_FOUND"],
});
