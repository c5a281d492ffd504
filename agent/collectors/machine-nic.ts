import type { SampleOf } from "@novacron/protocol/metrics/targets";
import type { Pair } from "../ports/collector.ts";
import type { MachineCounters, NicCounters } from "../ports/hypervisor.ts";
import { earlier } from "./device-pair.ts";
import { machineInterval } from "./machine-pair.ts";
import { growth, perSecond } from "./rates.ts";

export interface MachineNicRow {
  readonly device: string;
  readonly values: SampleOf<"machineNic">;
}

/** One row of the `machineNic` target for each interface the machine has now. */
export function collectMachineNics(bulk: Pair<MachineCounters>): readonly MachineNicRow[] {
  const interval = machineInterval(bulk);
  return bulk.now.value.nics.map((now, index) => {
    const before = interval && earlier(interval.before.nics, now.device, index);
    const values = before && interval ? ratesOf(before, now, interval.seconds) : {};
    return { device: now.device, values };
  });
}

function ratesOf(before: NicCounters, now: NicCounters, seconds: number): SampleOf<"machineNic"> {
  const rate = (counter: (nic: NicCounters) => number): number | null =>
    perSecond(growth(counter(before), counter(now)), seconds);
  return {
    receiveBytesPerSecond: rate((nic) => nic.receiveBytes),
    transmitBytesPerSecond: rate((nic) => nic.transmitBytes),
    receivePacketsPerSecond: rate((nic) => nic.receivePackets),
    transmitPacketsPerSecond: rate((nic) => nic.transmitPackets),
    errorsPerSecond: rate((nic) => nic.receiveErrors + nic.transmitErrors),
    dropsPerSecond: rate((nic) => nic.receiveDrops + nic.transmitDrops),
  };
}
