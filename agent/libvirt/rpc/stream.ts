import { NovaError } from "@novacron/protocol/errors/nova-error";
import { STREAM_PAYLOAD_MAX_BYTES } from "./header.ts";

/** What a stream carries: bytes, or a hole of a sparse file that need not be sent. */
export type StreamPacket =
  | { readonly kind: "data"; readonly bytes: Uint8Array }
  | { readonly kind: "hole"; readonly lengthBytes: bigint };

/** How a stream sends; the connection gives it one. */
export interface StreamLink {
  /** False asks to wait for `drained` before more. */
  data(bytes: Uint8Array): boolean;
  hole(lengthBytes: bigint): void;
  finish(): void;
  abort(): void;
  drained(): Promise<void>;
  /** The reader is behind (true) or has caught up (false). */
  full(isFull: boolean): void;
}

/** Bytes a stream keeps for a slow reader before it stops the connection's reading. */
export const STREAM_BUFFER_MAX_BYTES = 1024 * 1024;
/** What a packet counts for at least, so that small ones are bounded too. */
const PACKET_COST_BYTES = 128;

/**
 * One libvirt stream, both directions. A slow reader holds back the whole connection, since
 * libvirt's protocol has no window per stream: give each stream a connection of its own.
 */
export class LibvirtStream implements AsyncIterable<StreamPacket> {
  readonly #link: StreamLink;
  readonly #name: string;
  readonly #queue: StreamPacket[] = [];
  readonly #waiting: (() => void)[] = [];
  #queuedBytes = 0;
  #full = false;
  #ended = false;
  #failure: NovaError | undefined;
  #closing: { resolve(): void; reject(error: NovaError): void } | undefined;
  #closed = false;

  constructor(name: string, link: StreamLink) {
    this.#name = name;
    this.#link = link;
  }

  /** The next packet, or null after the last. One reader at a time. */
  async read(): Promise<StreamPacket | null> {
    while (this.#queue.length === 0) {
      if (this.#failure) throw this.#failure;
      if (this.#ended || this.#closed) return null;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    const packet = this.#queue.shift()!;
    this.#queuedBytes -= costOf(packet);
    if (this.#full && this.#queuedBytes <= STREAM_BUFFER_MAX_BYTES / 2) this.#setFull(false);
    return packet;
  }

  async *[Symbol.asyncIterator](): AsyncIterator<StreamPacket> {
    for (;;) {
      const packet = await this.read();
      if (packet === null) return;
      yield packet;
    }
  }

  /** Sends bytes, in packets that every version takes. Resolves when more may be sent. */
  async write(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length; at += STREAM_PAYLOAD_MAX_BYTES) {
      this.#assertOpen("write to");
      if (!this.#link.data(bytes.subarray(at, at + STREAM_PAYLOAD_MAX_BYTES))) {
        await this.#link.drained();
      }
    }
  }

  /** Skips bytes of a sparse file. Only where the call was made with its sparse-stream flag. */
  writeHole(lengthBytes: bigint): void {
    this.#assertOpen("write a hole to");
    this.#link.hole(lengthBytes);
  }

  /** Ends the stream well: resolves when libvirt confirms that it has taken everything. */
  finish(): Promise<void> {
    return this.#close("finish", () => this.#link.finish());
  }

  /** Ends the stream at once, throwing away what is under way. */
  abort(): Promise<void> {
    return this.#close("abort", () => this.#link.abort());
  }

  /** Called by the connection: a packet arrived. */
  receive(packet: StreamPacket): void {
    if (this.#closing || this.#closed || this.#ended) return;
    if (packet.kind === "data" && packet.bytes.length === 0) {
      this.#ended = true;
    } else {
      this.#queue.push(packet);
      this.#queuedBytes += costOf(packet);
      if (!this.#full && this.#queuedBytes > STREAM_BUFFER_MAX_BYTES) this.#setFull(true);
    }
    this.#wake();
  }

  /** Called by the connection: libvirt confirmed the end. */
  confirm(): void {
    this.#ended = true;
    this.#shut();
    this.#closing?.resolve();
  }

  /** Called by the connection: libvirt, or the connection, failed the stream. */
  fail(error: NovaError): void {
    if (this.#closed) return;
    this.#failure = error;
    this.#shut();
    this.#closing?.reject(error);
  }

  #close(verb: string, send: () => void): Promise<void> {
    try {
      this.#assertOpen(verb);
      return new Promise((resolve, reject) => {
        this.#closing = { resolve, reject };
        // What was read but not fetched is of no use any more, and must not hold back the rest.
        if (this.#full) this.#setFull(false);
        send();
      });
    } catch (error) {
      return Promise.reject(error);
    }
  }

  #assertOpen(verb: string): void {
    if (this.#failure) throw this.#failure;
    if (this.#closing || this.#closed) {
      throw new NovaError("STREAM_CLOSED", `${verb} the stream of ${this.#name}`);
    }
  }

  #setFull(full: boolean): void {
    this.#full = full;
    this.#link.full(full);
  }

  #shut(): void {
    this.#closed = true;
    if (this.#full) this.#setFull(false);
    this.#wake();
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

function costOf(packet: StreamPacket): number {
  const bytes = packet.kind === "data" ? packet.bytes.length : 0;
  return bytes + PACKET_COST_BYTES;
}
