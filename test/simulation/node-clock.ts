import type { Clock, Ids } from "@novacron/protocol/domain/clock";
import type { Random } from "./random.ts";
import type { Life, Scheduler } from "./scheduler.ts";

/** 2026-01-01: the wall clock of a run begins here. */
export const wallStartMs = 1_767_225_600_000;

/** The clock of one computer. Its wall clock can jump; its monotonic one cannot. */
export class NodeClock implements Clock {
  readonly #scheduler: Scheduler;
  readonly #life: Life;
  readonly #skew: { ms: number };

  /** `skew` is shared by all lives of one computer. */
  constructor(scheduler: Scheduler, life: Life, skew: { ms: number }) {
    this.#scheduler = scheduler;
    this.#life = life;
    this.#skew = skew;
  }

  now(): number {
    return Math.round(wallStartMs + this.#scheduler.nowMs + this.#skew.ms);
  }

  monotonicMs(): number {
    return this.#scheduler.nowMs;
  }

  after(delayMs: number, run: () => void): () => void {
    return this.#scheduler.after(delayMs, this.#life, run);
  }
}

export class SeededIds implements Ids {
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  uuid(): string {
    return this.#random.uuid();
  }

  random(): number {
    return this.#random.next();
  }
}
