import type { AuditEntry } from "./entry.ts";

/**
 * A refusal is the one thing that anybody can have written, as often as they like. So a kind of refusal
 * (who, from where, what, code) gets single rows up to a budget, and all kinds together have one too; what
 * is over is counted and written as a sum now and then. Nothing refused is left out of the count.
 */
export const refusalLimits = {
  kindBurst: 30,
  kindPerMinute: 1,
  allBurst: 500,
  allPerMinute: 6,
  kinds: 500,
  /** Sums are written this often, so many rows at most; the rest share one. */
  sumEveryMs: 300_000,
  sumRows: 8,
} as const;

interface Bucket {
  tokens: number;
  atMs: number;
}

interface Sum {
  readonly entry: AuditEntry;
  count: number;
  readonly firstMs: number;
  lastMs: number;
}

export const sumAction = "refusals.summed";

export class RefusalSums {
  readonly #all: Bucket = { tokens: refusalLimits.allBurst, atMs: 0 };
  readonly #kinds = new Map<string, Bucket>();
  readonly #sums = new Map<string, Sum>();
  #summed = 0;

  /** Whether it gets a row of its own; where not, it is counted. */
  take(entry: AuditEntry, now: { readonly wallMs: number; readonly monotonicMs: number }): boolean {
    const { kindBurst, kindPerMinute, allBurst, allPerMinute } = refusalLimits;
    const key = keyOf(entry);
    const kind = this.#kind(key, now.monotonicMs);
    refill(kind, { burst: kindBurst, perMinute: kindPerMinute }, now.monotonicMs);
    refill(this.#all, { burst: allBurst, perMinute: allPerMinute }, now.monotonicMs);
    if (kind.tokens >= 1 && this.#all.tokens >= 1) {
      kind.tokens -= 1;
      this.#all.tokens -= 1;
      return true;
    }
    this.count(entry, now.wallMs);
    return false;
  }

  /** Counts it without a row of its own. */
  count(entry: AuditEntry, wallMs: number): void {
    this.#summed += 1;
    const key = keyOf(entry);
    const has = this.#sums.has(key) || this.#sums.size < refusalLimits.kinds;
    const [name, of] = has ? [key, entry] : ["", { ...entry, ...others }];
    const sum = this.#sums.get(name);
    if (sum === undefined) {
      this.#sums.set(name, { entry: of, count: 1, firstMs: wallMs, lastMs: wallMs });
      return;
    }
    sum.count += 1;
    sum.lastMs = wallMs;
  }

  /** All refusals that got no row of their own since the start. */
  get summed(): number {
    return this.#summed;
  }

  /** What was counted since the last call, most frequent first, as entries to write. */
  drain(): readonly AuditEntry[] {
    const sums = [...this.#sums.values()].sort((a, b) => b.count - a.count);
    this.#sums.clear();
    const { sumRows } = refusalLimits;
    const single = sums.length > sumRows ? sums.slice(0, sumRows - 1) : sums;
    const rest = sums.slice(single.length);
    const entries = single.map(sumEntry);
    const [first] = rest;
    if (first === undefined) return entries;
    const together: Sum = {
      entry: { ...first.entry, ...others },
      count: rest.reduce((total, one) => total + one.count, 0),
      firstMs: Math.min(...rest.map((one) => one.firstMs)),
      lastMs: Math.max(...rest.map((one) => one.lastMs)),
    };
    return [...entries, sumEntry(together)];
  }

  #kind(key: string, nowMs: number): Bucket {
    const known = this.#kinds.get(key);
    const bucket = known ?? { tokens: refusalLimits.kindBurst, atMs: nowMs };
    this.#kinds.delete(key);
    this.#kinds.set(key, bucket);
    if (this.#kinds.size > refusalLimits.kinds) {
      const oldest = this.#kinds.keys().next();
      if (oldest.done !== true) this.#kinds.delete(oldest.value);
    }
    return bucket;
  }
}

const others = {
  actor: { name: "(others)", id: null, via: "none", address: null },
  action: "(others)",
  target: null,
  code: null,
} as const;

function sumEntry({ entry, count, firstMs, lastMs }: Sum): AuditEntry {
  const { actor, action, code } = entry;
  return {
    actor,
    action: sumAction,
    target: null,
    outcome: "refused",
    code,
    detail: { action, count, firstAt: firstMs, lastAt: lastMs },
  };
}

function keyOf({ actor, action, code }: AuditEntry): string {
  return `${actor.name}\n${actor.address}\n${action}\n${code}`;
}

function refill(
  bucket: Bucket,
  limit: { readonly burst: number; readonly perMinute: number },
  nowMs: number,
): void {
  const earned = (Math.max(0, nowMs - bucket.atMs) / 60_000) * limit.perMinute;
  bucket.tokens = Math.min(limit.burst, bucket.tokens + earned);
  bucket.atMs = nowMs;
}
