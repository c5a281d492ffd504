import type { IncomingMessage } from "node:http";
import type { Proof } from "../../app/control-plane.ts";

/** What of the application proves a login. */
export interface Proving {
  provenBySession(secret: string, isUse?: boolean): Promise<Proof | null>;
  provenByToken(secret: string, isUse?: boolean): Promise<Proof | null>;
}

export interface Login extends Proof {
  readonly via: "session" | "token";
  readonly secret: string;
}

/** `__Host-` would need Secure, which a control plane on a loopback address without TLS cannot have. */
export const sessionCookie = "novacron_session";

const secretForm = /^[\w.~+/=-]{1,256}$/;

/**
 * Who asks: by the token in the Authorization header, or else by the session cookie. A bad token is not
 * helped out by a good cookie. Null where neither proves a login.
 */
export async function loginOf(request: IncomingMessage, app: Proving): Promise<Login | null> {
  const bearer = bearerOf(request.headers.authorization);
  if (bearer !== null) {
    const proof = await app.provenByToken(bearer);
    return proof === null ? null : { ...proof, via: "token", secret: bearer };
  }
  if (request.headers.authorization !== undefined) return null;
  const cookie = cookieOf(request.headers.cookie, sessionCookie);
  if (cookie === null) return null;
  const proof = await app.provenBySession(cookie);
  return proof === null ? null : { ...proof, via: "session", secret: cookie };
}

function bearerOf(header: string | undefined): string | null {
  const found = /^bearer +(\S+)$/i.exec(header ?? "");
  return found?.[1] !== undefined && secretForm.test(found[1]) ? found[1] : null;
}

export function cookieOf(header: string | undefined, name: string): string | null {
  for (const pair of (header ?? "").split(";")) {
    const at = pair.indexOf("=");
    if (at < 0 || pair.slice(0, at).trim() !== name) continue;
    const value = pair.slice(at + 1).trim();
    return secretForm.test(value) ? value : null;
  }
  return null;
}

/** Strict: no other site's link or form ever carries it. */
export function cookieText(
  session: { secret: string; expiresAt: number } | null,
  how: { readonly secure: boolean; readonly nowMs: number },
): string {
  const seconds =
    session === null ? 0 : Math.max(0, Math.floor((session.expiresAt - how.nowMs) / 1_000));
  return (
    `${sessionCookie}=${session?.secret ?? ""}; Path=/; HttpOnly; SameSite=Strict; ` +
    `Max-Age=${seconds}${how.secure ? "; Secure" : ""}`
  );
}

/** A login by the login provider that is under way in this browser. */
export const flowCookie = "novacron_login";
const flowPath = "/api/v1/session/oidc";
const flowSeconds = 600;

/** Lax: it must come along when the provider sends the browser back, and only to that one path. */
export function flowCookieText(secret: string | null, secure: boolean): string {
  const seconds = secret === null ? 0 : flowSeconds;
  return (
    `${flowCookie}=${secret ?? ""}; Path=${flowPath}; HttpOnly; SameSite=Lax; ` +
    `Max-Age=${seconds}${secure ? "; Secure" : ""}`
  );
}

/**
 * Whether a browser says the request comes from our own pages. `Sec-Fetch-Site` cannot be set by a page;
 * older browsers send `Origin` with everything that is not a plain GET. Neither is there: `unknown`.
 */
export function originOf(request: IncomingMessage): "same" | "foreign" | "unknown" {
  const site = request.headers["sec-fetch-site"];
  if (site !== undefined) return site === "same-origin" ? "same" : "foreign";
  const origin = request.headers.origin;
  if (origin === undefined) return "unknown";
  return URL.parse(origin)?.host === request.headers.host?.toLowerCase() ? "same" : "foreign";
}
