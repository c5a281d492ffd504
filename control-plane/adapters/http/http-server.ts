import { randomUUID } from "node:crypto";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import Fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from "fastify";
import { unknownActor } from "../../app/audit/entry.ts";
import type { ControlPlane } from "../../app/control-plane.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import type { TlsSource } from "../../ports/tls-source.ts";
import { apiHeaders } from "./api-headers.ts";
import { registerApi } from "./api-routes.ts";
import { refusedEarly } from "./audit-trail.ts";
import { badHttp } from "./bad-http.ts";
import { ConsoleFiles } from "./console-files.ts";
import { registerDocuments } from "./documents.ts";
import { registerExposition } from "./exposition/register.ts";
import type { HttpContext } from "./http-context.ts";
import { type InstallOptions, registerInstall } from "./install/register.ts";
import { registerFallback } from "./not-found.ts";
import { problemOf } from "./problem.ts";
import { anonymousLimit, RateLimit, type RateLimitOptions } from "./rate-limit.ts";
import { type UpgradeRoute, upgradeRouter } from "./upgrades.ts";

export interface HttpServerOptions {
  readonly host: string;
  readonly port: number;
  readonly tls: TlsSource | null;
  /** Addresses of proxies whose X-Forwarded-* headers are believed. */
  readonly trustedProxies: readonly string[];
  /** Folder of the built console. */
  readonly consoleDirectory: string;
  /** Whether `/metrics` answers without a login. */
  readonly metricsOpen: boolean;
  readonly version: string;
  readonly app: ControlPlane;
  readonly clock: Clock;
  readonly log: Log;
  readonly upgrades: readonly UpgradeRoute[];
  /** What hosts join with; without it they cannot from here. */
  readonly install?: InstallOptions;
  readonly anonymousLimit?: RateLimitOptions;
  readonly checkAnswers?: boolean;
}

export const httpLimits = {
  bodyBytes: 256 * 1024,
  headerBytes: 16 * 1024,
  /** Time to receive a whole request; slow senders are cut off. */
  requestMs: 15_000,
  headersMs: 10_000,
  keepAliveMs: 65_000,
  pathParameter: 300,
  connections: 4_000,
  /** Requests under way when stopping get this long to end. */
  stopMs: 5_000,
} as const;

/** API, console, documents and metrics on one port. */
export class HttpServer {
  readonly #options: HttpServerOptions;
  #server: FastifyInstance | null = null;

  constructor(options: HttpServerOptions) {
    this.#options = options;
  }

  /** Rejects ADDRESS_IN_USE where another program has the port. */
  async start(signal: AbortSignal): Promise<void> {
    const { host, port, upgrades, clock, app } = this.#options;
    const anonymous = new RateLimit(this.#options.anonymousLimit ?? anonymousLimit);
    const server = await buildServer(this.#options, anonymous);
    server.server.maxConnections = httpLimits.connections;
    const throttle = {
      mayTry: (address: string) => anonymous.hasToken(address, clock.now()),
      refused: (address: string) => void anonymous.take(address, clock.now()),
      said: (address: string, path: string, code: string) => {
        const actor = unknownActor(address);
        const [action, target] = ["stream.open", `path:${path}`];
        app.refused({ actor, action, target, outcome: "refused", code });
      },
    };
    server.server.on("upgrade", upgradeRouter(upgrades, throttle));
    try {
      await server.listen({ host, port, signal });
    } catch (cause) {
      await server.close();
      throw listenError(cause, `${host}:${port}`);
    }
    this.#server = server;
  }

  /** The port listened on; differs from the option where that was 0. */
  port(): number {
    const address = this.#server?.server.address() as AddressInfo | null | undefined;
    return address?.port ?? 0;
  }

  async stop(): Promise<void> {
    const server = this.#server;
    if (server === null) return;
    this.#server = null;
    const timer = setTimeout(() => server.server.closeAllConnections(), httpLimits.stopMs);
    await server.close();
    clearTimeout(timer);
  }
}

async function buildServer(
  options: HttpServerOptions,
  anonymous: RateLimit,
): Promise<FastifyInstance> {
  const { app, clock, log } = options;
  const context: HttpContext = {
    app,
    clock,
    log,
    anonymous,
    checkAnswers: options.checkAnswers ?? false,
  };
  const server = newFastify(options);
  server.removeContentTypeParser("text/plain");
  server.addHook("onRequest", async (request, reply) => {
    reply.header("x-request-id", request.id);
  });
  server.addHook("onResponse", async (request, reply) => {
    const { method, url, id, ip } = request;
    const fields = { request: id, method, path: url.split("?")[0], address: ip };
    const outcome = { status: reply.statusCode, ms: Math.round(reply.elapsedTime) };
    if (method === "GET" || method === "HEAD") log.debug({ ...fields, ...outcome }, "request");
    else log.info({ ...fields, ...outcome }, "request");
  });
  server.setErrorHandler((error: FastifyError, request, reply) => {
    const attempted = `${request.method} ${request.url.split("?")[0]}`;
    const { status, problem } = problemOf(error, attempted, request.id);
    refusedEarly(app, request, error);
    if (status >= 500 && problem.code === "INTERNAL") {
      log.error({ error, request: request.id, attempted }, "a request failed unexpectedly");
    }
    const waitMs = problem.details?.retryAfterMs;
    if (typeof waitMs === "number") reply.header("retry-after", String(Math.ceil(waitMs / 1_000)));
    return reply.code(status).headers(apiHeaders).send(problem);
  });
  registerApi(server, context);
  registerDocuments(server, options.version);
  registerExposition(server, context, options.metricsOpen);
  const { install, version } = options;
  if (install !== undefined) registerInstall(server, context, { ...install, version });
  registerFallback(server, await ConsoleFiles.read(options.consoleDirectory));
  return server;
}

function newFastify(options: HttpServerOptions): FastifyInstance {
  const shared = {
    bodyLimit: httpLimits.bodyBytes,
    requestTimeout: httpLimits.requestMs,
    keepAliveTimeout: httpLimits.keepAliveMs,
    routerOptions: { maxParamLength: httpLimits.pathParameter },
    trustProxy: options.trustedProxies.length === 0 ? false : [...options.trustedProxies],
    genReqId: () => randomUUID(),
    clientErrorHandler: badHttp,
    // A path that cannot be routed never reaches the error handler.
    frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
      const attempted = `${request.method} an address that cannot be read`;
      const { status, problem } = problemOf(error, attempted, request.id);
      reply.code(status).headers(apiHeaders).header("x-request-id", request.id).send(problem);
    },
    forceCloseConnections: "idle" as const,
  };
  const http = {
    maxHeaderSize: httpLimits.headerBytes,
    headersTimeout: httpLimits.headersMs,
    requestTimeout: httpLimits.requestMs,
    connectionsCheckingInterval: 2_000,
  };
  if (options.tls === null) return Fastify({ ...shared, http });
  const https = { ...http, ...options.tls.options(), handshakeTimeout: httpLimits.headersMs };
  const server = Fastify({ ...shared, https });
  options.tls.whenChanged((context) => server.server.setSecureContext(context));
  return server as unknown as FastifyInstance<Server>;
}

function listenError(cause: unknown, where: string): NovaError {
  const taken = cause instanceof Error && "code" in cause && cause.code === "EADDRINUSE";
  return new NovaError(taken ? "ADDRESS_IN_USE" : "CONFIG_INVALID", `listen on ${where}`, {
    cause,
  });
}
