import type { HostEvent, SampleBlock } from "@novacron/protocol/messages/batch";
import { batchLimits } from "@novacron/protocol/messages/batch";
import type { Clock } from "../ports/clock.ts";

export interface HostEventsPorts {
  readonly clock: Clock;
  readonly debounceMs: number;
  readonly limit: number;
  readonly send: (
    at: number,
    samples: readonly SampleBlock[],
    events: readonly HostEvent[],
  ) => void;
}

/** Events on their way into a batch: they wait for their like for 20 ms, or leave with a tick. */
export class HostEvents {
  readonly #ports: HostEventsPorts;
  #pending: HostEvent[] = [];
  #lost = 0;
  #cancel: (() => void) | null = null;

  constructor(ports: HostEventsPorts) {
    this.#ports = ports;
  }

  add(event: HostEvent): void {
    if (this.#pending.length >= this.#ports.limit) {
      this.#lost += 1;
      return;
    }
    this.#pending.push(event);
    this.#cancel ??= this.#ports.clock.after(this.#ports.debounceMs, () => {
      this.#cancel = null;
      this.flush();
    });
  }

  /** A note about the host itself. */
  note(note: string, detail: string): void {
    this.add({ type: "host.note", at: this.#nowMs(), note, detail: detail.slice(0, 1_000) });
  }

  /** Sends a tick's samples together with the events that wait. */
  tick(at: number, samples: readonly SampleBlock[]): void {
    this.#send(at, samples);
  }

  flush(): void {
    if (this.#pending.length > 0) this.#send(this.#nowMs(), []);
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.flush();
  }

  #send(at: number, samples: readonly SampleBlock[]): void {
    this.#cancel?.();
    this.#cancel = null;
    const pending = this.#pending;
    this.#pending = [];
    if (this.#lost > 0) {
      const detail = `${this.#lost} events in one burst were more than the agent keeps`;
      pending.push({ type: "host.note", at: this.#nowMs(), note: "events-lost", detail });
      this.#lost = 0;
    }
    for (let from = 0; from === 0 || from < pending.length; from += batchLimits.events) {
      const events = pending.slice(from, from + batchLimits.events);
      this.#ports.send(at, from === 0 ? samples : [], events);
    }
  }

  #nowMs(): number {
    return Math.max(0, Math.round(this.#ports.clock.now()));
  }
}
