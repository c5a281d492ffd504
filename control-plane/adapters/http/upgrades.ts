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

/** `refused` hears of each upgrade that proved nothing; `mayTry` says whether an address may try again. */
export interface UpgradeThrottle {
  readonly mayTry: (address: string) => boolean;
  readonly refused: (address: string) => void;
  /** Hears of every refusal, for the audit log. */
  readonly said: (address: string, path: string, code: string) => void;
}

const unthrottled: UpgradeThrottle = {
  mayTry: () => true,
  refused: () => undefined,
  said: () => undefined,
};

export function upgradeRouter(
  routes: readonly UpgradeRoute[],
  throttle: UpgradeThrottle = unthrottled,
) {
  return (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    socket.on("error", () => socket.destroy());
    const address = request.socket.remoteAddress ?? "unknown";
    if (!throttle.mayTry(address)) {
      refuse(socket, 429, "");
      return;
    }
    const path = (request.url ?? "/").split("?")[0] ?? "/";
    const route = routes.find((candidate) => candidate.matches(path));
    if (route === undefined) {
      refuse(socket, 404, "");
      return;
    }
    route.upgrade(request, socket, head).catch((error: unknown) => {
      const problem = toProblem(error, `open ${path}`);
      if (unproven.has(problem.code)) throttle.refused(address);
      throttle.said(address, path, problem.code);
      const status = isErrorCode(problem.code) ? errorCodes[problem.code].status : 500;
      refuse(socket, status, JSON.stringify(problem));
    });
  };
}

const unproven = new Set<string>(["UNAUTHENTICATED", "TICKET_REFUSED"]);

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
