import type { HostId } from "@novacron/protocol/domain/ids";
import type { NewRecordEntry } from "../../ports/state-store.ts";

const sentenceMax = 2_000;

/** An entry about what moves machines by plan: placement, or the maintenance of a host. */
export function planEntry(what: {
  readonly at: number;
  readonly actor: string;
  readonly sentence: string;
  readonly severity?: NewRecordEntry["severity"];
  readonly host?: { readonly host: HostId; readonly hostName: string };
}): NewRecordEntry {
  return {
    at: what.at,
    kind: "plan",
    machine: null,
    machineName: null,
    host: what.host?.host ?? null,
    hostName: what.host?.hostName ?? null,
    operation: null,
    actor: what.actor,
    severity: what.severity ?? "info",
    sentence: what.sentence.slice(0, sentenceMax),
    data: {},
  };
}
