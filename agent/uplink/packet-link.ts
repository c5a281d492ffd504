import type { Duplex } from "node:stream";
import { generate, type Packet, parser, writeToStream } from "mqtt-packet";

/** mqtt-packet keeps a buffer for each of 65,536 numbers otherwise: 7 MB for the sake of two bytes. */
Object.assign(writeToStream, { cacheNumbers: false });

/** Answers written and not taken by the broker's side yet; beyond, it sends and does not read. */
const unreadAnswersMax = 1_000;

export interface LinkListener {
  readonly packet: (packet: Packet) => void;
  /** Called once, with what went wrong, if anything did. */
  readonly closed: (error: unknown) => void;
}

/** MQTT packets over one socket: bytes to packets and back, nothing of what they mean. */
export class PacketLink {
  readonly #socket: Duplex;
  readonly #listener: LinkListener;
  #unreadAnswers = 0;
  #error: unknown;

  constructor(socket: Duplex, listener: LinkListener) {
    this.#socket = socket;
    this.#listener = listener;
  }

  start(): void {
    const incoming = parser({ protocolVersion: 4 });
    incoming.on("packet", (packet) => this.#listener.packet(packet));
    incoming.on("error", (error: unknown) => this.#break(error));
    this.#socket.on("data", (chunk: Buffer) => {
      if (!this.#socket.destroyed) incoming.parse(chunk);
    });
    this.#socket.on("drain", () => {
      this.#unreadAnswers = 0;
    });
    this.#socket.on("error", (error) => {
      this.#error ??= error;
    });
    this.#socket.on("end", () => this.#socket.destroy());
    this.#socket.on("close", () => this.#listener.closed(this.#error));
  }

  /** What the caller sends at its own pace, bounded by its window. */
  send(packet: Packet): void {
    if (this.#socket.writable) this.#socket.write(generate(packet));
  }

  /** What the other side caused: a flood of its messages must not become a queue of our answers. */
  answer(packet: Packet): void {
    this.send(packet);
    this.#unreadAnswers = this.#socket.writableLength === 0 ? 0 : this.#unreadAnswers + 1;
    if (this.#unreadAnswers <= unreadAnswersMax) return;
    this.#break(new Error("the broker sends messages and does not read the answers"));
  }

  /** Writes out what was sent and closes; `destroy` where the other side takes too long over it. */
  end(): void {
    this.#socket.end();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #break(error: unknown): void {
    this.#error ??= error;
    this.#socket.destroy();
  }
}
