import { randomUUID } from "node:crypto";
import type { Clock, Ids } from "../ports/clock.ts";

/** The machine's own clocks and timers. */
export class SystemClock implements Clock {
  now(): number {
    return Date.now();
  }

  monotonicMs(): number {
    return performance.now();
  }

  after(delayMs: number, run: () => void): () => void {
    const timer = setTimeout(run, Math.min(Math.max(0, Math.ceil(delayMs)), longestDelayMs));
    return () => clearTimeout(timer);
  }
}

export class SystemIds implements Ids {
  uuid(): string {
    return randomUUID();
  }

  random(): number {
    return Math.random();
  }
}

/** Node takes longer delays for 1 ms; who waits longer looks again then. */
const longestDelayMs = 2 ** 31 - 1;
