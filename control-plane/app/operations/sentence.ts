import { hasEnded, isScheduled, type Operation } from "@novacron/protocol/domain/operation";
import type { OperationView } from "@novacron/protocol/http/operations";
import { kindPlans } from "./kinds.ts";

export function operationView(operation: Operation): OperationView {
  return { ...operation, sentence: operationSentence(operation) };
}

/** "anna is starting web-3 on h1"; "anna started web-3 on h1 in 3.2 s". */
export function operationSentence(operation: Operation): string {
  const [doing, did, bare] = kindPlans[operation.kind].words;
  const who = operation.requestedBy;
  const what = placeText(operation);
  switch (operation.state) {
    case "pending":
    case "running":
      if (isScheduled(operation)) return `${wishSentence(operation)}${waitText(operation)}`;
      return `${who} is ${doing} ${what}${waitText(operation)}`;
    case "cancelling":
      return `${operation.cancelRequestedBy ?? who} is cancelling: ${who} is ${doing} ${what}`;
    case "succeeded":
      return `${who} ${did} ${what}${inTime(operation)}${restText(operation)}`;
    case "failed":
      return `${who} could not ${bare} ${what}${because(operation)}`;
    case "cancelled":
      return `${operation.cancelRequestedBy ?? who} cancelled: ${who} wanted to ${bare} ${what}`;
    case "needs-attention":
      return `It is not known whether ${who} could ${bare} ${what}; a person has to look`;
  }
}

/** The wish itself, before anything is done about it: "anna asked to start web-3 on h1". */
export function wishSentence(operation: Operation): string {
  const [, , bare] = kindPlans[operation.kind].words;
  const what = placeText(operation);
  const why = operation.migration?.because?.reason;
  return `${operation.requestedBy} asked to ${bare} ${what}${why === undefined ? "" : `: ${why}`}`;
}

/** Why a machine cannot take another operation now. */
export function holdSentence(operation: Operation): string {
  return operationSentence(operation);
}

function placeText({ machineName, hostName, migration }: Operation): string {
  if (migration === undefined || migration.kind === "storage")
    return `${machineName} on ${hostName}`;
  return `${machineName} from ${hostName} to ${migration.targetName}`;
}

function waitText({ migration }: Operation): string {
  const [why] = migration?.waitsFor ?? [];
  return why === undefined ? "" : ` (waits for ${why})`;
}

function restText({ migration, hostName }: Operation): string {
  if (migration?.outcome !== "moved-source-unconfirmed") return "";
  return `; its copy on ${hostName} is barred until that host lets go of it`;
}

function inTime(operation: Operation): string {
  if (!hasEnded(operation.state) || operation.endedAt === null) return "";
  const tookMs = operation.endedAt - operation.requestedAt;
  return tookMs < 0 ? "" : ` in ${(tookMs / 1_000).toFixed(1)} s`;
}

function because(operation: Operation): string {
  const { problem } = operation;
  return problem === null ? "" : `: ${problem.message}`;
}
