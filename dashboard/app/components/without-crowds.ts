import type { RecordEntry } from "@novacron/protocol/http/record";
import { t } from "../text/en.ts";
import { formatCount } from "../util/format.ts";

/** So many of one host at once are one thing that happened: it joined. */
const crowd = 4;

/** Machines that appeared on a host one after another are told as one line, so that they hide nothing else. */
export function withoutCrowds(entries: readonly RecordEntry[]): readonly RecordEntry[] {
  const told: RecordEntry[] = [];
  for (let at = 0; at < entries.length; ) {
    const first = entries[at] as RecordEntry;
    let end = at + 1;
    while (isAppearance(first) && isAppearance(entries[end]) && entries[end]?.host === first.host)
      end += 1;
    const many = end - at;
    if (many < crowd) told.push(...entries.slice(at, end));
    else {
      const sentence = t.fleet.appeared(formatCount(many), first.hostName ?? t.common.unknown);
      told.push({ ...first, machine: null, machineName: null, sentence });
    }
    at = end;
  }
  return told;
}

function isAppearance(entry: RecordEntry | undefined): boolean {
  return entry?.kind === "machine.appeared";
}
