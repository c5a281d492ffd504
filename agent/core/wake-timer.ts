import type { Clock } from "../ports/clock.ts";

/** One timer that is set anew whenever the earliest time to look again changes. */
export class WakeTimer {
  readonly #clock: Clock;
  readonly #run: () => void;
  #atMs: number | null = null;
  #cancel: (() => void) | null = null;

  constructor(clock: Clock, run: () => void) {
    this.#clock = clock;
    this.#run = run;
  }

  /** Monotonic time, or null for never. */
  set(atMs: number | null): void {
    if (atMs === this.#atMs) return;
    this.#cancel?.();
    this.#cancel = null;
    this.#atMs = atMs;
    if (atMs === null) return;
    const delayMs = Math.max(0, atMs - this.#clock.monotonicMs());
    this.#cancel = this.#clock.after(delayMs, () => {
      this.#atMs = null;
      this.#cancel = null;
      this.#run();
    });
  }
}
