/** Tokens of one address: `burst` at once, then `perSecond`. */
export interface RateLimitOptions {
  readonly burst: number;
  readonly perSecond: number;
  /** Addresses remembered; the one unused longest is forgotten first. */
  readonly addresses: number;
}

/** Requests from one address to one that answers anybody, or that failed to prove a login. */
export const anonymousLimit: RateLimitOptions = { burst: 120, perSecond: 10, addresses: 20_000 };

export class RateLimit {
  readonly #options: RateLimitOptions;
  readonly #buckets = new Map<string, { tokens: number; at: number }>();

  constructor(options: RateLimitOptions) {
    this.#options = options;
  }

  /** Takes one token; returns 0 where there was one, else the seconds to wait. */
  take(address: string, nowMs: number): number {
    const { burst, perSecond } = this.#options;
    const bucket = this.#buckets.get(address) ?? { tokens: burst, at: nowMs };
    const earned = (Math.max(0, nowMs - bucket.at) / 1_000) * perSecond;
    bucket.tokens = Math.min(burst, bucket.tokens + earned);
    bucket.at = nowMs;
    this.#remember(address, bucket);
    if (bucket.tokens < 1) return Math.ceil((1 - bucket.tokens) / perSecond);
    bucket.tokens -= 1;
    return 0;
  }

  /** Whether `take` would give a token; takes none. */
  hasToken(address: string, nowMs: number): boolean {
    const bucket = this.#buckets.get(address);
    if (bucket === undefined) return true;
    const { perSecond } = this.#options;
    return bucket.tokens + (Math.max(0, nowMs - bucket.at) / 1_000) * perSecond >= 1;
  }

  #remember(address: string, bucket: { tokens: number; at: number }): void {
    this.#buckets.delete(address);
    this.#buckets.set(address, bucket);
    if (this.#buckets.size <= this.#options.addresses) return;
    const oldest = this.#buckets.keys().next().value;
    if (oldest !== undefined) this.#buckets.delete(oldest);
  }
}
