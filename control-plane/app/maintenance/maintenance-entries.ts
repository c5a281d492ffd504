import { counted } from "@novacron/protocol/domain/figures";
import type { Maintenance, MaintenanceHost } from "@novacron/protocol/domain/maintenance";
import type { NewRecordEntry } from "../../ports/state-store.ts";
import { planEntry } from "../record/plan-entries.ts";

const namedMax = 5;

/** What the record keeps of a step of a maintenance: who began or ended it, and how far each host came. */
export function maintenanceEntries(
  before: Maintenance | null,
  after: Maintenance,
  { by, nowMs: at }: { readonly by: string; readonly nowMs: number },
): NewRecordEntry[] {
  if (before === null) {
    const sentence = `${by} began a maintenance of ${namesOf(after)}`;
    return [planEntry({ at, actor: by, sentence, ...onlyHost(after) })];
  }
  const steered = steeredText(before, after, by);
  const told =
    steered === null ? [] : [planEntry({ at, actor: by, sentence: steered, ...onlyHost(after) })];
  const hosts = after.hosts.flatMap((host, index) => {
    if (before.hosts[index]?.state === host.state) return [];
    const sentence = hostText(after, host);
    const severity = host.state === "stuck" ? ("warning" as const) : ("info" as const);
    return sentence === null ? [] : [planEntry({ at, actor: by, severity, sentence, host })];
  });
  return [...told, ...hosts];
}

function steeredText(before: Maintenance, after: Maintenance, by: string): string | null {
  if (before.state === after.state) return null;
  const what = `the maintenance of ${namesOf(after)}`;
  switch (after.state) {
    case "paused":
      return `${by} paused ${what}`;
    case "running":
      return `${by} resumed ${what}`;
    case "cancelled":
      return `${by} cancelled ${what}`;
    case "ended":
      return `The maintenance of ${namesOf(after)} has ended`;
  }
}

function hostText(one: Maintenance, host: MaintenanceHost): string | null {
  const { hostName: name, moves, problem } = host;
  switch (host.state) {
    case "planned":
      return `${name} is planned once more`;
    case "draining":
      return `${name} is being emptied for maintenance: ${counted(moves.length, "machine")} on it`;
    case "working":
      return `${name} is empty, hook ${one.command?.name ?? ""} runs`;
    case "maintained":
      return `${name} is in maintenance`;
    case "returning":
      return `${name} takes its machines back`;
    case "done":
      return `The maintenance of ${name} is done${problem === null ? "" : `: ${problem}`}`;
    case "skipped":
      return `${name} was skipped: ${problem ?? "it stays as it is"}`;
    case "stuck":
      return `The maintenance of ${name} is stuck: ${problem ?? ""}`;
  }
}

function namesOf({ hosts }: Maintenance): string {
  const names = hosts.slice(0, namedMax).map(({ hostName }) => hostName);
  const rest = hosts.length - names.length;
  return rest > 0 ? `${names.join(", ")} and ${rest} more` : names.join(", ");
}

/** It stands with its host where there is one alone. */
function onlyHost({ hosts }: Maintenance) {
  const [host] = hosts;
  return host !== undefined && hosts.length === 1 ? { host } : {};
}
