import { createConnection, type Socket } from "node:net";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { Clock } from "../../ports/clock.ts";
import { FrameReader } from "./frame-reader.ts";

/** Frames in both directions over one connection. */
export interface Transport {
  /** Called once, before the first frame is wanted. */
  listen(handlers: TransportHandlers): void;
  /**
   * Queues a frame. False asks the caller to wait for `onDrain` before sending bulk data.
   * Throws OVERLOADED where more than `QUEUE_MAX_BYTES` wait already.
   */
  send(frame: Buffer): boolean;
  /** Stops reading, so that the sender is held back by the kernel's buffers. */
  pause(): void;
  resume(): void;
  /** Closes without a word; `onClose` still comes, once. */
  close(): void;
}

export interface TransportHandlers {
  onFrame(frame: Buffer): void;
  onDrain(): void;
  /** The end, once. `cause` says why. */
  onClose(cause: Error): void;
}

export interface DialOptions {
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/** Bytes that may wait to be written before `send` refuses more. */
export const QUEUE_MAX_BYTES = 8 * 1024 * 1024;

/** Connects to a UNIX socket. Rejects with LIBVIRT_UNAVAILABLE. */
export async function dialUnix(path: string, options: DialOptions): Promise<Transport> {
  const socket = createConnection({ path, allowHalfOpen: false });
  try {
    await connected(socket, options);
  } catch (cause) {
    socket.destroy();
    throw new NovaError("LIBVIRT_UNAVAILABLE", `connect to ${path}`, { cause });
  }
  return new SocketTransport(socket);
}

/** Exported for tests that need both ends of a socket. */
export class SocketTransport implements Transport {
  readonly #socket: Socket;
  readonly #reader = new FrameReader();
  #handlers: TransportHandlers | undefined;
  #early: Error | undefined;
  #closed = false;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.pause();
    socket.on("error", (error) => this.#end(error));
    socket.on("end", () => this.#end(this.#eofError()));
    socket.on("close", () => this.#end(this.#eofError()));
  }

  listen(handlers: TransportHandlers): void {
    this.#handlers = handlers;
    this.#socket.on("data", (chunk: Buffer) => this.#receive(chunk));
    this.#socket.on("drain", () => handlers.onDrain());
    if (this.#early) handlers.onClose(this.#early);
    else this.#socket.resume();
  }

  send(frame: Buffer): boolean {
    if (this.#socket.writableLength > QUEUE_MAX_BYTES) {
      throw new NovaError("OVERLOADED", "send to libvirt", {
        details: { queuedBytes: this.#socket.writableLength },
      });
    }
    return this.#socket.write(frame);
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  close(): void {
    this.#end(new Error("closed from this side"));
  }

  #receive(chunk: Buffer): void {
    if (this.#closed) return;
    try {
      for (const frame of this.#reader.push(chunk)) this.#handlers?.onFrame(frame);
    } catch (cause) {
      this.#end(cause instanceof Error ? cause : new Error(String(cause)));
    }
  }

  #eofError(): Error {
    const pending = this.#reader.pendingBytes;
    if (pending === 0) return new Error("libvirt closed the connection");
    return new Error(`libvirt closed the connection within a frame, after ${pending} bytes of it`);
  }

  #end(cause: Error): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#socket.destroy();
    if (this.#handlers) this.#handlers.onClose(cause);
    else this.#early = cause;
  }
}

function connected(socket: Socket, { clock, timeoutMs, signal }: DialOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancelTimer = clock.after(timeoutMs, () =>
      fail(new Error(`no answer in ${timeoutMs} ms`)),
    );
    const onAbort = () => fail(new Error("cancelled"));
    const onConnect = () => {
      settle();
      resolve();
    };
    const settle = () => {
      cancelTimer();
      signal?.removeEventListener("abort", onAbort);
      socket.off("error", fail);
      socket.off("connect", onConnect);
    };
    const fail = (error: Error) => {
      settle();
      // A socket that fails after this must not end the process for want of a listener.
      socket.on("error", () => undefined);
      reject(error);
    };
    if (signal?.aborted) return fail(new Error("cancelled"));
    signal?.addEventListener("abort", onAbort);
    socket.once("error", fail);
    socket.once("connect", onConnect);
  });
}
