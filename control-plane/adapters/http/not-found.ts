import { NovaError } from "@novacron/protocol/errors/nova-error";
import { routes } from "@novacron/protocol/http/routes";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { ConsoleFiles } from "./console-files.ts";

/** Methods of the API by path; parameters stand for one segment. */
const table = Object.values(routes).map((route) => ({
  method: route.method,
  segments: route.path.split("/"),
}));

/** What no route took: the console's files and pages, or a Problem. */
export function registerFallback(server: FastifyInstance, files: ConsoleFiles): void {
  server.setNotFoundHandler((request, reply) => {
    const path = request.url.split("?")[0] ?? "/";
    const allowed = methodsOf(path);
    if (allowed.length > 0) throw methodNotAllowed(request, reply, allowed);
    const reads = request.method === "GET" || request.method === "HEAD";
    if (!reads || path === "/api" || path.startsWith("/api/")) throw notFound(request);
    return files.send(path, request, reply) ?? orPage(files, request, reply);
  });
}

/** A page of the console by its own address: the console's router shows it. */
function orPage(files: ConsoleFiles, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const path = request.url.split("?")[0] ?? "/";
  const file = /\.[a-z0-9]+$/i.test(path);
  const page = file ? null : files.send("/index.html", request, reply);
  if (page !== null) return page;
  if (file) throw notFound(request);
  const next = "The console is not built; `npm start` builds it. The API is at /api";
  throw new NovaError("NOT_FOUND", attempt(request), { next });
}

function methodsOf(path: string): readonly string[] {
  const given = path.split("/");
  const found = table.filter(
    ({ segments }) =>
      segments.length === given.length &&
      segments.every((segment, at) => segment.startsWith(":") || segment === given[at]),
  );
  return [...new Set(found.map((route) => route.method))];
}

function methodNotAllowed(
  request: FastifyRequest,
  reply: FastifyReply,
  allowed: readonly string[],
): NovaError {
  reply.header("allow", allowed.join(", "));
  return new NovaError("METHOD_NOT_ALLOWED", attempt(request), { details: { allowed } });
}

function notFound(request: FastifyRequest): NovaError {
  return new NovaError("NOT_FOUND", attempt(request));
}

function attempt(request: FastifyRequest): string {
  return `${request.method} ${(request.url.split("?")[0] ?? "/").slice(0, 200)}`;
}
