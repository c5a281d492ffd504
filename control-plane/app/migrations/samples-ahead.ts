import type { MachineId, OperationId } from "@novacron/protocol/domain/ids";
import type { MigrationDescription } from "@novacron/protocol/domain/migration";
import { BoundedMap } from "../support/bounded-map.ts";

export interface AheadPorts {
  readonly isKnown: (machine: MachineId) => boolean;
  /** Null where it cannot be had now. */
  readonly describe: (machine: MachineId) => Promise<MigrationDescription | null>;
  readonly learn: (machine: MachineId, description: MigrationDescription) => void;
  /** It is learned, or it failed; whatever waits for it goes on. */
  readonly onSampled: (operation: OperationId) => void;
}

/** Samples cost their host a little: not more of them at once over the fleet. */
const atOnce = 4;
const triedKept = 20_000;

/**
 * Samples how machines write their memory while their moves wait for a turn, or, where their turn came at once, beside
 * what a move does before its forecast. Each move's machine is tried once; where that fails before the move describes
 * it, the move takes its own sample.
 */
export class SamplesAhead {
  readonly #ports: AheadPorts;
  readonly #tried = new BoundedMap<OperationId, true>(triedKept);
  readonly #underWay = new Set<OperationId>();

  constructor(ports: AheadPorts) {
    this.#ports = ports;
  }

  /** Told again and again while the move waits. */
  async waits(operation: OperationId, machine: MachineId): Promise<void> {
    if (this.#underWay.size < atOnce) await this.begins(operation, machine);
  }

  /** Its turn has come: as many at once as there are turns. */
  async begins(operation: OperationId, machine: MachineId): Promise<void> {
    const { isKnown, describe, learn, onSampled } = this.#ports;
    if (this.#tried.get(operation) === true || isKnown(machine)) return;
    this.#tried.set(operation, true);
    this.#underWay.add(operation);
    try {
      const description = await describe(machine);
      if (description !== null) learn(machine, description);
    } finally {
      this.#underWay.delete(operation);
      onSampled(operation);
    }
  }

  isUnderWay(operation: OperationId): boolean {
    return this.#underWay.has(operation);
  }
}
