import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { TLSSocket } from "node:tls";
import type { HostId } from "@novacron/protocol/domain/ids";
import type { TunnelTicket } from "@novacron/protocol/domain/ticket";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import { WebSocketServer } from "ws";
import type { TunnelHub, TunnelStream } from "../../ports/tunnel-hub.ts";
import { WsStream } from "./ws-stream.ts";

export interface TunnelLimits {
  readonly waiting: number;
  readonly open: number;
  readonly frameBytes: number;
}

export const tunnelLimits: TunnelLimits = { waiting: 256, open: 500, frameBytes: 1024 * 1024 };

/** Whether who shows this certificate (DER), or none, may dial as this host. */
export type AdmitDialler = (
  host: HostId,
  certificate: Uint8Array | null,
  address: string,
) => boolean;

interface Expected {
  readonly path: string;
  readonly host: HostId | null;
  readonly refuse: () => void;
  readonly digest: Buffer;
  readonly resolve: (stream: TunnelStream) => void;
}

/** Where agents dial. A ticket is good for one dial, for its time, with its secret. */
export class WsTunnelHub implements TunnelHub {
  readonly #limits: TunnelLimits;
  readonly #expected = new Map<string, Expected>();
  readonly #streams = new Map<WsStream, HostId | null>();
  readonly #admit: AdmitDialler;
  readonly #server: WebSocketServer;

  constructor(limits: TunnelLimits = tunnelLimits, admit: AdmitDialler = () => true) {
    this.#limits = limits;
    this.#admit = admit;
    this.#server = new WebSocketServer({
      noServer: true,
      maxPayload: limits.frameBytes,
      perMessageDeflate: false,
      clientTracking: false,
    });
  }

  expect(ticket: TunnelTicket, signal: AbortSignal, host?: HostId): Promise<TunnelStream> {
    const attempted = `wait for the stream ${ticket.kind} of machine ${ticket.machine}`;
    const full =
      this.#expected.size >= this.#limits.waiting || this.#streams.size >= this.#limits.open;
    if (full || this.#expected.has(ticket.path)) {
      return Promise.reject(new NovaError(full ? "OVERLOADED" : "TICKET_REFUSED", attempted));
    }
    return new Promise((resolve, reject) => {
      const end = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", refuse);
        this.#expected.delete(ticket.path);
      };
      const refuse = () => {
        end();
        reject(new NovaError("TICKET_REFUSED", attempted));
      };
      const timer = setTimeout(refuse, ticket.validForMs);
      signal.addEventListener("abort", refuse, { once: true });
      this.#expected.set(ticket.path, {
        path: ticket.path,
        host: host ?? null,
        refuse,
        digest: digestOf(ticket.secret),
        resolve: (stream) => {
          end();
          resolve(stream);
        },
      });
      if (signal.aborted) refuse();
    });
  }

  open(): number {
    return this.#streams.size;
  }

  async stop(): Promise<void> {
    for (const stream of this.#streams.keys()) stream.close("the control plane stops");
  }

  closeHost(host: HostId, reason: string): void {
    for (const [stream, of] of this.#streams) if (of === host) stream.close(reason);
    for (const expected of this.#expected.values()) if (expected.host === host) expected.refuse();
  }

  matches(path: string): boolean {
    return path.startsWith("/tunnel/v1/");
  }

  /** An unknown path and a wrong secret look alike, also in time; a wrong dial does not use the ticket up. */
  async upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const path = request.url ?? "";
    const shown = digestOf(/^bearer +(\S+)$/i.exec(request.headers.authorization ?? "")?.[1] ?? "");
    const expected = this.#expected.get(path);
    const same = timingSafeEqual(shown, expected?.digest ?? digestOf("no ticket"));
    if (expected === undefined || !same || !this.#isFrom(expected.host, request)) {
      throw new NovaError("TICKET_REFUSED", "open a stream");
    }
    // From here on it is used, whether or not the handshake works out.
    this.#expected.delete(expected.path);
    this.#server.handleUpgrade(request, socket, head, (ws) => {
      const stream = new WsStream(ws);
      this.#streams.set(stream, expected.host);
      stream.whenClosed(() => this.#streams.delete(stream));
      expected.resolve(stream);
    });
  }

  /** A ticket that was stolen from one host is worth nothing to another. */
  #isFrom(host: HostId | null, request: IncomingMessage): boolean {
    const address = request.socket.remoteAddress ?? "unknown";
    return host === null || this.#admit(host, certificateOf(request), address);
  }
}

function certificateOf({ socket }: IncomingMessage): Uint8Array | null {
  return socket instanceof TLSSocket ? (socket.getPeerX509Certificate()?.raw ?? null) : null;
}

function digestOf(secret: string): Buffer {
  return createHash("sha256").update(secret).digest();
}
