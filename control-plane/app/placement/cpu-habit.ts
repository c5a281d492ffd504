import type { MachineId } from "@novacron/protocol/domain/ids";
import type { StoredBatch, StoredBlock } from "@novacron/protocol/messages/batch";
import { BoundedMap } from "../support/bounded-map.ts";

const machinesMax = 50_000;
/** What is older counts little. */
const overMs = 600_000;

interface Habit {
  readonly at: number;
  readonly mean: number;
  /** How much time it is a mean of. */
  readonly knownMs: number;
}

/**
 * CPU that each machine uses over the last ten minutes or so: a plan made of one sample moves machines for a moment's
 * peak, and back with the next. Since this start, and bounded.
 */
export class CpuHabit {
  readonly #habits = new BoundedMap<MachineId, Habit>(machinesMax);

  take(batch: StoredBatch): void {
    for (const block of batch.samples) {
      if (block.target === "machine") this.#takeBlock(batch.at, block);
    }
  }

  /** Cores in use; null where none was told. */
  of(machine: MachineId): number | null {
    return this.#habits.get(machine)?.mean ?? null;
  }

  #takeBlock(at: number, { columns, rows }: StoredBlock): void {
    const usedAt = columns.indexOf("cpuUsed");
    if (usedAt < 0) return;
    for (const row of rows) {
      const used = row[usedAt];
      if (typeof used !== "number") continue;
      const machine = row[0] as MachineId;
      this.#habits.set(machine, after(this.#habits.get(machine), at, used));
    }
  }
}

/** A plain mean at first, then one that forgets. A host's clock that was set back, or is another's, costs one sample. */
function after(before: Habit | undefined, at: number, used: number): Habit {
  if (before === undefined) return { at, mean: used, knownMs: 0 };
  const passedMs = Math.min(Math.max(0, at - before.at), overMs);
  const knownMs = Math.min(before.knownMs + passedMs, overMs);
  const weight = knownMs === 0 ? 1 : passedMs / knownMs;
  return { at, mean: before.mean + weight * (used - before.mean), knownMs };
}
