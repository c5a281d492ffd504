import type { SampleOf } from "@novacron/protocol/metrics/targets";
import { earlier } from "./device-pair.ts";
import type { HostCounters, HostNicCounters } from "./host-counters.ts";
import { growth, perSecond } from "./rates.ts";

export interface HostNicRow {
  readonly device: string;
  readonly values: SampleOf<"hostNic">;
}

/** One row of the `hostNic` target for each physical interface; all are rates, so none at first. */
export function collectHostNics(
  before: HostCounters | null,
  now: HostCounters,
): readonly HostNicRow[] {
  if (before === null) return [];
  const seconds = (now.atMs - before.atMs) / 1_000;
  const rows: HostNicRow[] = [];
  for (const [index, nic] of now.nics.entries()) {
    const old = earlier(before.nics, nic.device, index);
    if (old !== undefined) rows.push({ device: nic.device, values: ratesOf(old, nic, seconds) });
  }
  return rows;
}

function ratesOf(
  before: HostNicCounters,
  now: HostNicCounters,
  seconds: number,
): SampleOf<"hostNic"> {
  const rate = (counter: (nic: HostNicCounters) => number): number | null =>
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
