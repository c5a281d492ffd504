import type { NicCounters } from "../ports/hypervisor.ts";
import { growth, perSecond } from "./rates.ts";

/** What an interface carried between two readings; the host's and a machine's have the same columns. */
export function nicRates(before: NicCounters, now: NicCounters, seconds: number) {
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
