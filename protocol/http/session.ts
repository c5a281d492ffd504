import { z } from "zod";
import { loginName, role } from "../domain/access.ts";
import { timestampMs, userId } from "../domain/ids.ts";
import { none, nothing } from "./common.ts";
import { defineRoute } from "./route.ts";

const password = z.string().min(1).max(1_024);

export const person = z.object({
  id: userId,
  name: loginName,
  role,
  via: z.enum(["session", "token"]),
});
export type Person = z.infer<typeof person>;

export const loginRoute = defineRoute({
  method: "POST",
  path: "/api/v1/session",
  summary: "Log in; the answer sets an HttpOnly session cookie",
  params: none,
  query: none,
  body: z.object({ name: loginName, password }).strict(),
  answer: person,
  status: 201,
  privilege: "public",
  errors: ["BAD_CREDENTIALS"],
});

export const whoRoute = defineRoute({
  method: "GET",
  path: "/api/v1/session",
  summary: "Who is logged in",
  params: none,
  query: none,
  body: nothing,
  answer: person,
  status: 200,
  privilege: "viewer",
  errors: [],
});

export const logoutRoute = defineRoute({
  method: "DELETE",
  path: "/api/v1/session",
  summary: "Log out; live feeds of the session close",
  params: none,
  query: none,
  body: nothing,
  answer: nothing,
  status: 204,
  privilege: "viewer",
  errors: [],
});

export const changePasswordRoute = defineRoute({
  method: "PUT",
  path: "/api/v1/session/password",
  summary: "Change one's own password; other sessions of the person end",
  params: none,
  query: none,
  body: z.object({ current: password, new: z.string().min(12).max(1_024) }).strict(),
  answer: nothing,
  status: 204,
  privilege: "viewer",
  errors: ["BAD_CREDENTIALS"],
});

export const apiToken = z.object({
  id: z.uuid(),
  label: z.string().max(100),
  role,
  createdAt: timestampMs,
  expiresAt: timestampMs.nullable(),
  lastUsedAt: timestampMs.nullable(),
});
export type ApiToken = z.infer<typeof apiToken>;

export const listTokensRoute = defineRoute({
  method: "GET",
  path: "/api/v1/tokens",
  summary: "One's own API tokens, without their secrets",
  params: none,
  query: none,
  body: nothing,
  answer: z.object({ items: z.array(apiToken) }),
  status: 200,
  privilege: "viewer",
  errors: [],
});

export const createTokenRoute = defineRoute({
  method: "POST",
  path: "/api/v1/tokens",
  summary: "Make an API token for scripts; its secret is shown this once",
  params: none,
  query: none,
  body: z
    .object({
      label: z.string().min(1).max(100),
      role: role.default("viewer"),
      expiresInDays: z.int().min(1).max(3_650).nullable().default(90),
    })
    .strict(),
  answer: apiToken.extend({ secret: z.string() }),
  status: 201,
  privilege: "viewer",
  errors: ["FORBIDDEN", "CONFLICT"],
});

export const deleteTokenRoute = defineRoute({
  method: "DELETE",
  path: "/api/v1/tokens/:token",
  summary: "Revoke an API token at once",
  params: z.object({ token: z.uuid() }),
  query: none,
  body: nothing,
  answer: nothing,
  status: 204,
  privilege: "viewer",
  errors: ["NOT_FOUND"],
});
