import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { TunnelTicket } from "@novacron/protocol/domain/ticket";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { WebSocket } from "ws";
import type { DeviceStream } from "../ports/hypervisor.ts";
import type { Log } from "../ports/log.ts";
import type { TunnelDialer } from "../ports/tunnel.ts";
import { type StreamLimits, streamLimits } from "./limits.ts";
import { type StreamEnd, WsDeviceStream } from "./ws-device-stream.ts";

export interface WsTunnelOptions {
  /** `ws://host:port` or `wss://host:port` of the control plane; a ticket's path is put behind it. */
  readonly url: string;
  /** Certificate authority of the control plane in PEM, where it is not one of the system's. */
  readonly ca?: string | undefined;
  /** Opens the TLS connection in place of the usual way: by this host's certificate. */
  readonly connect?: ((host: string, port: number) => Socket) | undefined;
  readonly log: Log;
  readonly limits?: Partial<StreamLimits & { readonly handshakeMs: number }>;
}

/** What went through the tunnel since start. */
export interface TunnelCounters {
  readonly open: number;
  readonly dialled: number;
  readonly refused: number;
  readonly receivedBytes: number;
  readonly sentBytes: number;
}

const defaultHandshakeMs = 10_000;
/** HTTP answers by which the control plane refuses a ticket. */
const refusals: ReadonlySet<number> = new Set([401, 403]);

/** Dials the control plane by WebSocket, one connection for each stream. */
export class WsTunnel implements TunnelDialer {
  readonly #base: string;
  readonly #ca: string | undefined;
  readonly #connect: WsTunnelOptions["connect"];
  readonly #log: Log;
  readonly #limits: StreamLimits;
  readonly #handshakeMs: number;
  #counters: TunnelCounters = { open: 0, dialled: 0, refused: 0, receivedBytes: 0, sentBytes: 0 };

  /** Throws CONFIG_INVALID for an address that is none. */
  constructor({ url, ca, connect, log, limits = {} }: WsTunnelOptions) {
    this.#base = baseOf(url);
    this.#ca = ca;
    this.#connect = connect;
    this.#log = log;
    this.#limits = { ...streamLimits, ...limits };
    this.#handshakeMs = limits.handshakeMs ?? defaultHandshakeMs;
  }

  async dial(ticket: TunnelTicket, signal: AbortSignal): Promise<DeviceStream> {
    const attempted = attemptOf(ticket);
    if (signal.aborted) throw new NovaError("CANCELLED", attempted);
    try {
      // Loaded with the first stream: with HTTP and TLS it holds 10 MB, and most agents never open one.
      const ws = await import("ws");
      if (signal.aborted) throw new NovaError("CANCELLED", attempted);
      const socket = this.#socket(ws.WebSocket, ticket);
      const stream = await this.#handshake(socket, ticket, signal);
      this.#count({ open: 1, dialled: 1 });
      return stream;
    } catch (error) {
      this.#count({ refused: 1 });
      throw error;
    }
  }

  counters(): TunnelCounters {
    return this.#counters;
  }

  /** The secret goes into the header alone: addresses end up in the logs of servers on the way. */
  #socket(Socket: typeof WebSocket, ticket: TunnelTicket): WebSocket {
    return new Socket(this.#base + ticket.path, {
      headers: { authorization: `Bearer ${ticket.secret}` },
      maxPayload: this.#limits.maxFrameBytes,
      perMessageDeflate: false,
      followRedirects: false,
      ...(this.#ca === undefined ? {} : { ca: this.#ca }),
      ...this.#connection(),
    });
  }

  #connection() {
    const connect = this.#connect;
    const { protocol, hostname, port } = new URL(this.#base);
    if (connect === undefined || protocol !== "wss:") return {};
    const host = hostname.replace(/^\[(.*)\]$/, "$1");
    return { createConnection: () => connect(host, port === "" ? 443 : Number(port)) };
  }

  #handshake(socket: WebSocket, ticket: TunnelTicket, signal: AbortSignal): Promise<DeviceStream> {
    const attempted = attemptOf(ticket);
    const timeoutMs = Math.min(this.#handshakeMs, ticket.validForMs);
    return new Promise((resolve, reject) => {
      const stop = (): void => {
        clearTimeout(timer);
        signal.removeEventListener("abort", cancel);
        socket.removeAllListeners();
      };
      const fail = (error: NovaError): void => {
        stop();
        socket.on("error", () => undefined);
        socket.terminate();
        reject(error);
      };
      const cancel = (): void => fail(new NovaError("CANCELLED", attempted));
      const late = (): void => fail(unreachable(attempted, new Error("no answer in time")));
      const timer = setTimeout(late, timeoutMs);
      signal.addEventListener("abort", cancel, { once: true });
      // Bytes may stand right behind the handshake: the stream takes over before they are read.
      socket.once("open", () => {
        stop();
        resolve(new WsDeviceStream(socket, this.#limits, (end) => this.#ended(ticket, end)));
      });
      socket.once("error", (cause) => fail(unreachable(attempted, cause)));
      socket.once("unexpected-response", (_, answer) => fail(answered(attempted, answer)));
    });
  }

  #ended(ticket: TunnelTicket, end: StreamEnd): void {
    const { receivedBytes, sentBytes } = end;
    this.#count({ open: -1, receivedBytes, sentBytes });
    this.#log.info({ stream: ticket.id, machine: ticket.machine, ...end }, "tunnel stream ended");
  }

  #count(change: Partial<TunnelCounters>): void {
    const { open, dialled, refused, receivedBytes, sentBytes } = this.#counters;
    this.#counters = {
      open: open + (change.open ?? 0),
      dialled: dialled + (change.dialled ?? 0),
      refused: refused + (change.refused ?? 0),
      receivedBytes: receivedBytes + (change.receivedBytes ?? 0),
      sentBytes: sentBytes + (change.sentBytes ?? 0),
    };
  }
}

function attemptOf({ kind, machine }: TunnelTicket): string {
  return `open ${kind} of machine ${machine} through the tunnel`;
}

function unreachable(attempted: string, cause: Error): NovaError {
  return new NovaError("UNREACHABLE", attempted, { cause });
}

function answered(attempted: string, answer: IncomingMessage): NovaError {
  const status = answer.statusCode ?? 0;
  answer.destroy();
  if (refusals.has(status)) return new NovaError("TICKET_REFUSED", attempted);
  return new NovaError("UNREACHABLE", attempted, { details: { httpStatus: status } });
}

function baseOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  const known = url?.protocol === "ws:" || url?.protocol === "wss:";
  if (url === null || !known || url.username !== "" || url.search !== "" || url.hash !== "") {
    throw new NovaError("CONFIG_INVALID", "read the tunnel's address", {
      next: "Give it as ws://host:port or wss://host:port",
    });
  }
  return url.href.replace(/\/+$/, "");
}
