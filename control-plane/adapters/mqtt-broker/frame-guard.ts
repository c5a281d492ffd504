/**
 * Watches the lengths of MQTT control packets as bytes arrive, before a parser gathers a whole packet in
 * memory (MQTT 3.1.1, section 2.2.3: up to 256 MB may be announced in four bytes).
 */
export class FrameGuard {
  #limitBytes: number;
  #skip = 0;
  #inLength = false;
  #length = 0;
  #factor = 1;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  setLimit(bytes: number): void {
    this.#limitBytes = bytes;
  }

  /** False where a packet announces more than the limit or a malformed length. */
  accept(chunk: Uint8Array): boolean {
    let at = 0;
    while (at < chunk.length) {
      if (this.#skip > 0) {
        const step = Math.min(this.#skip, chunk.length - at);
        this.#skip -= step;
        at += step;
      } else if (!this.#byte(chunk[at++] ?? 0)) return false;
    }
    return true;
  }

  #byte(byte: number): boolean {
    if (!this.#inLength) {
      this.#inLength = true;
      this.#length = 0;
      this.#factor = 1;
      return true;
    }
    this.#length += (byte & 127) * this.#factor;
    if (byte >= 128) {
      this.#factor *= 128;
      return this.#factor <= 128 ** 3;
    }
    this.#inLength = false;
    this.#skip = this.#length;
    return this.#length <= this.#limitBytes;
  }
}
