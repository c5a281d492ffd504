import type { HostId, MachineId } from "@novacron/protocol/domain/ids";
import type { MachineReport } from "@novacron/protocol/domain/machine";
import type { HostReport } from "@novacron/protocol/messages/report";
import type { HostRow } from "../../ports/state-store.ts";
import { hostChanges, hostEntry } from "../record/host-entries.ts";
import type { Draft } from "./draft.ts";

const pastSessionsKept = 8;

/**
 * Whether a report says anything new. A report of a session that another one replaced is void, and so is
 * one that was overtaken by a newer revision of its own session. Which of two sessions is the later one their order
 * of arrival does not tell, since a report may come late; the batches do, which an agent counts on over its restarts.
 */
export function isNews(row: HostRow | null, report: HostReport): boolean {
  if (row === null) return true;
  if (report.session === row.session) return report.revision > row.revision;
  if (report.boot === row.boot && report.seq !== row.seq) return report.seq > row.seq;
  return !row.pastSessions.includes(report.session);
}

/**
 * Takes over what a host says of itself: inventory, machines, and for machines that are not in its list
 * any more, that they are gone from it. The record is not written here but when the events up to the
 * report are in it (see `reconcileRecord`), because they know who did it and the report does not.
 */
export function applyReport(draft: Draft, report: HostReport, nowMs: number): void {
  const before = draft.host(report.host);
  const { inventory } = report;
  const row: HostRow = {
    id: report.host,
    name: inventory.name,
    state: before?.state ?? "online",
    since: before?.since ?? nowMs,
    session: report.session,
    pastSessions: pastSessions(before, report.session),
    revision: report.revision,
    boot: report.boot,
    seq: report.seq,
    reportedAt: nowMs,
    inventory,
    metricsIntervalMs: before?.metricsIntervalMs ?? inventory.metricsIntervalMs,
  };
  draft.putHost(row);
  if (before === null) {
    const sentence = `Host ${row.name} joined the fleet`;
    draft.record(hostEntry(row, { at: nowMs, kind: "host.state", actor: "agent", sentence }));
  } else {
    for (const sentence of hostChanges(before.inventory, inventory)) {
      draft.record(hostEntry(row, { at: nowMs, kind: "host.changed", actor: "agent", sentence }));
    }
  }
  if (report.machines !== null) takeMachines(draft, report, nowMs);
}

function pastSessions(before: HostRow | null, session: string): readonly string[] {
  if (before === null) return [];
  if (before.session === session || before.session === "") return before.pastSessions;
  const others = before.pastSessions.filter((one) => one !== session);
  return [before.session, ...others].slice(0, pastSessionsKept);
}

function takeMachines(draft: Draft, report: HostReport, nowMs: number): void {
  const { host, boot, seq } = report;
  const newer = draft.changedSince(host, boot, seq);
  const gone = new Set(draft.machinesOn(host));
  for (const machine of report.machines ?? []) {
    gone.delete(machine.id);
    if (!newer.has(machine.id)) takeMachine(draft, host, { report: machine, nowMs });
  }
  for (const machine of gone) {
    if (!newer.has(machine)) dropMachine(draft, machine, host);
  }
}

/** A copy that is gone is not barred any more: should it come back, that is news to judge afresh. */
export function dropMachine(draft: Draft, machine: MachineId, host: HostId): void {
  draft.dropCopy(machine, host);
  const ownership = draft.ownership(machine);
  if (ownership?.barred.some((one) => one.host === host) !== true) return;
  const barred = ownership.barred.filter((one) => one.host !== host);
  draft.putOwnership({ ...ownership, barred });
}

/** One machine as one host reports it. An unchanged report writes nothing. */
export function takeMachine(
  draft: Draft,
  host: HostId,
  given: { readonly report: MachineReport; readonly nowMs: number },
): void {
  const { report, nowMs } = given;
  const before = draft.copy(report.id, host);
  if (before !== null && JSON.stringify(before.report) === JSON.stringify(report)) return;
  draft.putCopy({ machine: report.id, host, report, seenAt: nowMs });
  adoptOwnership(draft, host, report);
}

/**
 * The owner also stands in the machine's own metadata: it is believed where this control plane knows
 * nothing (its store was lost), and where it is newer (its store was restored from an old backup). What it
 * says of another host than its own is not evidence: only the owner itself is believed.
 */
function adoptOwnership(draft: Draft, host: HostId, report: MachineReport): void {
  if (report.generation === 0 || report.owner !== host) return;
  const known = draft.ownership(report.id);
  if (known !== null && known.generation >= report.generation) return;
  draft.putOwnership({
    machine: report.id,
    owner: host,
    generation: report.generation,
    autostart: report.autostart === "novacron",
    barred: known === null || known.owner === host ? (known?.barred ?? []) : [],
  });
}
