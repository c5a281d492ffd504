import { z } from "zod";
import { loginName } from "../domain/access.ts";
import { timestampMs, userId } from "../domain/ids.ts";
import { holder } from "../domain/may.ts";
import { none, nothing } from "./common.ts";
import { defineRoute } from "./route.ts";

const password = z.string().min(1).max(1_024);
/** At least 12 letters, as NIST SP 800-63B-4 3.1.1.2 has it for a password beside a second factor. */
export const newPassword = z.string().min(12).max(1_024);
/** Six digits of an authenticator app, or a recovery code; blanks and dashes do not count. */
export const secondFactorCode = z
  .string()
  .max(40)
  .transform((text) => text.replace(/[\s-]/g, "").toUpperCase())
  .pipe(z.string().regex(/^([0-9]{6}|[A-Z2-7]{16})$/));

export const person = holder.extend({
  id: userId,
  name: loginName,
  /** Names of the roles, for people to read; what they hold stands in `grants`. */
  role: z.string(),
  via: z.enum(["session", "token"]),
  /** Id of the API token that proves the person; null with a session. */
  token: z.string().nullable().default(null),
  /** When that token ends; null where it does not, and with a session. */
  tokenExpiresAt: timestampMs.nullable().default(null),
  /** `oidc`: the login provider proves the person; there is no password here. */
  source: z.enum(["local", "oidc"]),
  secondFactor: z.boolean(),
});
export type Person = z.infer<typeof person>;

export const loginWaysRoute = defineRoute({
  method: "GET",
  path: "/api/v1/session/ways",
  summary: "Ways to log in; `oidc` names the login provider where one is set up",
  params: none,
  query: none,
  body: nothing,
  answer: z.object({
    password: z.literal(true),
    oidc: z.object({ label: z.string(), path: z.string() }).nullable(),
  }),
  status: 200,
  privilege: "public",
  errors: [],
});

export const loginRoute = defineRoute({
  method: "POST",
  path: "/api/v1/session",
  summary: "Log in; the answer sets an HttpOnly session cookie",
  params: none,
  query: none,
  /** `code`: where the account has a second factor; without it the answer is SECOND_FACTOR_NEEDED. */
  body: z.object({ name: loginName, password, code: secondFactorCode.optional() }).strict(),
  answer: person,
  status: 201,
  privilege: "public",
  errors: ["BAD_CREDENTIALS", "SECOND_FACTOR_NEEDED", "SECOND_FACTOR_WRONG", "NOT_READY"],
});

export const whoRoute = defineRoute({
  method: "GET",
  path: "/api/v1/session",
  summary: "Who is logged in, what they may do where, and what they have to do first",
  params: none,
  query: none,
  body: nothing,
  answer: person,
  status: 200,
  privilege: "self",
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
  privilege: "self",
  errors: [],
});

export const changePasswordRoute = defineRoute({
  method: "PUT",
  path: "/api/v1/session/password",
  summary: "Change one's own password; other sessions of the person end",
  params: none,
  query: none,
  body: z.object({ current: password, new: newPassword }).strict(),
  answer: nothing,
  status: 204,
  privilege: "session",
  errors: ["BAD_CREDENTIALS", "CONFLICT"],
});

export const sessionView = z.object({
  /** Not its secret. */
  id: z.string().max(64),
  createdAt: timestampMs,
  /** When it was last used, to the minute. */
  lastSeenAt: timestampMs,
  /** Whatever happens, it ends then; sooner where it is not used. */
  expiresAt: timestampMs,
  idleEndsAt: timestampMs,
  address: z.string(),
  browser: z.string(),
  /** The one that asks. */
  present: z.boolean(),
});
export type SessionView = z.infer<typeof sessionView>;

export const listSessionsRoute = defineRoute({
  method: "GET",
  path: "/api/v1/sessions",
  summary: "One's own sessions",
  params: none,
  query: none,
  body: nothing,
  answer: z.object({ items: z.array(sessionView) }),
  status: 200,
  privilege: "self",
  errors: [],
});

export const endSessionRoute = defineRoute({
  method: "DELETE",
  path: "/api/v1/sessions/:session",
  summary: "End one of one's own sessions at once, or with `others` all but this one",
  params: z.object({ session: z.string().min(1).max(64) }),
  query: none,
  body: nothing,
  answer: nothing,
  status: 204,
  privilege: "session",
  errors: ["NOT_FOUND"],
});
