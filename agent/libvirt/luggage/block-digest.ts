import { createHash, type Hash } from "node:crypto";

const blockBytes = 65_536;
const zeros = Buffer.alloc(blockBytes);

/**
 * SHA-256 of what a disk holds, the same however its holes were told: blocks of nothing but zeros count by their place
 * alone, so a sparse disk of a terabyte costs what is written of it.
 */
export class BlockDigest {
  readonly #hash: Hash = createHash("sha256");
  readonly #block = Buffer.alloc(blockBytes);
  #filled = 0;
  #index = 0n;

  get lengthBytes(): number {
    return Number(this.#index) * blockBytes + this.#filled;
  }

  data(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) {
      const part = bytes.subarray(at, at + blockBytes - this.#filled);
      this.#block.set(part, this.#filled);
      this.#advance(part.length);
      at += part.length;
    }
  }

  hole(lengthBytes: bigint): void {
    let left = lengthBytes;
    while (left > 0n) {
      if (this.#filled === 0 && left >= BigInt(blockBytes)) {
        const whole = left / BigInt(blockBytes);
        this.#index += whole;
        left -= whole * BigInt(blockBytes);
        continue;
      }
      const part = Math.min(Number(left), blockBytes - this.#filled);
      this.#block.fill(0, this.#filled, this.#filled + part);
      this.#advance(part);
      left -= BigInt(part);
    }
  }

  /** Ends it. */
  hex(): string {
    const length = this.lengthBytes;
    this.#add(this.#block.subarray(0, this.#filled));
    return this.#hash.update(`${length}`).digest("hex");
  }

  #advance(bytes: number): void {
    this.#filled += bytes;
    if (this.#filled < blockBytes) return;
    this.#add(this.#block);
    this.#index += 1n;
    this.#filled = 0;
  }

  #add(block: Buffer): void {
    if (block.equals(zeros.subarray(0, block.length))) return;
    this.#hash.update(`${this.#index}:`).update(block);
  }
}
