import type { HostId } from "@novacron/protocol/domain/ids";
import { recordMachine } from "../record/machine-entries.ts";
import type { Draft } from "./draft.ts";

/**
 * Brings the record in step with what a host reported, once the batches that the report was ahead of are
 * in: then what still differs was told by no event (the outbox was full, libvirt restarted), and is
 * recorded as found, by nobody known.
 */
export function reconcileRecord(draft: Draft, host: HostId, nowMs: number): void {
  const machines = new Set([...draft.machinesOn(host), ...draft.recordedOn(host)]);
  for (const machine of machines) {
    const occasion = { at: nowMs, actor: "unknown", operation: null, event: "report" };
    recordMachine(draft, machine, occasion);
  }
}
