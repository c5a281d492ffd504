import type { MachineState } from "@novacron/protocol/domain/machine";
import { machineState } from "@novacron/protocol/domain/machine";
import type { asOfRoute, RecordEntry } from "@novacron/protocol/http/record";
import type { AnswerOf } from "@novacron/protocol/http/route";
import type { Recorded } from "../inventory/fleet-state.ts";

type AsOfItem = AnswerOf<typeof asOfRoute>["items"][number];

/** What an entry with a whole state says of its machine; null where it was gone then. */
export function recordedFrom(entry: RecordEntry): Recorded | null {
  const { data, machine } = entry;
  if (machine === null || data.full !== true || data.gone === true) return null;
  return {
    machine,
    name: entry.machineName ?? machine,
    host: entry.host,
    state: textOf(data.state),
    reason: textOf(data.reason),
    vcpus: numberOf(data.vcpus),
    memoryBytes: numberOf(data.memoryBytes),
    conflict: data.conflict === true,
    report: null,
  };
}

export function asOfItem(entry: RecordEntry): AsOfItem | null {
  const recorded = recordedFrom(entry);
  if (recorded === null) return null;
  const { machine, name, host, reason, vcpus, memoryBytes } = recorded;
  const since = typeof entry.data.since === "number" ? entry.data.since : entry.at;
  const state = stateOf(recorded.state);
  const hostName = entry.hostName;
  return { machine, name, host, hostName, state, reason, vcpus, memoryBytes, since };
}

function stateOf(text: string): MachineState {
  const parsed = machineState.safeParse(text);
  return parsed.success ? parsed.data : "unknown";
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function numberOf(value: unknown): number {
  return typeof value === "number" ? value : 0;
}
