import { once } from "node:events";
import type { AddressInfo, Socket } from "node:net";
import { connect, createServer, type Server, type TLSSocket } from "node:tls";
import type { HostId } from "@novacron/protocol/domain/ids";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { Clock } from "../../ports/clock.ts";
import { type GateIdentity, type GateSecret, gateLine, readGateLine } from "./gate-link.ts";
import { isHost } from "./peer-host.ts";

const handshakeMs = 10_000;
const connectionsMax = 8;

export interface TicketServerOptions {
  readonly peer: HostId;
  readonly secret: GateSecret;
  readonly identity: GateIdentity;
  readonly listen: string;
  readonly clock: Clock;
  readonly validForMs: number;
  /** Speaks with who holds the ticket; where it rejects, the connection ends. */
  readonly serve: (socket: TLSSocket) => Promise<void>;
}

/** Listens for the one host that holds its ticket, by mutual TLS, and closes by itself. */
export class TicketServer {
  readonly #options: TicketServerOptions;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #cancel: () => void = () => undefined;

  constructor(options: TicketServerOptions) {
    this.#options = options;
    const tls = { minVersion: "TLSv1.3", requestCert: true, rejectUnauthorized: true } as const;
    const { identity } = options;
    this.#server = createServer(
      { ...identity, ...tls, handshakeTimeout: handshakeMs },
      (socket) => void this.#answer(socket),
    );
    this.#server.maxConnections = connectionsMax;
    this.#server.on("tlsClientError", () => undefined);
    this.#server.on("connection", (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => this.#sockets.delete(socket));
    });
  }

  /** Resolves with its port. */
  async start(): Promise<number> {
    const { listen, clock, validForMs } = this.#options;
    this.#server.listen({ host: listen, port: 0 });
    await once(this.#server, "listening");
    this.#server.unref();
    this.#cancel = clock.after(validForMs, () => this.#server.close());
    return (this.#server.address() as AddressInfo).port;
  }

  stop(): void {
    this.#cancel();
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  async #answer(socket: TLSSocket): Promise<void> {
    const { peer, secret, serve } = this.#options;
    socket.on("error", () => undefined);
    socket.setTimeout(handshakeMs, () => socket.destroy());
    try {
      if (!isHost(socket, peer)) throw new NovaError("MIGRATION_GATE_REFUSED", "try a gate");
      await readGateLine(socket, secret);
      await serve(socket);
    } catch {
      socket.destroy();
    }
  }
}

export interface Reach {
  readonly host: string;
  readonly port: number;
  readonly peer: HostId;
  readonly secret: GateSecret;
  readonly identity: GateIdentity;
}

/** A connection to that very host with the ticket shown; whether it was taken is told by what is answered. */
export async function dialTicket(reach: Reach): Promise<TLSSocket> {
  const { host, port, peer, secret, identity } = reach;
  const checkServerIdentity = () => undefined;
  const how = { host, port, ...identity, checkServerIdentity, timeout: handshakeMs } as const;
  const socket = connect({ ...how, minVersion: "TLSv1.3" });
  socket.once("timeout", () => socket.destroy(new Error(`${host}:${port} does not answer`)));
  try {
    await once(socket, "secureConnect");
    if (!isHost(socket, peer)) throw refusedBy(peer, `another host answers at ${host}:${port}`);
    socket.on("error", () => undefined);
    socket.write(gateLine(secret));
    return socket;
  } catch (error) {
    socket.on("error", () => undefined);
    socket.destroy();
    throw error;
  }
}

const verdicts: Readonly<Record<string, string>> = {
  CERT_NOT_YET_VALID: "is not valid yet",
  CERT_HAS_EXPIRED: "has ended",
};

/** What OpenSSL (X509_V_ERR_*) says of the other host's certificate by the clock of this one; null for any other error. */
export function clockVerdict(error: unknown): string | null {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return verdicts[code] ?? null;
}

/** What the source says where the target answers, and not as it should. */
export function refusedBy(target: HostId, why: string): NovaError {
  const cause = new Error(why);
  return new NovaError("MIGRATION_TARGET_REFUSED", `reach host ${target}`, { cause });
}
