import type { MachineId } from "@novacron/protocol/domain/ids";
import type { MachineReport } from "@novacron/protocol/domain/machine";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { MachineWatch, WaitOptions } from "../commands/handler.ts";
import { findMachine } from "../commands/machine-goal.ts";
import type { Clock } from "../ports/clock.ts";
import type { Hypervisor } from "../ports/hypervisor.ts";

interface Waiter {
  readonly id: MachineId;
  readonly seen: (report: MachineReport | null) => void;
  readonly noted: (note: string) => void;
}

/** Waits for a machine's state by the hypervisor's events; a slow poll is the net for a lost one. */
export class Watch implements MachineWatch {
  readonly #hypervisor: Hypervisor;
  readonly #clock: Clock;
  readonly #pollMs: number;
  readonly #waiters = new Set<Waiter>();

  constructor(hypervisor: Hypervisor, clock: Clock, pollMs: number) {
    this.#hypervisor = hypervisor;
    this.#clock = clock;
    this.#pollMs = pollMs;
  }

  changed(id: MachineId, report: MachineReport | null): void {
    for (const waiter of [...this.#waiters]) if (waiter.id === id) waiter.seen(report);
  }

  noted(id: MachineId, note: string): void {
    for (const waiter of [...this.#waiters]) if (waiter.id === id) waiter.noted(note);
  }

  until(
    id: MachineId,
    test: (report: MachineReport | null) => boolean,
    options: WaitOptions,
  ): Promise<MachineReport | null> {
    return this.#wait<MachineReport | null>(id, options, (done) => {
      const seen = (report: MachineReport | null) => {
        if (test(report)) done(report);
      };
      return { seen, noted: () => undefined, polls: true };
    });
  }

  note(id: MachineId, wanted: string, options: WaitOptions): Promise<void> {
    return this.#wait<void>(id, options, (done) => ({
      seen: () => undefined,
      noted: (note: string) => {
        if (note === wanted) done();
      },
      polls: false,
    }));
  }

  #wait<T>(
    id: MachineId,
    { timeoutMs, signal }: WaitOptions,
    make: (done: (value: T) => void) => Omit<Waiter, "id"> & { readonly polls: boolean },
  ): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      let isOver = false;
      let cancelPoll = (): void => undefined;
      const finish = (settle: () => void) => {
        if (isOver) return;
        isOver = true;
        this.#waiters.delete(waiter);
        cancelTimeout();
        cancelPoll();
        signal.removeEventListener("abort", abort);
        settle();
      };
      const abort = () =>
        finish(() => reject(new NovaError("CANCELLED", `wait for machine ${id}`)));
      const cancelTimeout = this.#clock.after(timeoutMs, () =>
        finish(() => reject(new NovaError("DEADLINE_EXCEEDED", `wait for machine ${id}`))),
      );
      const { polls, ...tests } = make((value) => finish(() => resolve(value)));
      const waiter: Waiter = { id, ...tests };
      const poll = () => {
        findMachine(this.#hypervisor, id)
          .then((report) => waiter.seen(report))
          // It cannot be asked now; the next poll or the deadline decides.
          .catch(() => undefined)
          .finally(() => {
            if (!isOver) cancelPoll = this.#clock.after(this.#pollMs, poll);
          });
      };
      this.#waiters.add(waiter);
      if (signal.aborted) abort();
      else signal.addEventListener("abort", abort);
      if (polls && !isOver) poll();
    });
  }
}
