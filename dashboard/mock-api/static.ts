import { readFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { extname, join, normalize } from "node:path";
import { consoleHeaders } from "@novacron/protocol/http/csp";

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".woff2": "font/woff2",
  ".svg": "image/svg+xml",
  ".json": "application/json",
  ".webmanifest": "application/manifest+json",
};

/** A file of the built console with the headers of the real server; a path of a page gives the page. */
export async function serveFile(
  dist: string,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const wanted = normalize(path).replace(/^(\.\.[/\\])+/, "");
  const isFile = extname(wanted) !== "";
  const file = join(dist, isFile ? wanted : "index.html");
  const zipped = String(request.headers["accept-encoding"] ?? "").includes("gzip");
  const type = types[extname(file)] ?? "application/octet-stream";
  const headers = { ...consoleHeaders, "content-type": type };
  const packed = zipped ? await readFile(`${file}.gz`).catch(() => null) : null;
  if (packed !== null) {
    response.writeHead(200, { ...headers, "content-encoding": "gzip" }).end(packed);
    return;
  }
  const plain = await readFile(file).catch(() => null);
  if (plain === null) response.writeHead(404).end();
  else response.writeHead(200, headers).end(plain);
}
