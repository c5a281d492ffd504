import type { SampleOf } from "@novacron/protocol/metrics/targets";
import type { ProcessReading } from "./host-facts.ts";
import type { MachineCounters } from "./hypervisor.ts";

/** A reading with the monotonic time it was taken, milliseconds. */
export interface Timed<T> {
  readonly atMs: number;
  readonly value: T;
}

/** Two readings of the same counters; `before` is null at the first, then there are levels but no rates. */
export interface Pair<T> {
  readonly before: Timed<T> | null;
  readonly now: Timed<T>;
}

/**
 * What is known of one running machine in one tick. `bulk` is null where the bulk call has not answered since
 * the last tick, `process` where the process cannot be read; CPU and resident memory come from `process` first.
 */
export interface MachineWindow {
  readonly bulk: Pair<MachineCounters> | null;
  readonly process: Pair<ProcessReading> | null;
  /** Wall clock, seconds since 1970: guest statistics older than a minute are not used. */
  readonly nowS: number;
}

/** `agent/collectors/machine.ts` exports `collectMachine`; pure. A counter that fell gives null, not a rate. */
export type CollectMachine = (window: MachineWindow) => SampleOf<"machine">;

/** `agent/collectors/machine-disk.ts` exports `collectMachineDisks`. */
export type CollectMachineDisks = (
  bulk: Pair<MachineCounters>,
) => readonly { readonly device: string; readonly values: SampleOf<"machineDisk"> }[];

/** `agent/collectors/machine-nic.ts` exports `collectMachineNics`. */
export type CollectMachineNics = (
  bulk: Pair<MachineCounters>,
) => readonly { readonly device: string; readonly values: SampleOf<"machineNic"> }[];
