import { once } from "node:events";
import type { AddressInfo, Socket } from "node:net";
import { connect, createServer, type Server, type TLSSocket } from "node:tls";
import type { HostId } from "@novacron/protocol/domain/ids";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { Clock } from "../../ports/clock.ts";
import { type GateIdentity, type GateSecret, gateLine, readGateLine } from "./gate-link.ts";
import { isHost } from "./peer-host.ts";

const greeting = "reached\n";
const handshakeMs = 10_000;
const connectionsMax = 8;

export interface ReachGateOptions {
  readonly peer: HostId;
  readonly secret: GateSecret;
  readonly identity: GateIdentity;
  readonly listen: string;
  readonly clock: Clock;
  readonly validForMs: number;
}

/**
 * A gate with nothing behind it: whether the source would come through a real one, by the same certificates, is
 * tried instead of assumed. It answers who holds its ticket, and closes by itself.
 */
export class ReachGate {
  readonly #options: ReachGateOptions;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #cancel: () => void = () => undefined;

  constructor(options: ReachGateOptions) {
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
    this.#cancel = clock.after(validForMs, () => this.stop());
    return (this.#server.address() as AddressInfo).port;
  }

  stop(): void {
    this.#cancel();
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  async #answer(socket: TLSSocket): Promise<void> {
    const { peer, secret } = this.#options;
    socket.on("error", () => undefined);
    socket.setTimeout(handshakeMs, () => socket.destroy());
    try {
      if (!isHost(socket, peer)) throw new NovaError("MIGRATION_GATE_REFUSED", "try a gate");
      await readGateLine(socket, secret);
      socket.end(greeting);
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

/** Rejects with what was in the way. */
export async function tryReachGate({ host, port, peer, secret, identity }: Reach): Promise<void> {
  const checkServerIdentity = () => undefined;
  const how = { host, port, ...identity, checkServerIdentity, timeout: handshakeMs } as const;
  const socket = connect({ ...how, minVersion: "TLSv1.3" });
  socket.once("timeout", () => socket.destroy(new Error(`${host}:${port} does not answer`)));
  try {
    await once(socket, "secureConnect");
    if (!isHost(socket, peer)) throw refused(`another host answers at ${host}:${port}`);
    socket.write(gateLine(secret));
    const [answer] = (await Promise.race([once(socket, "data"), closing(socket)])) as [Buffer];
    if (answer.toString() !== greeting) throw refused(`${host}:${port} is no gate`);
  } finally {
    socket.on("error", () => undefined);
    socket.destroy();
  }
}

async function closing(socket: TLSSocket): Promise<never> {
  await once(socket, "close");
  throw refused("the target closed: its ticket is another");
}

function refused(why: string): NovaError {
  return new NovaError("MIGRATION_GATE_REFUSED", "try the way to the target", {
    cause: new Error(why),
  });
}
