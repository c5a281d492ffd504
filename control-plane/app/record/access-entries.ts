import type { NewRecordEntry } from "../../ports/state-store.ts";

/** An entry about logins, tokens and bus users. Never holds a secret. */
export function accessEntry(what: {
  readonly at: number;
  readonly actor: string;
  readonly sentence: string;
  readonly severity?: NewRecordEntry["severity"];
}): NewRecordEntry {
  return {
    at: what.at,
    kind: "access",
    machine: null,
    machineName: null,
    host: null,
    hostName: null,
    operation: null,
    actor: what.actor,
    severity: what.severity ?? "info",
    sentence: what.sentence,
    data: {},
  };
}
