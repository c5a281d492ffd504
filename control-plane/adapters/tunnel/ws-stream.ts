import type { Duplex } from "node:stream";
import { createWebSocketStream, type WebSocket } from "ws";
import type { TunnelStream } from "../../ports/tunnel-hub.ts";

/** Close reasons are at most 123 bytes on the wire (RFC 6455, 5.5.1). */
const reasonBytes = 120;
const pingMs = 20_000;
/** Bytes that wait on either side before the other end is made to wait. */
const windowBytes = 256 * 1024;

/** A WebSocket as a stream of bytes with back-pressure in both directions. Dead peers are noticed. */
export class WsStream implements TunnelStream {
  readonly #socket: WebSocket;
  readonly #duplex: Duplex;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    this.#duplex = createWebSocketStream(socket, { highWaterMark: windowBytes });
    // An iterator or a writer under way learns of it by itself; nobody else has to.
    this.#duplex.on("error", () => undefined);
    this.#watch();
  }

  get incoming(): AsyncIterable<Uint8Array> {
    return this.#duplex;
  }

  async write(bytes: Uint8Array): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#duplex.write(bytes, (error) => (error ? reject(error) : resolve()));
    });
  }

  close(reason: string): void {
    const text = Buffer.from(reason)
      .subarray(0, reasonBytes)
      .toString("utf8")
      .replace(/\ufffd$/, "");
    this.#socket.close(1000, text);
    // A peer that does not answer the close is not waited for.
    setTimeout(() => this.#socket.terminate(), 2_000).unref();
  }

  whenClosed(run: () => void): void {
    this.#socket.once("close", run);
  }

  #watch(): void {
    let answered = true;
    this.#socket.on("pong", () => {
      answered = true;
    });
    const timer = setInterval(() => {
      if (!answered) this.#socket.terminate();
      answered = false;
      this.#socket.ping();
    }, pingMs);
    this.#socket.once("close", () => clearInterval(timer));
  }
}
