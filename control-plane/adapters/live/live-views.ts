import type { HostId, MachineId, OperationId } from "@novacron/protocol/domain/ids";
import type { Holder } from "@novacron/protocol/domain/may";
import type { HostView } from "@novacron/protocol/http/hosts";
import type { MachineFigures } from "@novacron/protocol/http/live";
import type { MachineRow } from "@novacron/protocol/http/machines";
import type { OperationView } from "@novacron/protocol/http/operations";
import type { RecordEntry } from "@novacron/protocol/http/record";

/** What one person may see, asked when it is sent. Null: gone, out of sight, or no longer in memory. */
export interface LiveSeen {
  machineRow(id: MachineId): MachineRow | null;
  machineFigures(id: MachineId): MachineFigures | null;
  hostView(id: HostId): HostView | null;
  operationNow(id: OperationId): OperationView | null;
  sees(id: MachineId): boolean;
  /** Whether a machine that is gone, or out of sight by now, was to be seen before. */
  wasSeen(id: MachineId): boolean;
  seesHosts(): boolean;
  seesPlans(): boolean;
  seesRecord(entry: RecordEntry): boolean;
}

/** What the feed tells everybody. */
export interface LiveViews {
  seenBy(who: Holder): LiveSeen;
  newestSampleAt(): number | null;
  epoch(): number;
}

/** The kinds of state that conflate by id. */
export const liveKinds = ["machines", "figures", "hosts", "operations", "plans"] as const;
export type LiveKind = (typeof liveKinds)[number];

/** Ids that changed, by kind. */
export type Changes = Readonly<Record<LiveKind, Set<string>>>;

export function noChanges(): Changes {
  return {
    machines: new Set(),
    figures: new Set(),
    hosts: new Set(),
    operations: new Set(),
    plans: new Set(),
  };
}

export function isEmpty(changes: Changes): boolean {
  return liveKinds.every((kind) => changes[kind].size === 0);
}
