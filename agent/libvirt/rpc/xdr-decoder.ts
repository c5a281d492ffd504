/** The bytes are not what their type says. The frame around them may still be sound. */
export class XdrError extends Error {
  override readonly name = "XdrError";
}

/**
 * Reads XDR (RFC 4506) from one message. Every read checks what is left, and a length is believed
 * only as far as bytes are there, so that a hostile length costs no memory.
 */
export class XdrDecoder {
  readonly message: Buffer;
  /** Reads 64-bit numbers in one step, where Buffer puts them together from four big integers. */
  readonly view: DataView;
  #at: number;

  constructor(bytes: Buffer, start = 0) {
    this.message = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#at = start;
  }

  /** Where the next read begins. */
  get position(): number {
    return this.#at;
  }

  set position(at: number) {
    this.#at = at;
  }

  get remaining(): number {
    return this.message.length - this.#at;
  }

  int(): number {
    return this.view.getInt32(this.#take(4));
  }

  uint(): number {
    return this.view.getUint32(this.#take(4));
  }

  hyper(): bigint {
    return this.view.getBigInt64(this.#take(8));
  }

  uhyper(): bigint {
    return this.view.getBigUint64(this.#take(8));
  }

  double(): number {
    return this.view.getFloat64(this.#take(8));
  }

  bool(): boolean {
    const word = this.uint();
    if (word > 1) throw new XdrError(`a boolean is 0 or 1, not ${word}`);
    return word === 1;
  }

  /** A string of at most `maxBytes` of UTF-8; what is not UTF-8 becomes U+FFFD. */
  string(maxBytes: number): string {
    const length = this.#length(maxBytes, "string");
    const start = this.#take(padded(length));
    return this.message.toString("utf8", start, start + length);
  }

  /** Bytes of variable length, as a view into the message: copy what has to outlive it. */
  bytes(maxBytes: number): Buffer {
    const length = this.#length(maxBytes, "bytes");
    const start = this.#take(padded(length));
    return this.message.subarray(start, start + length);
  }

  fixedBytes(length: number): Buffer {
    const start = this.#take(padded(length));
    return this.message.subarray(start, start + length);
  }

  /** The length of a list, refused where its items, of 4 bytes or more each, cannot be there. */
  listLength(max: number): number {
    const length = this.#length(max, "list");
    if (length * 4 > this.remaining) {
      throw new XdrError(`a list of ${length} items does not fit the ${this.remaining} bytes left`);
    }
    return length;
  }

  /** All that is left, such as the payload of a stream packet. */
  rest(): Buffer {
    return this.message.subarray(this.#take(this.remaining));
  }

  #length(max: number, what: string): number {
    const length = this.uint();
    if (length > max) throw new XdrError(`a ${what} of ${length} is over its limit of ${max}`);
    return length;
  }

  #take(length: number): number {
    const start = this.#at;
    if (length > this.message.length - start) {
      throw new XdrError(`${length} bytes wanted, ${this.message.length - start} left`);
    }
    this.#at = start + length;
    return start;
  }
}

export function padded(length: number): number {
  return (length + 3) & ~3;
}
