import { z } from "zod";
import { none, nothing } from "./common.ts";
import { defineRoute } from "./route.ts";
import { secondFactorCode } from "./session.ts";

const password = z.string().min(1).max(1_024);
const recoveryCodes = z.object({ recoveryCodes: z.array(z.string()) });

export const beginSecondFactorRoute = defineRoute({
  method: "POST",
  path: "/api/v1/session/second-factor",
  summary: "Begin to set up an authenticator app (RFC 6238); its secret is shown this once",
  params: none,
  query: none,
  body: z.object({ password }).strict(),
  /** `uri`: otpauth://, to be shown as a picture; `secret`: the same as text, base32. */
  answer: z.object({ secret: z.string(), uri: z.string() }),
  status: 201,
  privilege: "session",
  errors: ["BAD_CREDENTIALS", "CONFLICT"],
});

export const confirmSecondFactorRoute = defineRoute({
  method: "PUT",
  path: "/api/v1/session/second-factor",
  summary: "Confirm the app by its first code; gives the recovery codes, this once",
  params: none,
  query: none,
  body: z.object({ code: secondFactorCode }).strict(),
  answer: recoveryCodes,
  status: 200,
  privilege: "session",
  errors: ["SECOND_FACTOR_WRONG", "CONFLICT"],
});

export const newRecoveryCodesRoute = defineRoute({
  method: "POST",
  path: "/api/v1/session/second-factor/recovery-codes",
  summary: "Make new recovery codes; the old ones are void",
  params: none,
  query: none,
  body: z.object({ password, code: secondFactorCode }).strict(),
  answer: recoveryCodes,
  status: 201,
  privilege: "session",
  errors: ["BAD_CREDENTIALS", "SECOND_FACTOR_WRONG", "CONFLICT"],
});

export const removeSecondFactorRoute = defineRoute({
  method: "POST",
  path: "/api/v1/session/second-factor/remove",
  summary: "Remove one's own second factor",
  params: none,
  query: none,
  body: z.object({ password, code: secondFactorCode }).strict(),
  answer: nothing,
  status: 204,
  privilege: "session",
  errors: ["BAD_CREDENTIALS", "SECOND_FACTOR_WRONG", "CONFLICT"],
});
