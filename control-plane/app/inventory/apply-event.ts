import type { HostId, OperationId } from "@novacron/protocol/domain/ids";
import { isUuid } from "@novacron/protocol/domain/ids";
import type { HostEvent } from "@novacron/protocol/messages/batch";
import { hostEntry } from "../record/host-entries.ts";
import { recordMachine } from "../record/machine-entries.ts";
import { hostNoteSentence, noteSentence, noteSeverity } from "../record/sentences.ts";
import { dropMachine, takeMachine } from "./apply-report.ts";
import type { Draft } from "./draft.ts";

export interface EventContext {
  readonly host: HostId;
  readonly boot: string;
  readonly seq: number;
  readonly nowMs: number;
  /** Who asked for an operation, as far as it is known. */
  readonly actorOf: (operation: string) => string | null;
}

/** How far an event's own time may lie from ours: it orders a timeline for people and keys nothing. */
const agentTimeBounds = { pastMs: 400 * 86_400_000 } as const;

/**
 * One event of one host: into the record always, into the present state only where the host's newest report
 * does not hold it already (a backlog after an outage must not take the fleet back in time).
 */
export function applyEvent(draft: Draft, event: HostEvent, context: EventContext): void {
  switch (event.type) {
    case "machine.changed":
    case "machine.gone":
      machineEvent(draft, event, context);
      break;
    case "machine.note":
      machineNote(draft, event, context);
      break;
    case "host.note":
      hostNote(draft, event, context);
      break;
  }
}

type MachineEvent = Extract<HostEvent, { type: "machine.changed" | "machine.gone" }>;

function machineEvent(draft: Draft, event: MachineEvent, context: EventContext): void {
  const { host, nowMs } = context;
  const id = event.type === "machine.changed" ? event.machine.id : event.id;
  const isOld = isInReport(draft, context);
  const kept = { copy: draft.copy(id, host), ownership: draft.ownership(id) };
  if (event.type === "machine.changed") takeMachine(draft, host, { report: event.machine, nowMs });
  else dropMachine(draft, id, host);
  recordMachine(draft, id, {
    at: boundedTime(event.at, nowMs),
    actor: actorOf(event, context),
    operation: operationOf(event.operation),
    event: event.event,
  });
  if (!isOld) {
    draft.putEventSeq(host, id, { boot: context.boot, seq: context.seq });
    return;
  }
  // The record has it; the present stays what the newer report says.
  if (kept.copy === null) draft.dropCopy(id, host);
  else draft.putCopy(kept.copy);
  if (kept.ownership !== null) draft.putOwnership(kept.ownership);
}

function isInReport(draft: Draft, { host, boot, seq }: EventContext): boolean {
  const row = draft.host(host);
  return row !== null && row.boot === boot && seq <= row.seq;
}

function actorOf(event: MachineEvent, context: EventContext): string {
  if (event.cause !== "operation") return event.cause;
  return (event.operation === null ? null : context.actorOf(event.operation)) ?? "novacron";
}

function operationOf(text: string | null): OperationId | null {
  return text !== null && isUuid(text) ? (text as OperationId) : null;
}

function machineNote(
  draft: Draft,
  event: Extract<HostEvent, { type: "machine.note" }>,
  { host, nowMs }: EventContext,
): void {
  const copy = draft.copy(event.id, host);
  const name = copy?.report.name ?? draft.recorded(event.id)?.name ?? event.id;
  draft.record({
    at: boundedTime(event.at, nowMs),
    kind: "machine.note",
    machine: event.id,
    machineName: name,
    host,
    hostName: draft.hostName(host),
    operation: null,
    actor: event.note === "guest-reboot" ? "guest" : "agent",
    severity: noteSeverity(event.note),
    sentence: noteSentence(name, draft.hostName(host), event.note, event.detail),
    data: { note: event.note, detail: event.detail },
  });
}

function hostNote(
  draft: Draft,
  event: Extract<HostEvent, { type: "host.note" }>,
  { host, nowMs }: EventContext,
): void {
  const row = draft.host(host);
  const sentence = hostNoteSentence(draft.hostName(host), event.note, event.detail);
  const what = {
    at: boundedTime(event.at, nowMs),
    kind: "host.note",
    actor: "agent",
    severity: noteSeverity(event.note),
    sentence,
  } as const;
  const data = { note: event.note, detail: event.detail };
  if (row !== null) {
    const entry = hostEntry(row, what);
    draft.record({ ...entry, data: { ...entry.data, ...data } });
    return;
  }
  const nobody = { machine: null, machineName: null, operation: null };
  draft.record({ ...what, ...nobody, host, hostName: host, data });
}

/** Kept as the agent saw it, but never in our future and never before any retention. */
export function boundedTime(atMs: number, nowMs: number): number {
  return atMs > nowMs || atMs < nowMs - agentTimeBounds.pastMs ? nowMs : atMs;
}
