import type { Socket } from "node:net";
import { NovaError, toProblem } from "@novacron/protocol/errors/nova-error";

/** Answers what is not HTTP, has too large headers or comes too slowly; then closes. */
export function badHttp(error: Error & { code?: string }, socket: Socket): void {
  if (!socket.writable || error.code === "ECONNRESET") {
    socket.destroy();
    return;
  }
  const { status, why } = reasonOf(error.code);
  const problem = toProblem(
    new NovaError("BAD_REQUEST", "read an HTTP request", { details: { request: why } }),
    "",
  );
  const body = JSON.stringify(problem);
  socket.end(
    `HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-type: application/json; charset=utf-8\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

function reasonOf(code: string | undefined): { status: string; why: string } {
  if (code === "HPE_HEADER_OVERFLOW") {
    return { status: "431 Request Header Fields Too Large", why: "the headers are too large" };
  }
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") {
    return { status: "408 Request Timeout", why: "the request came too slowly" };
  }
  return { status: "400 Bad Request", why: "not understood as HTTP" };
}
