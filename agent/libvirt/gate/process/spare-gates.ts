import type { MachineId } from "@novacron/protocol/domain/ids";
import type { Clock } from "../../../ports/clock.ts";
import type { Log } from "../../../ports/log.ts";
import { GateChild } from "./gate-child.ts";

export interface SpareGatesOptions {
  /** Program and arguments that run `runGate`. */
  readonly command: readonly string[];
  readonly clock: Clock;
  readonly log: Log;
}

/** A check of a move is followed by the move, or by nothing; one move of many by the next. */
const keptMs = 30_000;
const most = 4;

interface Spare {
  readonly child: GateChild;
  /** The move that it waits for; null: whichever comes. */
  readonly machine: MachineId | null;
  readonly cancel: () => void;
}

/**
 * Processes for gates that wait for their order: begun a moment before they are needed, while a move is still being
 * checked, since to load the program takes longer than all that comes before the move; or left by a move that has ended, for
 * the next. One that gets no order ends: after a while, or with the agent.
 */
export class SpareGates {
  readonly #options: SpareGatesOptions;
  readonly #spares = new Set<Spare>();

  constructor(options: SpareGatesOptions) {
    this.#options = options;
  }

  /** For the move of this machine; nothing where one waits already, or too many do. */
  begin(machine: MachineId): void {
    if (this.#of(machine) !== undefined) return;
    const free = this.#of(null);
    if (free !== undefined) this.#keep(this.#takeOut(free), machine);
    else if (this.#spares.size < most) this.#keep(this.#spawn(), machine);
  }

  /** The one that waits for this machine's move, or for any, or a new one. */
  take(machine: MachineId): GateChild {
    const spare = this.#of(machine) ?? this.#of(null);
    return spare === undefined ? this.#spawn() : this.#takeOut(spare);
  }

  #spawn(): GateChild {
    return new GateChild({
      command: this.#options.command,
      onFree: (child) => {
        if (this.#spares.size < most) this.#keep(child, null);
        else child.end();
      },
      onGone: (child) => {
        for (const spare of this.#spares) if (spare.child === child) this.#takeOut(spare);
      },
      onDeath: ({ pid }, how) => this.#options.log.warn({ pid, how }, "a migration's gate died"),
    });
  }

  #of(machine: MachineId | null): Spare | undefined {
    return [...this.#spares].find((spare) => spare.machine === machine);
  }

  #keep(child: GateChild, machine: MachineId | null): void {
    const cancel = this.#options.clock.after(keptMs, () => {
      this.#spares.delete(spare);
      child.end();
    });
    const spare: Spare = { child, machine, cancel };
    this.#spares.add(spare);
  }

  #takeOut(spare: Spare): GateChild {
    spare.cancel();
    this.#spares.delete(spare);
    return spare.child;
  }
}
