import type { HostReport } from "@novacron/protocol/messages/report";
import type { Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { Uplink } from "../ports/uplink.ts";

export interface ReporterPorts {
  readonly uplink: Uplink;
  readonly clock: Clock;
  readonly log: Log;
  readonly debounceMs: number;
  readonly retryMs: number;
  /** A report that the control plane does not hold this long after it was sent is sent again. */
  readonly unheardMs: number;
  readonly session: string;
  /** The report as it is now, without its revision; null while it cannot be made yet. */
  readonly make: () => Omit<HostReport, "revision"> | null;
}

/** Publishes the host report at connect and after changes, at most once in `debounceMs`. */
export class Reporter {
  readonly #ports: ReporterPorts;
  #revision = 0;
  #lastMs = Number.NEGATIVE_INFINITY;
  #cancel: (() => void) | null = null;

  constructor(ports: ReporterPorts) {
    this.#ports = ports;
  }

  /** Something changed: a report follows. */
  changed(): void {
    if (this.#cancel !== null) return;
    const { clock, debounceMs } = this.#ports;
    const sinceMs = clock.monotonicMs() - this.#lastMs;
    this.#arm(Math.max(0, debounceMs - sinceMs));
  }

  connected(): void {
    this.#cancel?.();
    this.#publish();
  }

  /** What the control plane holds: the bus may have taken a report and never delivered it. */
  held(report: { readonly session: string; readonly revision: number } | null): void {
    const { clock, unheardMs, session } = this.#ports;
    const isHeld = report?.session === session && report.revision >= this.#revision;
    if (isHeld || this.#revision === 0 || this.#cancel !== null) return;
    if (clock.monotonicMs() - this.#lastMs >= unheardMs) this.#publish();
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  #arm(delayMs: number): void {
    this.#cancel = this.#ports.clock.after(delayMs, () => this.#publish());
  }

  #publish(): void {
    this.#cancel = null;
    const { uplink, clock, log, make, retryMs } = this.#ports;
    // Not connected: the next connect publishes whatever is true then.
    if (!uplink.isConnected()) return;
    const content = make();
    if (content === null) return;
    this.#revision += 1;
    this.#lastMs = clock.monotonicMs();
    uplink
      .publish("hostReport", { ...content, revision: this.#revision })
      .catch((error: unknown) => {
        log.warn({ error }, "host report was not taken");
        if (this.#cancel === null && uplink.isConnected()) this.#arm(retryMs);
      });
  }
}
