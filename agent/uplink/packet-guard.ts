/**
 * Watches the fixed headers of MQTT packets (3.1.1, section 2.2) as bytes pass by, so that a packet beyond the
 * limit is refused at its header, before a parser collects 256 MB of it.
 */
export class PacketGuard {
  readonly #limitBytes: number;
  /** Bytes of the present packet's body still to come. */
  #body = 0;
  /** Length bytes read of the present header; -1 before its first byte. */
  #lengthBytes = -1;
  #length = 0;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  /** False as soon as a packet is too long or its length is malformed; nothing after it makes sense. */
  accept(chunk: Uint8Array): boolean {
    let at = 0;
    while (at < chunk.length) {
      if (this.#body > 0) {
        const step = Math.min(this.#body, chunk.length - at);
        this.#body -= step;
        at += step;
      } else {
        if (!this.#header(chunk[at]!)) return false;
        at += 1;
      }
    }
    return true;
  }

  #header(byte: number): boolean {
    if (this.#lengthBytes === -1) {
      this.#lengthBytes = 0;
      this.#length = 0;
      return true;
    }
    if (this.#lengthBytes === 4) return false;
    this.#length += (byte & 127) * 128 ** this.#lengthBytes;
    this.#lengthBytes += 1;
    if (this.#length > this.#limitBytes) return false;
    if (byte < 128) {
      this.#body = this.#length;
      this.#lengthBytes = -1;
    }
    return true;
  }
}
