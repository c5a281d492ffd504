import { padded, XdrError } from "./xdr-decoder.ts";

/** Writes XDR (RFC 4506) into a buffer that grows up to `maxBytes`. */
export class XdrEncoder {
  readonly #maxBytes: number;
  #bytes: Buffer;
  #at = 0;

  constructor(maxBytes: number, initialBytes = 256) {
    this.#maxBytes = maxBytes;
    this.#bytes = Buffer.allocUnsafe(Math.min(initialBytes, maxBytes));
  }

  get length(): number {
    return this.#at;
  }

  /** What was written. The encoder must not be used afterwards. */
  finish(): Buffer {
    return this.#bytes.subarray(0, this.#at);
  }

  int(value: number): void {
    if (!Number.isInteger(value) || value < -0x80000000 || value > 0x7fffffff) {
      throw new XdrError(`${value} is not a signed 32-bit integer`);
    }
    const start = this.#reserve(4);
    this.#bytes.writeInt32BE(value, start);
  }

  uint(value: number): void {
    if (!Number.isInteger(value) || value < 0 || value > 0xffffffff) {
      throw new XdrError(`${value} is not an unsigned 32-bit integer`);
    }
    const start = this.#reserve(4);
    this.#bytes.writeUInt32BE(value, start);
  }

  hyper(value: bigint): void {
    if (BigInt.asIntN(64, value) !== value) {
      throw new XdrError(`${value} is not a signed 64-bit integer`);
    }
    const start = this.#reserve(8);
    this.#bytes.writeBigInt64BE(value, start);
  }

  uhyper(value: bigint): void {
    if (BigInt.asUintN(64, value) !== value) {
      throw new XdrError(`${value} is not an unsigned 64-bit integer`);
    }
    const start = this.#reserve(8);
    this.#bytes.writeBigUInt64BE(value, start);
  }

  double(value: number): void {
    const start = this.#reserve(8);
    this.#bytes.writeDoubleBE(value, start);
  }

  bool(value: boolean): void {
    this.uint(value ? 1 : 0);
  }

  string(value: string, maxBytes: number): void {
    // libvirt hands strings to C: a zero byte would cut one short and change its meaning there.
    if (value.includes("\0")) throw new XdrError("a string must not hold a zero byte");
    this.bytes(Buffer.from(value, "utf8"), maxBytes);
  }

  bytes(value: Uint8Array, maxBytes: number): void {
    this.listLength(value.length, maxBytes);
    this.fixedBytes(value, value.length);
  }

  fixedBytes(value: Uint8Array, length: number): void {
    if (value.length !== length) {
      throw new XdrError(`${length} bytes wanted, ${value.length} given`);
    }
    const start = this.#reserve(padded(length));
    this.#bytes.set(value, start);
    this.#bytes.fill(0, start + length, this.#at);
  }

  /** Bytes as they are, without length or padding: the payload of a stream packet. */
  raw(value: Uint8Array): void {
    const start = this.#reserve(value.length);
    this.#bytes.set(value, start);
  }

  listLength(length: number, max: number): void {
    if (length > max) throw new XdrError(`a length of ${length} is over its limit of ${max}`);
    this.uint(length);
  }

  /** Makes room, which may put another buffer in place of `#bytes`: reserve first, then write. */
  #reserve(length: number): number {
    const start = this.#at;
    const end = start + length;
    if (end > this.#maxBytes) {
      throw new XdrError(`the message would be over its limit of ${this.#maxBytes} bytes`);
    }
    if (end > this.#bytes.length) {
      const grown = Buffer.allocUnsafe(Math.min(this.#maxBytes, Math.max(end, start * 2)));
      this.#bytes.copy(grown, 0, 0, start);
      this.#bytes = grown;
    }
    this.#at = end;
    return start;
  }
}
