import { mayUse, privilegeText } from "@novacron/protocol/domain/access";
import type { Holder } from "@novacron/protocol/domain/may";
import type { Obstacle } from "@novacron/protocol/domain/obstacle";
import type { Permission } from "@novacron/protocol/domain/permissions";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { Route } from "@novacron/protocol/http/route";
import { type RouteName, routes } from "@novacron/protocol/http/routes";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { apiHeaders } from "./api-headers.ts";
import { type Audited, audited } from "./audit-trail.ts";
import { clientCertificate } from "./client-certificate.ts";
import type { Call, Handler } from "./handler.ts";
import { handlersOf } from "./handlers.ts";
import type { HttpContext } from "./http-context.ts";
import { badRequest } from "./problem.ts";
import {
  cookieOf,
  cookieText,
  flowCookie,
  flowCookieText,
  loginOf,
  originOf,
} from "./request-context.ts";
import { sendJson } from "./send.ts";

const names = Object.keys(routes) as RouteName[];

/** Registers exactly the routes of the table. */
export function registerApi(server: FastifyInstance, context: HttpContext): void {
  const handlers = handlersOf(context.app);
  for (const name of names) {
    const route: Route = routes[name];
    const handler = handlers[name] as Handler<Route>;
    server.route({
      method: route.method,
      url: route.path,
      handler: (request, reply) => serve({ context, name, route, handler }, request, reply),
    });
  }
}

interface Served {
  readonly context: HttpContext;
  readonly name: RouteName;
  readonly route: Route;
  readonly handler: Handler<Route>;
}

async function serve(
  { context, name, route, handler }: Served,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const what: Audited = { name, route, address: request.ip, login: null, parts: null, notes: [] };
  let input: ReturnType<typeof parsed>;
  const answered = audited(context.app, what, {
    admit: async () => {
      await admit(context, what, request);
      input = parsed(route, request);
      what.parts = input;
    },
    act: async () => handler(callOf(what, input, { context, request, reply })),
  });
  if (route.status === 303) return goOn(answered, request, reply);
  const answer = await answered;
  if (context.checkAnswers) checkAnswer(route, answer);
  reply.code(route.status);
  if (route.status === 204) return reply.send();
  return sendJson(request, reply, JSON.stringify(answer));
}

/** A person in a browser is led on, or back to the login page, which says what the code means. */
async function goOn(
  answered: Promise<unknown>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  try {
    await answered;
  } catch (error) {
    const isPage = request.headers.accept?.includes("text/html") === true;
    if (!isPage || !(error instanceof NovaError)) throw error;
    reply.header("location", `/login?problem=${error.code}`);
  }
  return reply.code(303).headers(apiHeaders).send();
}

interface Asked {
  readonly context: HttpContext;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

function callOf(
  { login, address, notes }: Audited,
  input: ReturnType<typeof parsed>,
  { context, request, reply }: Asked,
): Call<Route> {
  return {
    person: login?.person as Call<Route>["person"],
    ...input,
    proof: { session: login?.session ?? null, token: login?.token ?? null },
    session: login?.via === "session" ? login.secret : null,
    address,
    browser: (request.headers["user-agent"] ?? "").slice(0, 200),
    flow: cookieOf(request.headers.cookie, flowCookie),
    setFlow: (secret) => {
      reply.header("set-cookie", flowCookieText(secret, request.protocol === "https"));
    },
    redirect: (location) => void reply.header("location", location),
    certificate: clientCertificate(request.raw),
    note: (more) => notes.push(more),
    get gone() {
      return goneSignal(reply);
    },
    setSession: (session) => {
      const secure = request.protocol === "https";
      reply.header("set-cookie", cookieText(session, { secure, nowMs: context.clock.now() }));
    },
  };
}

function goneSignal({ raw }: FastifyReply): AbortSignal {
  const gone = new AbortController();
  if (raw.closed) gone.abort();
  else raw.once("close", () => raw.writableFinished || gone.abort());
  return gone.signal;
}

/** Who asks, where they may: throttle, login, origin, role, in this order. Known as soon as proven. */
async function admit(context: HttpContext, what: Audited, request: FastifyRequest): Promise<void> {
  const { route } = what;
  const attempted = attemptOf(route);
  if (route.privilege === "public") {
    throttle(context, request, attempted);
    if (changes(route)) refuseForeign(originOf(request.raw), ["foreign"], attempted);
    return;
  }
  const login = await loginOf(request.raw, context.app);
  if (login === null) {
    throttle(context, request, attempted);
    throw new NovaError("UNAUTHENTICATED", attempted);
  }
  what.login = login;
  if (login.via === "session" && changes(route)) {
    refuseForeign(originOf(request.raw), ["foreign", "unknown"], attempted);
  }
  if (route.privilege === "session" && login.via !== "session") {
    const next = "Log in: a token must not change the account that it belongs to";
    throw new NovaError("FORBIDDEN", attempted, { next });
  }
  const obstacles = mayUse(login.person, route.privilege);
  if (obstacles.length === 0) return;
  const wish = route.body.safeParse(request.body);
  const needs = (wish.success ? route.needs?.(wish.data) : undefined) ?? null;
  if (needs === null) throw forbidden(attempted, privilegeText(route.privilege), obstacles);
  throw forbidden(attempted, needs.join(" and "), lacking(login.person, needs));
}

/** All of several permissions that somebody has nowhere, and what must be done first once. */
function lacking(person: Holder, needs: readonly Permission[]): readonly Obstacle[] {
  const found = needs.flatMap((one) => mayUse(person, one));
  return [...new Map(found.map((one) => [one.text, one])).values()];
}

function forbidden(attempted: string, needs: string, obstacles: readonly Obstacle[]): NovaError {
  return new NovaError("FORBIDDEN", attempted, {
    details: {
      needs,
      obstacles: obstacles.map((one) => one.code),
      reasons: obstacles.map((one) => one.text),
      remedies: obstacles.map((one) => one.remedy),
    },
    next: obstacles.map((one) => one.remedy).join("; "),
  });
}

function parsed(route: Route, request: FastifyRequest) {
  const attempted = attemptOf(route);
  const params = route.params.safeParse(request.params);
  if (!params.success) throw badRequest("params", params.error, attempted);
  const query = route.query.safeParse(request.query);
  if (!query.success) throw badRequest("query", query.error, attempted);
  const body = route.body.safeParse(request.body);
  if (!body.success) throw badRequest("body", body.error, attempted);
  return { params: params.data, query: query.data, body: body.data };
}

function changes(route: Route): boolean {
  return route.method !== "GET";
}

function refuseForeign(
  origin: ReturnType<typeof originOf>,
  refused: readonly string[],
  attempted: string,
): void {
  if (refused.includes(origin)) throw new NovaError("CSRF_REFUSED", attempted);
}

/** Counts against the address; the answer names the seconds to wait. */
export function throttle(context: HttpContext, request: FastifyRequest, attempted: string): void {
  const seconds = context.anonymous.take(request.ip, context.clock.now());
  if (seconds === 0) return;
  throw new NovaError("RATE_LIMITED", attempted, { details: { retryAfterMs: seconds * 1_000 } });
}

export function attemptOf(route: Route): string {
  return `${route.method} ${route.path}`;
}

function checkAnswer(route: Route, answer: unknown): void {
  const checked = route.answer.safeParse(answer);
  if (checked.success) return;
  throw new NovaError("INTERNAL", `answer ${attemptOf(route)} in its form`, {
    cause: checked.error,
  });
}
