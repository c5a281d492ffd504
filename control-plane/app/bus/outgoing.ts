import type { Clock } from "../../ports/clock.ts";

/**
 * What has to be said on the bus, by key: only the newest state of a key matters, so a key that changes
 * again before it was sent is sent once. One is on its way at a time; what fails is tried again later.
 * Bounded by the number of keys.
 */
export class Outgoing<K> {
  readonly #clock: Clock;
  readonly #send: (key: K) => Promise<void>;
  readonly #retryMs: number;
  readonly #due = new Set<K>();
  #isBusy = false;
  #isRunning = false;
  #cancelRetry: (() => void) | null = null;

  constructor(clock: Clock, retryMs: number, send: (key: K) => Promise<void>) {
    this.#clock = clock;
    this.#retryMs = retryMs;
    this.#send = send;
  }

  start(): void {
    this.#isRunning = true;
    this.#kick();
  }

  stop(): void {
    this.#isRunning = false;
    this.#cancelRetry?.();
    this.#cancelRetry = null;
  }

  add(key: K): void {
    this.#due.add(key);
    this.#kick();
  }

  waiting(): number {
    return this.#due.size;
  }

  #kick(): void {
    if (this.#isBusy || !this.#isRunning || this.#cancelRetry !== null) return;
    void this.#drain();
  }

  async #drain(): Promise<void> {
    this.#isBusy = true;
    for (const key of this.#due) {
      if (!this.#isRunning) break;
      this.#due.delete(key);
      try {
        await this.#send(key);
      } catch {
        this.#due.add(key);
        this.#retryLater();
        break;
      }
    }
    this.#isBusy = false;
    if (this.#due.size > 0) this.#kick();
  }

  #retryLater(): void {
    this.#cancelRetry = this.#clock.after(this.#retryMs, () => {
      this.#cancelRetry = null;
      this.#kick();
    });
  }
}
