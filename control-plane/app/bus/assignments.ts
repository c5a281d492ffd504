import type { HostId, MachineId } from "@novacron/protocol/domain/ids";
import type { Assignments } from "@novacron/protocol/messages/report";
import type { FleetState } from "../inventory/fleet-state.ts";
import { isConflict } from "../inventory/placement.ts";

export interface AssignmentsMore {
  readonly epoch: number;
  readonly at: number;
  readonly detail: readonly MachineId[];
  readonly trusted: Pick<Assignments, "signingKeys" | "authorities">;
}

/** What this control plane holds to be true of a host; null for a host that it does not know. */
export function assignmentsFor(
  fleet: FleetState,
  host: HostId,
  more: AssignmentsMore,
): Omit<Assignments, "turn"> | null {
  const row = fleet.hosts.get(host);
  if (row === undefined) return null;
  const machines = [...(fleet.machinesByHost.get(host) ?? [])].sort();
  return {
    v: 1,
    host,
    epoch: more.epoch,
    session: row.session,
    at: more.at,
    ...more.trusted,
    machines: machines.map((id) => assignmentOf(fleet, host, id)),
    metricsIntervalMs: row.metricsIntervalMs,
    detail: [...more.detail],
  };
}

/** Autostart is confirmed only for the owner, never in a conflict and never for a barred copy. */
function assignmentOf(
  fleet: FleetState,
  host: HostId,
  id: MachineId,
): Assignments["machines"][number] {
  const copies = [...(fleet.copies.get(id)?.values() ?? [])];
  const ownership = fleet.ownerships.get(id) ?? null;
  const copy = copies.find((one) => one.host === host);
  const generation = ownership?.generation ?? copy?.report.generation ?? 0;
  const barred = barredBecause(fleet, host, id);
  const isOwn = ownership !== null && ownership.owner === host;
  return { id, generation, autostart: isOwn && ownership.autostart && barred === null, barred };
}

function barredBecause(fleet: FleetState, host: HostId, id: MachineId): string | null {
  const copies = [...(fleet.copies.get(id)?.values() ?? [])];
  const ownership = fleet.ownerships.get(id) ?? null;
  if (ownership?.moving !== undefined) return "it is being moved between two hosts";
  const chosen = ownership?.barred.find((one) => one.host === host);
  if (chosen !== undefined) return chosen.why.slice(0, 255);
  if (isConflict(id, copies, ownership)) return "more than one host reports this machine";
  if (ownership !== null && ownership.owner !== host) {
    const owner = fleet.hosts.get(ownership.owner)?.name ?? ownership.owner;
    return `its owner is ${owner}`.slice(0, 255);
  }
  return null;
}
