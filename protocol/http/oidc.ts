import { z } from "zod";
import { none, nothing } from "./common.ts";
import { defineRoute } from "./route.ts";

export const oidcLoginRoute = defineRoute({
  method: "GET",
  path: "/api/v1/session/oidc",
  summary: "Go to the login provider (OpenID Connect, code flow with PKCE, state and nonce)",
  params: none,
  query: none,
  body: nothing,
  answer: nothing,
  status: 303,
  privilege: "public",
  errors: ["NOT_FOUND", "LOGIN_PROVIDER_UNAVAILABLE", "OVERLOADED"],
});

const text = z.string().max(4_096).optional();

/** The provider sends the browser here. What it says is checked whole, so unknown parameters pass. */
export const oidcCallbackRoute = defineRoute({
  method: "GET",
  path: "/api/v1/session/oidc/callback",
  summary: "Come back from the login provider; sets the session cookie and opens the console",
  params: none,
  query: z.looseObject({ code: text, state: text, iss: text, error: text }),
  body: nothing,
  answer: nothing,
  status: 303,
  privilege: "public",
  audit: "change",
  errors: ["NOT_FOUND", "OIDC_REFUSED", "FORBIDDEN", "LOGIN_PROVIDER_UNAVAILABLE", "CONFLICT"],
});
