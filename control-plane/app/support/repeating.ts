import type { Clock } from "../../ports/clock.ts";

/** Calls `run` again and again, each time `everyMs` after the last call ended. */
export class Repeating {
  readonly #clock: Clock;
  readonly #everyMs: number;
  readonly #run: () => void | Promise<void>;
  #cancel: (() => void) | null = null;
  #stopped = true;

  constructor(clock: Clock, everyMs: number, run: () => void | Promise<void>) {
    this.#clock = clock;
    this.#everyMs = everyMs;
    this.#run = run;
  }

  start(): void {
    this.#stopped = false;
    this.#arm();
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel?.();
    this.#cancel = null;
  }

  #arm(): void {
    if (this.#stopped) return;
    this.#cancel = this.#clock.after(this.#everyMs, () => void this.#once());
  }

  async #once(): Promise<void> {
    try {
      await this.#run();
    } finally {
      this.#arm();
    }
  }
}
