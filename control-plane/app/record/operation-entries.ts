import { hasEnded, type Operation } from "@novacron/protocol/domain/operation";
import type { NewRecordEntry } from "../../ports/state-store.ts";
import { operationSentence, wishSentence } from "../operations/sentence.ts";

/** The entry of a step in an operation's life, or null where the step is no news. */
export function operationEntry(
  before: Operation | null,
  after: Operation,
  nowMs: number,
): NewRecordEntry | null {
  if (before === null) {
    return { ...entry(after, "operation.requested", nowMs), sentence: wishSentence(after) };
  }
  if (!hasEnded(before.state) && hasEnded(after.state))
    return entry(after, "operation.ended", nowMs);
  if (before.startedAt === null && after.startedAt !== null) {
    return entry(after, "operation.started", nowMs);
  }
  return null;
}

function entry(operation: Operation, kind: NewRecordEntry["kind"], nowMs: number): NewRecordEntry {
  return {
    at: nowMs,
    kind,
    machine: operation.machine,
    machineName: operation.machineName,
    host: operation.host,
    hostName: operation.hostName,
    operation: operation.id,
    actor: operation.requestedBy,
    severity: severityOf(operation),
    sentence: operationSentence(operation),
    data: {
      kind: operation.kind,
      state: operation.state,
      generation: operation.generation,
      epoch: operation.epoch,
      ...(operation.problem === null ? {} : { problem: operation.problem.code }),
    },
  };
}

function severityOf(operation: Operation): NewRecordEntry["severity"] {
  if (operation.state === "needs-attention") return "critical";
  return operation.state === "failed" ? "warning" : "info";
}

/** What an agent said against what is known of an operation. */
export function contradictionEntry(
  operation: Operation,
  text: string,
  nowMs: number,
): NewRecordEntry {
  const sentence = `${operation.machineName} on ${operation.hostName}: ${text}`;
  const known = entry(operation, "machine.note", nowMs);
  return { ...known, severity: "critical", actor: "agent", sentence };
}
