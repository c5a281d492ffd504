import type { Pair } from "../ports/collector.ts";
import type { MachineCounters } from "../ports/hypervisor.ts";

/** Two readings of the same life of a machine, with the time between them. */
export interface MachineInterval {
  readonly before: MachineCounters;
  readonly now: MachineCounters;
  readonly seconds: number;
}

/** Null at the first reading, and where the machine was started anew in between. */
export function machineInterval(bulk: Pair<MachineCounters>): MachineInterval | null {
  const { before, now } = bulk;
  if (before === null || before.value.pid !== now.value.pid) return null;
  if (!before.value.running || !now.value.running) return null;
  const seconds = (now.atMs - before.atMs) / 1_000;
  return { before: before.value, now: now.value, seconds };
}
