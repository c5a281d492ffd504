import type { MachineId } from "@novacron/protocol/domain/ids";
import type { MoveSubject } from "@novacron/protocol/domain/migration-forecast";
import { BoundedMap } from "../support/bounded-map.ts";

interface Carried {
  /** What one pass over its memory carried. */
  readonly bytes: number;
  /** Resident memory of its QEMU at that time. */
  readonly residentBytes: number;
}

const machinesMax = 50_000;
const ownMax = 51;
/** However much QEMU seems to need for itself, the guest has at least so much of what is resident. */
const guestLeast = 0.25;

/**
 * Memory that holds something, from what earlier moves carried. Of a machine that was moved before it is what
 * that move carried, and what has become resident since; of another, what is resident less what this fleet's QEMUs
 * need for themselves (some dozen MB under KVM, far more under emulation).
 */
export class FilledMemory {
  readonly #carried = new BoundedMap<MachineId, Carried>(machinesMax);
  /** Resident, not the guest's: of the last machines that were moved for the first time. */
  readonly #own: number[] = [];

  /** Null where nothing was measured of it. */
  bytes({ machine, residentBytes }: MoveSubject): number | null {
    const before = this.#carried.get(machine);
    if (residentBytes === null) return before?.bytes ?? null;
    if (before !== undefined) {
      return before.bytes + Math.max(0, residentBytes - before.residentBytes);
    }
    const own = [...this.#own].sort((one, other) => one - other)[this.#own.length >> 1] ?? 0;
    return Math.max(residentBytes - own, residentBytes * guestLeast);
  }

  learn({ machine, residentBytes }: MoveSubject, bytes: number): void {
    if (residentBytes === null) return;
    if (this.#carried.get(machine) === undefined) {
      this.#own.push(Math.max(0, residentBytes - bytes));
      if (this.#own.length > ownMax) this.#own.shift();
    }
    this.#carried.set(machine, { bytes, residentBytes });
  }
}
