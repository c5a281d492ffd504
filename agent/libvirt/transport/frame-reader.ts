import { HEADER_BYTES, LENGTH_BYTES, MESSAGE_MAX_BYTES } from "../rpc/header.ts";

/** The length word makes no sense; nothing after it on this connection can be trusted. */
export class FrameError extends Error {
  override readonly name = "FrameError";
}

/**
 * Cuts a byte stream into libvirt's frames, whatever way it was chopped on its journey. Memory
 * grows with the bytes that arrived, never with the length that a frame claims.
 */
export class FrameReader {
  #chunks: Buffer[] = [];
  #buffered = 0;
  #wanted: number | undefined;

  /** Bytes of a frame that is not whole yet. */
  get pendingBytes(): number {
    return this.#buffered;
  }

  /** The frames that `chunk` made whole, each without its length word. Throws FrameError. */
  push(chunk: Buffer): Buffer[] {
    this.#chunks.push(chunk);
    this.#buffered += chunk.length;
    const frames: Buffer[] = [];
    for (;;) {
      if (this.#wanted === undefined) {
        if (this.#buffered < LENGTH_BYTES) return frames;
        this.#wanted = checkedLength(this.#take(LENGTH_BYTES).readUInt32BE(0));
      }
      if (this.#buffered < this.#wanted) return frames;
      frames.push(this.#take(this.#wanted));
      this.#wanted = undefined;
    }
  }

  #take(length: number): Buffer {
    const first = this.#chunks[0]!;
    if (first.length < length) this.#chunks = [Buffer.concat(this.#chunks)];
    const whole = this.#chunks[0]!;
    if (whole.length === length) this.#chunks.shift();
    else this.#chunks[0] = whole.subarray(length);
    this.#buffered -= length;
    return whole.subarray(0, length);
  }
}

/** The length of what follows the length word. */
function checkedLength(claimed: number): number {
  if (claimed < LENGTH_BYTES + HEADER_BYTES) {
    throw new FrameError(`a frame of ${claimed} bytes is shorter than its header`);
  }
  if (claimed > LENGTH_BYTES + MESSAGE_MAX_BYTES) {
    throw new FrameError(`a frame of ${claimed} bytes is over libvirt's limit`);
  }
  return claimed - LENGTH_BYTES;
}
