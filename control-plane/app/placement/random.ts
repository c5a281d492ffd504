/** A stream of numbers from a seed: the same seed gives the same plan (sfc32, public domain). */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(seed: number) {
    this.#a = 0x9e3779b9;
    this.#b = seed | 0;
    this.#c = Math.floor(seed / 2 ** 32) | 0;
    for (let warmUp = 0; warmUp < 12; warmUp += 1) this.bits();
  }

  /** 32 bits as a signed integer. */
  bits(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum;
  }

  /** A whole number from 0 to below `limit`, which is at most 2^31. */
  below(limit: number): number {
    return Math.floor((this.bits() >>> 0) * (limit / 4294967296));
  }

  /** From 0 to below 1. */
  unit(): number {
    return (this.bits() >>> 0) / 4294967296;
  }
}
