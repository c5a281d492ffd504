import type { MachineId, OperationId } from "@novacron/protocol/domain/ids";
import type { MigrationDescription } from "@novacron/protocol/domain/migration";
import { BoundedMap } from "../support/bounded-map.ts";

export interface AheadPorts {
  readonly isKnown: (machine: MachineId) => boolean;
  /** Null where it cannot be had now. */
  readonly describe: (machine: MachineId) => Promise<MigrationDescription | null>;
  readonly learn: (machine: MachineId, description: MigrationDescription) => void;
}

/** Samples cost their host a little: not more of them at once over the fleet. */
const atOnce = 4;
const triedKept = 20_000;

/**
 * Samples how machines write their memory while their moves wait for a turn, so that no turn begins with it. Each
 * move's machine is tried once; where that fails the move takes its own sample.
 */
export class SamplesAhead {
  readonly #ports: AheadPorts;
  readonly #tried = new BoundedMap<OperationId, true>(triedKept);
  #running = 0;

  constructor(ports: AheadPorts) {
    this.#ports = ports;
  }

  /** Told again and again while the move waits. */
  async waits(operation: OperationId, machine: MachineId): Promise<void> {
    const { isKnown, describe, learn } = this.#ports;
    if (this.#running >= atOnce || this.#tried.get(operation) === true || isKnown(machine)) return;
    this.#tried.set(operation, true);
    this.#running += 1;
    try {
      const description = await describe(machine);
      if (description !== null) learn(machine, description);
    } finally {
      this.#running -= 1;
    }
  }
}
