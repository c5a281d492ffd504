/**
 * Slows down guessing of passwords, without I/O. Failures are counted by name and by address: a name alone
 * is held back only for seconds, so that nobody can lock another person out, an address up to minutes.
 */
export interface ThrottleLimits {
  readonly freeTries: number;
  readonly firstMs: number;
  readonly mostMs: number;
  /** A count is forgotten this long after its last failure. */
  readonly memoryMs: number;
}

export const nameLimits: ThrottleLimits = {
  freeTries: 5,
  firstMs: 500,
  mostMs: 8_000,
  memoryMs: 900_000,
};
export const addressLimits: ThrottleLimits = {
  freeTries: 10,
  firstMs: 1_000,
  mostMs: 900_000,
  memoryMs: 3_600_000,
};
/** Who gets as far as a code knows the password: 5 free tries, then a million codes take many years. */
export const secondFactorLimits: ThrottleLimits = {
  freeTries: 5,
  firstMs: 5_000,
  mostMs: 900_000,
  memoryMs: 24 * 3_600_000,
};
const tableLimit = 10_000;

interface Failures {
  readonly count: number;
  readonly lastMs: number;
}

export class Throttle {
  readonly #limits: ThrottleLimits;
  readonly #table = new Map<string, Failures>();

  constructor(limits: ThrottleLimits) {
    this.#limits = limits;
  }

  /** How long `key` has to wait before its next try; 0 where it may try now. */
  waitMs(key: string, nowMs: number): number {
    const known = this.#table.get(key);
    if (known === undefined || this.#isOld(known, nowMs)) return 0;
    const over = known.count - this.#limits.freeTries;
    if (over < 0) return 0;
    const { firstMs, mostMs } = this.#limits;
    const pauseMs = Math.min(mostMs, firstMs * 2 ** Math.min(30, over));
    return Math.max(0, known.lastMs + pauseMs - nowMs);
  }

  failed(key: string, nowMs: number): void {
    const known = this.#table.get(key);
    const count = known === undefined || this.#isOld(known, nowMs) ? 1 : known.count + 1;
    this.#table.delete(key);
    this.#table.set(key, { count, lastMs: nowMs });
    if (this.#table.size > tableLimit) this.#dropMildest();
  }

  succeeded(key: string): void {
    this.#table.delete(key);
  }

  /** Takes one failure back. */
  forgive(key: string): void {
    const known = this.#table.get(key);
    if (known === undefined) return;
    if (known.count <= 1) this.#table.delete(key);
    else this.#table.set(key, { ...known, count: known.count - 1 });
  }

  get size(): number {
    return this.#table.size;
  }

  #isOld(known: Failures, nowMs: number): boolean {
    return nowMs - known.lastMs > this.#limits.memoryMs;
  }

  /** Of the oldest entries the one with fewest failures: a flood of new names must not free a bad one. */
  #dropMildest(): void {
    let mildest: string | null = null;
    let least = Number.POSITIVE_INFINITY;
    let looked = 0;
    for (const [key, { count }] of this.#table) {
      if (count < least) {
        mildest = key;
        least = count;
      }
      looked += 1;
      if (looked >= 64) break;
    }
    if (mildest !== null) this.#table.delete(mildest);
  }
}
