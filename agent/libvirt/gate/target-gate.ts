import { once } from "node:events";
import { type AddressInfo, createConnection, type Socket } from "node:net";
import { createServer, type Server, type TLSSocket } from "node:tls";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { Clock } from "../../ports/clock.ts";
import type { FinishState } from "./finish-watch.ts";
import { type GateIdentity, type GateSecret, readGateLine } from "./gate-link.ts";
import { type GateEnd, relayGate } from "./gate-relay.ts";
import { type GateTicket, migrateFlag } from "./gate-ticket.ts";

export interface TargetGateOptions {
  readonly ticket: GateTicket;
  readonly secret: GateSecret;
  readonly identity: GateIdentity;
  /** Whether this certificate, already proven to be of the fleet's CA, is the ticket's source. */
  readonly isSource: (peer: TLSSocket) => boolean;
  readonly listen: { readonly host: string; readonly port?: number };
  /** This host's own libvirtd. */
  readonly daemonSocket: string;
  readonly clock: Clock;
  /** Nobody came within it: the gate closes. */
  readonly validForMs: number;
  readonly onFinish?: (state: FinishState) => void;
}

/** How long a machine whose memory is on both hosts waits for its source, and how often that may be cut. */
const returnWithinMs = 1_800_000;
const returnsMax = 1_000;
/** Connections that may be shaking hands at once. */
const waitingMax = 8;
const handshakeMs = 10_000;

/**
 * The target's side of one migration: listens for one ticket only, takes one connection of the one source, and
 * hands this host's libvirtd nothing but that machine's migration. libvirtd itself never listens on the network. Where
 * the ticket allows post-copy, its source may come again once a connection was cut in that phase.
 */
export class TargetGate {
  readonly #options: TargetGateOptions;
  readonly #server: Server;
  readonly #waiting = new Set<Socket>();
  readonly #stopping = new AbortController();
  readonly #ended = Promise.withResolvers<GateEnd>();
  #cancelTimer: (() => void) | null = null;
  #taken = false;
  #refusedCount = 0;
  #returns = 0;
  #wasCut = false;

  constructor(options: TargetGateOptions) {
    this.#options = options;
    const { identity } = options;
    const tls = { minVersion: "TLSv1.3", requestCert: true, rejectUnauthorized: true } as const;
    this.#server = createServer(
      { ...identity, ...tls, handshakeTimeout: handshakeMs },
      (socket) => {
        void this.#admit(socket);
      },
    );
  }

  /** Resolves with the port once it listens. */
  async start(signal: AbortSignal): Promise<number> {
    const { listen, clock, validForMs } = this.#options;
    this.#server.on("connection", (socket: Socket) => this.#count(socket));
    this.#server.on("tlsClientError", () => {
      this.#refusedCount += 1;
    });
    this.#server.listen({ host: listen.host, port: listen.port ?? 0 });
    await once(this.#server, "listening");
    this.#cancelTimer = clock.after(validForMs, () => this.#expire());
    signal.addEventListener("abort", () => void this.stop(), { once: true });
    return (this.#server.address() as AddressInfo).port;
  }

  /** How the one connection ended; rejects where none came in time. */
  get ended(): Promise<GateEnd> {
    return this.#ended.promise;
  }

  /** Attempts that were turned away before they reached the ticket. */
  get refusedCount(): number {
    return this.#refusedCount;
  }

  async stop(): Promise<void> {
    this.#cancelTimer?.();
    this.#stopping.abort();
    for (const socket of this.#waiting) socket.destroy();
    if (!this.#taken) this.#fail("it was stopped");
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #count(socket: Socket): void {
    if (this.#taken || this.#waiting.size >= waitingMax) {
      this.#refusedCount += 1;
      socket.destroy();
      return;
    }
    this.#waiting.add(socket);
    socket.on("close", () => this.#waiting.delete(socket));
  }

  async #admit(socket: TLSSocket): Promise<void> {
    socket.on("error", () => undefined);
    try {
      if (!this.#options.isSource(socket)) {
        throw new NovaError("MIGRATION_GATE_REFUSED", "open a migration's gate as another host");
      }
      await readGateLine(socket, this.#options.secret);
      if (this.#taken) {
        throw new NovaError("MIGRATION_GATE_REFUSED", "open a migration's gate a second time");
      }
    } catch {
      this.#refusedCount += 1;
      socket.destroy();
      return;
    }
    this.#taken = true;
    this.#cancelTimer?.();
    this.#waiting.clear();
    const mayReturn = (this.#options.ticket.flags & migrateFlag.postcopyResume) !== 0;
    if (!mayReturn) this.#server.close();
    const end = await this.#relay(socket);
    this.#returns += 1;
    // What came to put it together may be cut, too, before it said how it ends.
    const saidNothing = end.finish === "none" || end.finish === "cancelled";
    this.#wasCut = end.isCut || (this.#wasCut && saidNothing);
    const isAwaited = mayReturn && this.#wasCut && this.#returns <= returnsMax;
    if (!isAwaited || this.#stopping.signal.aborted) {
      this.#server.close();
      return this.#ended.resolve(end);
    }
    this.#taken = false;
    this.#cancelTimer = this.#options.clock.after(returnWithinMs, () => this.#expire());
  }

  #relay(socket: TLSSocket): Promise<GateEnd> {
    const { daemonSocket, ticket, onFinish } = this.#options;
    const daemon = createConnection({ path: daemonSocket, allowHalfOpen: true });
    return relayGate(socket, daemon, {
      ticket,
      signal: this.#stopping.signal,
      ...(onFinish && { onFinish }),
    });
  }

  #expire(): void {
    if (this.#taken) return;
    this.#server.close();
    for (const socket of this.#waiting) socket.destroy();
    this.#fail("nobody came in time");
  }

  #fail(why: string): void {
    const attempted = `wait for the source of machine ${this.#options.ticket.name}: ${why}`;
    this.#ended.promise.catch(() => undefined);
    this.#ended.reject(new NovaError("DEADLINE_EXCEEDED", attempted));
  }
}
