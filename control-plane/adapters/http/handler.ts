import type { AnswerOf, BodyOf, ParamsOf, QueryOf, Route } from "@novacron/protocol/http/route";
import type { RouteName, routes } from "@novacron/protocol/http/routes";
import type { Person } from "@novacron/protocol/http/session";
import type { AuditEntry } from "../../app/audit/entry.ts";
import type { ControlPlane } from "../../app/control-plane.ts";

/** What a handler may know of a request: parsed, and who asks. */
export interface Call<R extends Route> {
  /** Null only where the route is public and nobody is logged in. */
  readonly person: R["privilege"] extends "public" ? Person | null : Person;
  readonly params: ParamsOf<R>;
  readonly query: QueryOf<R>;
  readonly body: BodyOf<R>;
  /** What proved the person: id of the session or of the token. */
  readonly proof: { readonly session: string | null; readonly token: string | null };
  /** Secret of the session that asks; null for a token. */
  readonly session: string | null;
  readonly address: string;
  /** What the browser calls itself, for lists of sessions. */
  readonly browser: string;
  /** What `setFlow` put into the browser; null where it is not there. */
  readonly flow: string | null;
  /** Puts the secret of a login under way into the browser, or takes it out. */
  readonly setFlow: (secret: string | null) => void;
  /** Where the browser is to go, for routes of status 303. */
  readonly redirect: (location: string) => void;
  /** DER of the client certificate that the connection proved; null without one. Not judged yet. */
  readonly certificate: Uint8Array | null;
  /** For the audit log, what the request itself does not say: who logged in, what was made. No secrets. */
  readonly note: (more: Partial<AuditEntry>) => void;
  /** Aborted when whoever asked has gone before the answer; for what takes a while and changes nothing. */
  readonly gone: AbortSignal;
  /** Sets the session cookie on the answer, or clears it. */
  readonly setSession: (session: { secret: string; expiresAt: number } | null) => void;
}

type Frozen<T> = T extends readonly (infer I)[]
  ? readonly Frozen<I>[]
  : T extends object
    ? { readonly [K in keyof T]: Frozen<T[K]> }
    : T;

export type Answer<R extends Route> = Frozen<AnswerOf<R>>;
export type Handler<R extends Route> = (call: Call<R>) => Answer<R> | Promise<Answer<R>>;

/** One handler for each route of the table: a route without one does not compile. */
export type Handlers = { readonly [N in RouteName]: Handler<(typeof routes)[N]> };

/** Some of the handlers: what one file of `handlers/` gives. */
export type HandlersOf<N extends RouteName> = (app: ControlPlane) => Pick<Handlers, N>;
