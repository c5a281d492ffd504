import type { HostId, MachineId } from "@novacron/protocol/domain/ids";
import type { MachineReport } from "@novacron/protocol/domain/machine";
import type { CopyRow, HostRow, OwnershipRow } from "../../ports/state-store.ts";

/** What the record last said of a machine. Rebuilt at start from the entries that hold a whole state. */
export interface Recorded {
  readonly machine: MachineId;
  readonly name: string;
  readonly host: HostId | null;
  readonly state: string;
  readonly reason: string;
  readonly vcpus: number;
  readonly memoryBytes: number;
  readonly conflict: boolean;
  /** The whole report behind it; null after a restart, when only the figures above are known. */
  readonly report: MachineReport | null;
}

/** The batch in which an event came. */
export interface EventSeq {
  readonly boot: string;
  readonly seq: number;
}

/** Everything committed about hosts and machines, in memory. Changed only by a draft that was committed. */
export class FleetState {
  readonly hosts = new Map<HostId, HostRow>();
  readonly copies = new Map<MachineId, Map<HostId, CopyRow>>();
  readonly machinesByHost = new Map<HostId, Set<MachineId>>();
  readonly ownerships = new Map<MachineId, OwnershipRow>();
  readonly recorded = new Map<MachineId, Recorded>();
  readonly recordedByHost = new Map<HostId, Set<MachineId>>();
  /** host and boot -> batch up to which its events are in the record. */
  readonly eventMarks = new Map<string, number>();

  /**
   * For each host the batch that last changed each machine, so that a report that was overtaken by an event
   * does not undo it. Forgotten with a restart: then a report comes anyway.
   */
  readonly eventSeqs = new Map<HostId, Map<MachineId, EventSeq>>();

  putCopy(row: CopyRow): void {
    const copies = this.copies.get(row.machine);
    if (copies === undefined) this.copies.set(row.machine, new Map([[row.host, row]]));
    else copies.set(row.host, row);
    const machines = this.machinesByHost.get(row.host);
    if (machines === undefined) this.machinesByHost.set(row.host, new Set([row.machine]));
    else machines.add(row.machine);
  }

  dropCopy(machine: MachineId, host: HostId): void {
    const copies = this.copies.get(machine);
    copies?.delete(host);
    if (copies?.size === 0) this.copies.delete(machine);
    const machines = this.machinesByHost.get(host);
    machines?.delete(machine);
    if (machines?.size === 0) this.machinesByHost.delete(host);
  }

  setRecorded(machine: MachineId, recorded: Recorded | null): void {
    const old = this.recorded.get(machine)?.host ?? null;
    if (old !== null) this.recordedByHost.get(old)?.delete(machine);
    if (recorded === null) this.recorded.delete(machine);
    else this.recorded.set(machine, recorded);
    if (recorded === null || recorded.host === null) return;
    const machines = this.recordedByHost.get(recorded.host);
    if (machines === undefined) this.recordedByHost.set(recorded.host, new Set([machine]));
    else machines.add(machine);
  }
}

export function markKey(host: HostId, boot: string): string {
  return `${host} ${boot}`;
}
