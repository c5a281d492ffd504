import type { MachineId } from "@novacron/protocol/domain/ids";
import type { MigrationDescription } from "@novacron/protocol/domain/migration";

const machinesMax = 2_000;

type Disks = MigrationDescription["disks"];

/** What is written of machines' disks, as their hosts described them last: what a copy has to carry, not what it may grow to. */
export class WrittenDisks {
  readonly #disks = new Map<MachineId, Disks>();

  learn(machine: MachineId, { disks }: MigrationDescription): void {
    this.#disks.delete(machine);
    this.#disks.set(machine, disks);
    for (const oldest of this.#disks.keys()) {
      if (this.#disks.size <= machinesMax) return;
      this.#disks.delete(oldest);
    }
  }

  of(machine: MachineId): Disks {
    return this.#disks.get(machine) ?? [];
  }
}
