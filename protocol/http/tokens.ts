import { z } from "zod";
import { timestampMs, userId } from "../domain/ids.ts";
import { scope } from "../domain/scope.ts";
import { none, nothing } from "./common.ts";
import { defineRoute } from "./route.ts";

export const apiToken = z.object({
  id: z.uuid(),
  label: z.string().max(100),
  /** The role that bounds it; null: all that its maker may. It never may more than its person may now. */
  role: z.string().nullable(),
  scope,
  createdAt: timestampMs,
  expiresAt: timestampMs.nullable(),
  lastUsedAt: timestampMs.nullable(),
});
export type ApiToken = z.infer<typeof apiToken>;

export const newToken = z
  .object({
    label: z.string().min(1).max(100),
    role: z.string().min(1).max(64).nullable().default("viewer"),
    scope: scope.default({ kind: "everything" }),
    expiresInDays: z.int().min(1).max(3_650).nullable().default(90),
  })
  .strict();
export type NewToken = z.infer<typeof newToken>;

export const listTokensRoute = defineRoute({
  method: "GET",
  path: "/api/v1/tokens",
  summary: "One's own API tokens, without their secrets",
  params: none,
  query: none,
  body: nothing,
  answer: z.object({ items: z.array(apiToken) }),
  status: 200,
  privilege: "self",
  errors: [],
});

export const createTokenRoute = defineRoute({
  method: "POST",
  path: "/api/v1/tokens",
  summary: "Make an API token for scripts; its secret is shown this once",
  params: none,
  query: none,
  body: newToken,
  answer: apiToken.extend({ secret: z.string() }),
  status: 201,
  privilege: "self",
  errors: ["FORBIDDEN", "CONFLICT", "NOT_FOUND"],
});

export const deleteTokenRoute = defineRoute({
  method: "DELETE",
  path: "/api/v1/tokens/:token",
  summary: "Revoke an API token at once, and those that were made with it",
  params: z.object({ token: z.uuid() }),
  query: none,
  body: nothing,
  answer: nothing,
  status: 204,
  privilege: "self",
  errors: ["NOT_FOUND"],
});

export const listTokensOfRoute = defineRoute({
  method: "GET",
  path: "/api/v1/people/:person/tokens",
  summary: "API tokens of a person, without their secrets",
  params: z.object({ person: userId }),
  query: none,
  body: nothing,
  answer: z.object({ items: z.array(apiToken) }),
  status: 200,
  privilege: "people.manage",
  errors: ["NOT_FOUND"],
});

export const deleteTokenOfRoute = defineRoute({
  method: "DELETE",
  path: "/api/v1/people/:person/tokens/:token",
  summary: "Revoke an API token of a person at once",
  params: z.object({ person: userId, token: z.uuid() }),
  query: none,
  body: nothing,
  answer: nothing,
  status: 204,
  privilege: "people.manage",
  errors: ["NOT_FOUND"],
});
