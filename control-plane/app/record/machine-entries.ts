import type { MachineId, OperationId } from "@novacron/protocol/domain/ids";
import type { NewRecordEntry } from "../../ports/state-store.ts";
import type { Draft } from "../inventory/draft.ts";
import type { Recorded } from "../inventory/fleet-state.ts";
import { isConflict, primaryCopy } from "../inventory/placement.ts";
import { by, definitionChanges, stateSentence, stateSeverity, stateText } from "./sentences.ts";

/** Why the record is written: who did it, when it was seen, under which operation. */
export interface Occasion {
  readonly at: number;
  readonly actor: string;
  readonly operation: OperationId | null;
  /** libvirt's event and detail, or what found the difference. */
  readonly event: string;
}

type Data = NewRecordEntry["data"];

/**
 * Compares what the record last said of a machine with how it stands now, and appends an entry for each
 * kind of difference. Each entry holds the whole state after it, so that any one of them answers "as of".
 */
export function recordMachine(draft: Draft, machine: MachineId, why: Occasion): void {
  const before = draft.recorded(machine);
  const after = standing(draft, machine, before);
  if (after === null) {
    if (before !== null) recordGone(draft, before, why);
    return;
  }
  const write = (change: Change): void => draft.record(entryOf(draft, after, change, why));
  for (const change of differences(draft, { before, after, why })) write(change);
  if (before === null || !isSame(before, after)) draft.putRecorded(machine, after);
}

interface Change {
  readonly kind: NewRecordEntry["kind"];
  readonly severity: NewRecordEntry["severity"];
  readonly sentence: string;
}

interface Comparison {
  readonly before: Recorded | null;
  readonly after: Recorded;
  readonly why: Occasion;
}

function standing(draft: Draft, machine: MachineId, before: Recorded | null): Recorded | null {
  const copies = draft.copiesOf(machine);
  const ownership = draft.ownership(machine);
  const copy = primaryCopy(copies, ownership, before?.host ?? null);
  if (copy === null) return null;
  const { report } = copy;
  return {
    machine,
    name: report.name,
    host: copy.host,
    state: report.state,
    reason: report.reason,
    vcpus: report.vcpus,
    memoryBytes: report.memoryBytes,
    conflict: isConflict(machine, copies, ownership),
    report,
  };
}

function differences(draft: Draft, { before, after, why }: Comparison): Change[] {
  const host = after.host === null ? "no host" : draft.hostName(after.host);
  if (before === null) {
    const sentence = `${after.name} appeared on ${host}: ${stateText(after)}${by(why.actor)}`;
    return [{ kind: "machine.appeared", severity: "info", sentence }];
  }
  const found: Change[] = [];
  if (before.host !== after.host) {
    const from = before.host === null ? "nowhere" : draft.hostName(before.host);
    const sentence = `${after.name} is now on ${host}, before on ${from}${by(why.actor)}`;
    found.push({ kind: "machine.placement", severity: "info", sentence });
  }
  if (before.state !== after.state || before.reason !== after.reason) {
    const severity = stateSeverity(after.state, after.reason);
    const sentence = stateSentence(after.name, host, after, why.actor);
    found.push({ kind: "machine.state", severity, sentence });
  }
  if (before.vcpus !== after.vcpus || before.memoryBytes !== after.memoryBytes) {
    const size = `${after.vcpus} vCPUs and ${mebibytes(after.memoryBytes)}`;
    const sentence = `${after.name} on ${host} now has ${size}${by(why.actor)}`;
    found.push({ kind: "machine.size", severity: "info", sentence });
  }
  return [
    ...found,
    ...definitionChange(host, { before, after, why }),
    ...conflictChange(draft, before, after),
  ];
}

function definitionChange(host: string, { before, after, why }: Comparison): Change[] {
  const old = before?.report ?? null;
  const parts =
    old === null
      ? before !== null && before.name !== after.name
        ? ["name"]
        : []
      : after.report === null
        ? []
        : definitionChanges(old, after.report);
  if (parts.length === 0) return [];
  const sentence = `${after.name} on ${host} was redefined: ${parts.join(", ")}${by(why.actor)}`;
  return [{ kind: "machine.changed", severity: "info", sentence }];
}

function conflictChange(draft: Draft, before: Recorded, after: Recorded): Change[] {
  if (before.conflict === after.conflict) return [];
  const hosts = draft
    .copiesOf(after.machine)
    .map((copy) => draft.hostName(copy.host))
    .sort();
  const sentence = after.conflict
    ? `${after.name} is reported by ${hosts.join(" and ")}`
    : `${after.name} is not in conflict any more`;
  return [{ kind: "machine.conflict", severity: after.conflict ? "critical" : "info", sentence }];
}

function recordGone(draft: Draft, before: Recorded, why: Occasion): void {
  const host = before.host === null ? "no host" : draft.hostName(before.host);
  const change: Change = {
    kind: "machine.gone",
    severity: "info",
    sentence: `${before.name} is gone from ${host}${by(why.actor)}`,
  };
  const entry = entryOf(draft, before, change, why);
  draft.record({ ...entry, data: { ...entry.data, gone: true } });
  draft.putRecorded(before.machine, null);
}

function entryOf(draft: Draft, what: Recorded, change: Change, why: Occasion): NewRecordEntry {
  return {
    at: why.at,
    kind: change.kind,
    machine: what.machine,
    machineName: what.name,
    host: what.host,
    hostName: what.host === null ? null : draft.hostName(what.host),
    operation: why.operation,
    actor: why.actor,
    severity: change.severity,
    sentence: change.sentence,
    data: fullState(what, why.event),
  };
}

/** What "as of" and a restart read back. */
export function fullState(what: Recorded, event: string): Data {
  return {
    full: true,
    event,
    state: what.state,
    reason: what.reason,
    vcpus: what.vcpus,
    memoryBytes: what.memoryBytes,
    conflict: what.conflict,
    since: what.report?.since ?? null,
  };
}

function isSame(a: Recorded, b: Recorded): boolean {
  return a.report === b.report && a.host === b.host && a.conflict === b.conflict;
}

function mebibytes(bytes: number): string {
  const gibibytes = bytes / 2 ** 30;
  return gibibytes >= 1 && Number.isInteger(gibibytes)
    ? `${gibibytes} GiB`
    : `${Math.round(bytes / 2 ** 20)} MiB`;
}
