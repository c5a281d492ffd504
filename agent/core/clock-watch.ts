import type { Clock } from "../ports/clock.ts";

/** Set by less than this, a clock is only drifting or slewed. */
const leastJumpMs = 2_000;

/** Tells when the wall clock was set, because the times of samples before and after do not fit. */
export class ClockWatch {
  readonly #clock: Clock;
  #offsetMs: number | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** By how much it jumped since the last look; null where it did not. */
  jumpMs(): number | null {
    const offsetMs = this.#clock.now() - this.#clock.monotonicMs();
    const jumpMs = offsetMs - (this.#offsetMs ?? offsetMs);
    this.#offsetMs = offsetMs;
    return Math.abs(jumpMs) >= leastJumpMs ? Math.round(jumpMs) : null;
  }
}
