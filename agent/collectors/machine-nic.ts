import type { SampleOf } from "@novacron/protocol/metrics/targets";
import type { Pair } from "../ports/collector.ts";
import type { MachineCounters } from "../ports/hypervisor.ts";
import { earlier } from "./device-pair.ts";
import { machineInterval } from "./machine-pair.ts";
import { nicRates } from "./nic-rates.ts";

export interface MachineNicRow {
  readonly device: string;
  readonly values: SampleOf<"machineNic">;
}

/** One row of the `machineNic` target for each interface the machine has now. */
export function collectMachineNics(bulk: Pair<MachineCounters>): readonly MachineNicRow[] {
  const interval = machineInterval(bulk);
  return bulk.now.value.nics.map((now, index) => {
    const before = interval && earlier(interval.before.nics, now.device, index);
    const values = before && interval ? nicRates(before, now, interval.seconds) : {};
    return { device: now.device, values };
  });
}
