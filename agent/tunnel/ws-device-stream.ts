import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { WebSocket } from "ws";
import type { DeviceStream } from "../ports/hypervisor.ts";
import { ByteQueue } from "./byte-queue.ts";
import type { StreamLimits } from "./limits.ts";

/** How a stream ended and what it carried. */
export interface StreamEnd {
  /** Close code of RFC 6455, section 7.4; 1006 where the connection just broke. */
  readonly code: number;
  readonly reason: string;
  readonly receivedBytes: number;
  readonly sentBytes: number;
}

/** Close codes sent from here: RFC 6455 7.4.1, and 4000 to 4999 of our own. */
const closeCodes = { normal: 1_000, unsupported: 1_003, idle: 4_000, tooOld: 4_001 } as const;

/**
 * A WebSocket as a stream of bytes, held back in both directions. There is no half-close in a WebSocket: when
 * either side ends, what was sent before is still delivered, then both directions are over.
 */
export class WsDeviceStream implements DeviceStream {
  readonly #socket: WebSocket;
  readonly #limits: StreamLimits;
  readonly #incoming: ByteQueue;
  readonly #onEnd: (end: StreamEnd) => void;
  readonly #timers: NodeJS.Timeout[] = [];
  #receivedBytes = 0;
  #sentBytes = 0;
  #lastBytesAt = performance.now();
  #pongDue = false;

  constructor(socket: WebSocket, limits: StreamLimits, onEnd: (end: StreamEnd) => void) {
    this.#socket = socket;
    this.#limits = limits;
    this.#onEnd = onEnd;
    this.#incoming = new ByteQueue(() => this.#taken());
    socket.binaryType = "nodebuffer";
    socket.on("message", (data, isBinary) => this.#message(data as Buffer, isBinary));
    socket.on("pong", () => {
      this.#pongDue = false;
    });
    // What breaks the socket closes it as well; the close tells everybody.
    socket.on("error", () => undefined);
    socket.on("close", (code, reason) => this.#closed(code, reason.toString("utf8")));
    this.#timers.push(
      setInterval(() => this.#ping(), limits.pingMs),
      setInterval(() => this.#checkIdle(), Math.max(10, limits.idleMs / 10)),
      setTimeout(() => socket.close(closeCodes.tooOld, "longest life reached"), limits.lifeMs),
    );
  }

  get incoming(): AsyncIterable<Uint8Array> {
    return this.#incoming;
  }

  /** Bytes received that nobody has taken yet; bounded by the window and one frame. */
  get waitingBytes(): number {
    return this.#incoming.bytes;
  }

  async write(bytes: Uint8Array): Promise<void> {
    const { frameBytes } = this.#limits;
    for (let at = 0; at < bytes.length; at += frameBytes) {
      await this.#send(bytes.subarray(at, at + frameBytes));
    }
  }

  /** What was written is still sent; a peer that does not answer is not waited for longer than the limit. */
  async close(): Promise<void> {
    if (this.#socket.readyState === this.#socket.CLOSED) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => this.#socket.terminate(), this.#limits.closeMs);
      this.#socket.once("close", () => {
        clearTimeout(timer);
        resolve();
      });
      // A paused socket would not see the peer's answer; nobody reads any more.
      this.#incoming.end();
      this.#socket.resume();
      this.#socket.close(closeCodes.normal, "done");
    });
  }

  /** Taken at once while the window has room, else when the socket has taken it all. */
  #send(frame: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      const refuse = (cause?: Error): void =>
        reject(new NovaError("STREAM_CLOSED", "write to the tunnel stream", { cause }));
      if (this.#socket.readyState !== this.#socket.OPEN) {
        refuse();
        return;
      }
      this.#lastBytesAt = performance.now();
      this.#socket.send(frame, { binary: true }, (error) => {
        if (error) refuse(error);
        else {
          this.#sentBytes += frame.length;
          resolve();
        }
      });
      if (this.#socket.bufferedAmount < this.#limits.windowBytes) resolve();
    });
  }

  #message(data: Buffer, isBinary: boolean): void {
    if (!isBinary) {
      this.#socket.close(closeCodes.unsupported, "only binary frames carry bytes");
      return;
    }
    this.#lastBytesAt = performance.now();
    this.#receivedBytes += data.length;
    this.#incoming.push(data);
    if (this.#incoming.bytes >= this.#limits.windowBytes) this.#socket.pause();
  }

  #taken(): void {
    const isLow = this.#incoming.bytes <= this.#limits.windowBytes / 2;
    if (isLow && this.#socket.isPaused) this.#socket.resume();
  }

  /** While paused no pong can be seen, so none is missed; the idle bound watches over that time. */
  #ping(): void {
    if (this.#socket.readyState !== this.#socket.OPEN || this.#socket.isPaused) return;
    if (this.#pongDue) {
      this.#socket.terminate();
      return;
    }
    this.#pongDue = true;
    this.#socket.ping();
  }

  #checkIdle(): void {
    if (performance.now() - this.#lastBytesAt < this.#limits.idleMs) return;
    this.#socket.resume();
    this.#socket.close(closeCodes.idle, "nothing to carry");
    setTimeout(() => this.#socket.terminate(), this.#limits.closeMs).unref();
  }

  #closed(code: number, reason: string): void {
    for (const timer of this.#timers) clearInterval(timer);
    this.#incoming.end();
    const carried = { receivedBytes: this.#receivedBytes, sentBytes: this.#sentBytes };
    this.#onEnd({ code, reason, ...carried });
  }
}
