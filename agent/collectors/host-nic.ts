import type { SampleOf } from "@novacron/protocol/metrics/targets";
import { earlier } from "./device-pair.ts";
import type { HostCounters } from "./host-counters.ts";
import { nicRates } from "./nic-rates.ts";

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
    if (old !== undefined) rows.push({ device: nic.device, values: nicRates(old, nic, seconds) });
  }
  return rows;
}
