import type { Clock, Ids } from "../ports/clock.ts";
import { hashOf, uuidOf } from "../sim/chance.ts";

interface Timer {
  readonly atMs: number;
  readonly order: number;
  readonly run: () => void;
}

/** Time that passes only when told to; between two timers all resolved promises have their turn. */
export class VirtualClock implements Clock {
  #monotonicMs = 1_000;
  #offsetMs = 1_700_000_000_000;
  #order = 0;
  readonly #timers = new Set<Timer>();

  now(): number {
    return this.#monotonicMs + this.#offsetMs;
  }

  monotonicMs(): number {
    return this.#monotonicMs;
  }

  after(delayMs: number, run: () => void): () => void {
    this.#order += 1;
    const timer = { atMs: this.#monotonicMs + Math.max(0, delayMs), order: this.#order, run };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Somebody sets the wall clock. */
  jumpWall(byMs: number): void {
    this.#offsetMs += byMs;
  }

  async advance(byMs: number): Promise<void> {
    const untilMs = this.#monotonicMs + byMs;
    await settle();
    for (;;) {
      const next = this.#next(untilMs);
      if (next === null) break;
      this.#timers.delete(next);
      this.#monotonicMs = Math.max(this.#monotonicMs, next.atMs);
      next.run();
      await settle();
    }
    this.#monotonicMs = untilMs;
    await settle();
  }

  #next(untilMs: number): Timer | null {
    let found: Timer | null = null;
    for (const timer of this.#timers) {
      if (timer.atMs > untilMs) continue;
      const isBefore =
        found === null ||
        timer.atMs < found.atMs ||
        (timer.atMs === found.atMs && timer.order < found.order);
      if (isBefore) found = timer;
    }
    return found;
  }
}

/** The same time for one process, which may die: nothing it waited for comes then. */
export class ProcessClock implements Clock {
  readonly #clock: Clock;
  #isDead = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  now(): number {
    return this.#clock.now();
  }

  monotonicMs(): number {
    return this.#clock.monotonicMs();
  }

  after(delayMs: number, run: () => void): () => void {
    return this.#clock.after(delayMs, () => {
      if (!this.#isDead) run();
    });
  }

  get isDead(): boolean {
    return this.#isDead;
  }

  die(): void {
    this.#isDead = true;
  }
}

/** Lets every promise that can resolve without the clock do so. */
export function settle(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

export class SeededIds implements Ids {
  readonly #seed: number;
  #count = 0;

  constructor(seed: number) {
    this.#seed = seed;
  }

  uuid(): string {
    this.#count += 1;
    return uuidOf(this.#seed, `id/${this.#count}`);
  }

  random(): number {
    this.#count += 1;
    return hashOf(this.#seed, `random/${this.#count}`) / 2 ** 32;
  }
}
