import { createHash } from "node:crypto";
import { createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer, TLSSocket, type Server as TlsServer } from "node:tls";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { TlsSource } from "../../ports/tls-source.ts";
import { FrameGuard } from "./frame-guard.ts";
import type { BrokerLimits } from "./limits.ts";

export interface BusListenerOptions {
  readonly host: string;
  readonly port: number;
  readonly tls: TlsSource | null;
  readonly limits: BrokerLimits;
  readonly connection: (connection: BusConnection) => void;
  readonly refused: (address: string, reason: "limit" | "too-large") => void;
}

/** One TCP connection: its socket for the broker and what watches it. */
export interface BusConnection {
  readonly socket: Socket;
  readonly address: string;
  /** What the client proved in the TLS handshake; null without a certificate. */
  readonly certificate: ClientCertificate | null;
  readonly guard: FrameGuard;
  /** Called at login: it no longer counts as a handshake. */
  loggedIn(): void;
}

export interface ClientCertificate {
  readonly der: Uint8Array;
  /** Of its key, so that a renewed certificate is the same client. */
  readonly keyHash: string;
}

/** The listening socket of the broker, with the bounds that hold before anybody is known. */
export class BusListener {
  readonly #options: BusListenerOptions;
  readonly #open = new Set<Socket>();
  readonly #handshakes = new Map<string, number>();
  #server: Server | null = null;
  #handshakeCount = 0;

  constructor(options: BusListenerOptions) {
    this.#options = options;
  }

  /** Rejects ADDRESS_IN_USE where another program has the port. */
  async start(): Promise<void> {
    const { host, port, tls, limits } = this.#options;
    // The write side's mark decides when a publisher has to wait for a subscriber: see EmbeddedBroker.
    const base = { highWaterMark: limits.unsentBytes * 2, noDelay: true, keepAlive: true };
    const accept = (socket: Socket) => this.#accept(socket);
    const server =
      tls === null
        ? createServer({ ...base, keepAliveInitialDelay: 60_000 }, accept)
        : secureServer(tls, base, accept);
    // What fails in a TLS handshake closes that one connection.
    server.on("tlsClientError", () => undefined);
    await listening(server, host, port);
    this.#server = server;
  }

  port(): number {
    const address = this.#server?.address();
    return address === null || typeof address !== "object" ? 0 : address.port;
  }

  async stop(): Promise<void> {
    const server = this.#server;
    if (server === null) return;
    this.#server = null;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of this.#open) socket.destroy();
    await closed;
  }

  #accept(socket: Socket): void {
    const { limits, refused } = this.#options;
    const address = socket.remoteAddress ?? "unknown";
    socket.on("error", () => undefined);
    const waiting = this.#handshakes.get(address) ?? 0;
    if (
      this.#open.size >= limits.connections ||
      this.#handshakeCount >= limits.handshakes ||
      waiting >= limits.handshakesPerAddress
    ) {
      refused(address, "limit");
      socket.destroy();
      return;
    }
    this.#open.add(socket);
    const loggedIn = this.#countHandshake(address);
    socket.once("close", () => {
      this.#open.delete(socket);
      loggedIn();
    });
    const guard = new FrameGuard(limits.bytesBeforeLogin);
    guardReads(socket, guard, () => refused(address, "too-large"));
    const certificate = certificateOf(socket);
    this.#options.connection({ socket, address, certificate, guard, loggedIn });
  }

  #countHandshake(address: string): () => void {
    this.#handshakeCount += 1;
    this.#handshakes.set(address, (this.#handshakes.get(address) ?? 0) + 1);
    let counted = true;
    return () => {
      if (!counted) return;
      counted = false;
      this.#handshakeCount -= 1;
      const left = (this.#handshakes.get(address) ?? 1) - 1;
      if (left === 0) this.#handshakes.delete(address);
      else this.#handshakes.set(address, left);
    };
  }
}

function secureServer(tls: TlsSource, base: object, accept: (socket: Socket) => void): TlsServer {
  const server = createTlsServer({ ...base, ...tls.options(), handshakeTimeout: 10_000 });
  server.on("secureConnection", accept);
  tls.whenChanged((context) => server.setSecureContext(context));
  return server;
}

function certificateOf(socket: Socket): ClientCertificate | null {
  const shown = socket instanceof TLSSocket ? socket.getPeerX509Certificate() : undefined;
  if (shown === undefined) return null;
  const key = shown.publicKey.export({ format: "der", type: "spki" });
  return { der: shown.raw, keyHash: createHash("sha256").update(key).digest("base64url") };
}

/**
 * aedes pulls bytes with `read()`; the guard sees each chunk on its way. This costs no copy and no stream
 * between, unlike a transform.
 */
function guardReads(socket: Socket, guard: FrameGuard, tooLarge: () => void): void {
  const read = socket.read.bind(socket);
  socket.read = (size?: number) => {
    const chunk: Buffer | null = read(size);
    if (chunk === null || guard.accept(chunk)) return chunk;
    tooLarge();
    socket.destroy();
    return null;
  };
}

function listening(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      const code = cause.code === "EADDRINUSE" ? "ADDRESS_IN_USE" : "CONFIG_INVALID";
      reject(new NovaError(code, `listen for MQTT on ${host}:${port}`, { cause }));
    });
    server.listen(port, host, () => {
      server.removeAllListeners("error");
      server.on("error", () => undefined);
      resolve();
    });
  });
}
