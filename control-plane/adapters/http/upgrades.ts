import { type IncomingMessage, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { errorCodes, isErrorCode } from "@novacron/protocol/errors/codes";
import { toProblem } from "@novacron/protocol/errors/nova-error";

/** A WebSocket endpoint of another adapter on this port. */
export interface UpgradeRoute {
  readonly matches: (path: string) => boolean;
  /** Takes the socket over, or rejects with a NovaError, which becomes the HTTP answer. */
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => Promise<void>;
}

export function upgradeRouter(routes: readonly UpgradeRoute[]) {
  return (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    socket.on("error", () => socket.destroy());
    const path = (request.url ?? "/").split("?")[0] ?? "/";
    const route = routes.find((candidate) => candidate.matches(path));
    if (route === undefined) {
      refuse(socket, 404, "");
      return;
    }
    route.upgrade(request, socket, head).catch((error: unknown) => {
      const problem = toProblem(error, `open ${path}`);
      const status = isErrorCode(problem.code) ? errorCodes[problem.code].status : 500;
      refuse(socket, status, JSON.stringify(problem));
    });
  };
}

function refuse(socket: Duplex, status: number, body: string): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\nconnection: close\r\n` +
      "content-type: application/json; charset=utf-8\r\n" +
      `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
