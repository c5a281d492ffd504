import { consoleHeaders } from "@novacron/protocol/http/csp";
import { openApiDocument } from "@novacron/protocol/http/openapi";
import type { FastifyInstance } from "fastify";
import { apiPage } from "./api-page.ts";
import { apiPageStyle } from "./api-page-style.ts";
import { sendJson } from "./send.ts";

/**
 * The API's document and a page to read it. The page is made here from the same document and holds no
 * script: the ready-made viewers weigh megabytes and need a looser Content-Security-Policy than the rest.
 */
export function registerDocuments(server: FastifyInstance, version: string): void {
  const document = openApiDocument(version);
  const text = JSON.stringify(document);
  const page = apiPage(document);
  server.get("/openapi.json", (request, reply) => sendJson(request, reply, text));
  server.get("/api", (_request, reply) =>
    reply.headers(consoleHeaders).type("text/html; charset=utf-8").send(page),
  );
  server.get("/api/page.css", (_request, reply) =>
    reply.headers(consoleHeaders).type("text/css; charset=utf-8").send(apiPageStyle),
  );
}
