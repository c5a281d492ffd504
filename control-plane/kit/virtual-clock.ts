import type { Clock, Ids } from "../ports/clock.ts";

interface Timer {
  readonly dueMs: number;
  readonly order: number;
  readonly run: () => void;
}

/** Time that stands still until a test moves it. */
export class VirtualClock implements Clock {
  #monotonic = 1_000;
  #order = 0;
  #timers: Timer[] = [];
  /** What the wall clock shows beyond the monotonic one; a test may make it jump. */
  wallOffsetMs = 1_767_225_600_000;

  now(): number {
    return this.#monotonic + this.wallOffsetMs;
  }

  monotonicMs(): number {
    return this.#monotonic;
  }

  after(delayMs: number, run: () => void): () => void {
    this.#order += 1;
    const timer = { dueMs: this.#monotonic + Math.max(0, delayMs), order: this.#order, run };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((one) => one !== timer);
    };
  }

  /** Moves on, runs what falls due in order, and lets every promise settle in between. */
  async advance(ms: number): Promise<void> {
    const untilMs = this.#monotonic + ms;
    await settled();
    for (let next = this.#next(untilMs); next !== null; next = this.#next(untilMs)) {
      const timer = next;
      this.#timers = this.#timers.filter((one) => one !== timer);
      this.#monotonic = Math.max(this.#monotonic, timer.dueMs);
      timer.run();
      await settled();
    }
    this.#monotonic = untilMs;
  }

  #next(untilMs: number): Timer | null {
    let first: Timer | null = null;
    for (const timer of this.#timers) {
      if (timer.dueMs > untilMs) continue;
      if (
        first === null ||
        timer.dueMs < first.dueMs ||
        (timer.dueMs === first.dueMs && timer.order < first.order)
      ) {
        first = timer;
      }
    }
    return first;
  }
}

/** Every promise that can settle without time has settled. */
export async function settled(): Promise<void> {
  for (let round = 0; round < 3; round += 1) {
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}

/** Ids that count. */
export class CountingIds implements Ids {
  #count = 0;

  uuid(): string {
    this.#count += 1;
    return testUuid("f", this.#count);
  }

  random(): number {
    return 0.5;
  }
}

/** A UUID that says what it is: `testUuid("a", 7)` is host 7. */
export function testUuid(kind: string, number: number): string {
  return `${kind.repeat(8)}-0000-4000-8000-${number.toString(16).padStart(12, "0")}`;
}
