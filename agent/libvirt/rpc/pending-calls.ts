import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { Clock } from "../../ports/clock.ts";
import type { CallOptions, Question } from "./procedure.ts";

export interface CallLimits {
  /** Calls libvirt works on at once for this connection; the others wait here. */
  readonly inFlightMax: number;
  /** Calls that may wait; a further one is refused with OVERLOADED. */
  readonly waitingMax: number;
  readonly timeoutMs: number;
}

/**
 * libvirt's `max_client_requests` is 5 by default and counts the message it is about to read: with
 * five calls open it reads nothing more, no keepalive either. Four leave room for the ping.
 */
export const defaultCallLimits: CallLimits = {
  inFlightMax: 4,
  waitingMax: 256,
  timeoutMs: 30_000,
};

export interface Call {
  readonly procedure: Question<unknown, unknown>;
  readonly serial: number;
  readonly frame: Buffer;
  /** Given up by its caller. libvirt still works on it, so it keeps its place. */
  abandoned: boolean;
  settle(outcome: CallOutcome): void;
}

export type CallOutcome = { ok: true; value: unknown } | { ok: false; error: Error };

/**
 * The calls of one connection: those that wait for a place and those libvirt has. A call that was
 * given up keeps its place until its late answer comes, because libvirt still counts it.
 */
export class PendingCalls {
  readonly #clock: Clock;
  readonly #limits: CallLimits;
  readonly #send: (call: Call) => void;
  readonly #waiting: Call[] = [];
  readonly #inFlight = new Map<number, Call>();
  #lateAnswers = 0;

  constructor(clock: Clock, limits: CallLimits, send: (call: Call) => void) {
    this.#clock = clock;
    this.#limits = limits;
    this.#send = send;
  }

  get counts(): { inFlight: number; waiting: number; abandoned: number; lateAnswers: number } {
    const calls = [...this.#inFlight.values()];
    return {
      inFlight: calls.length,
      waiting: this.#waiting.length,
      abandoned: calls.filter((call) => call.abandoned).length,
      lateAnswers: this.#lateAnswers,
    };
  }

  /** Queues a call; resolves with what `answer` is given for its serial. */
  add(
    request: Pick<Call, "procedure" | "serial" | "frame">,
    options: CallOptions,
  ): Promise<unknown> {
    const attempted = `libvirt ${request.procedure.name}`;
    if (options.signal?.aborted) return Promise.reject(new NovaError("CANCELLED", attempted));
    if (this.#waiting.length >= this.#limits.waitingMax) {
      const details = { waiting: this.#waiting.length };
      return Promise.reject(new NovaError("OVERLOADED", attempted, { details }));
    }
    return new Promise((resolve, reject) => {
      const timeoutMs = options.timeoutMs ?? this.#limits.timeoutMs;
      const cancelTimer = this.#clock.after(timeoutMs, () =>
        this.#giveUp(call, new NovaError("LIBVIRT_TIMEOUT", attempted, { details: { timeoutMs } })),
      );
      const onAbort = () => this.#giveUp(call, new NovaError("CANCELLED", attempted));
      options.signal?.addEventListener("abort", onAbort);
      const call: Call = {
        ...request,
        abandoned: false,
        settle: (outcome) => {
          cancelTimer();
          options.signal?.removeEventListener("abort", onAbort);
          if (outcome.ok) resolve(outcome.value);
          else reject(outcome.error);
        },
      };
      this.#waiting.push(call);
      this.#fill();
    });
  }

  /** The call that awaits an answer of this serial, or undefined. */
  find(serial: number): Call | undefined {
    return this.#inFlight.get(serial);
  }

  answer(call: Call, outcome: CallOutcome): void {
    this.#inFlight.delete(call.serial);
    if (call.abandoned) this.#lateAnswers += 1;
    else call.settle(outcome);
    this.#fill();
  }

  /** Fails every call, with an error of its own that names it. */
  failAll(errorFor: (call: Call, sent: boolean) => Error): void {
    const waiting = this.#waiting.splice(0);
    const sent = [...this.#inFlight.values()].filter((call) => !call.abandoned);
    this.#inFlight.clear();
    for (const call of sent) call.settle({ ok: false, error: errorFor(call, true) });
    for (const call of waiting) call.settle({ ok: false, error: errorFor(call, false) });
  }

  #fill(): void {
    while (this.#inFlight.size < this.#limits.inFlightMax) {
      const call = this.#waiting.shift();
      if (!call) return;
      this.#inFlight.set(call.serial, call);
      try {
        this.#send(call);
      } catch (error) {
        this.#inFlight.delete(call.serial);
        call.settle({
          ok: false,
          error: error instanceof Error ? error : new Error(String(error)),
        });
      }
    }
  }

  #giveUp(call: Call, error: NovaError): void {
    const at = this.#waiting.indexOf(call);
    if (at >= 0) this.#waiting.splice(at, 1);
    else call.abandoned = true;
    call.settle({ ok: false, error });
  }
}
