import type { FleetView } from "@novacron/protocol/http/fleet";
import type { HostView } from "@novacron/protocol/http/hosts";
import { formatCount } from "../../util/format.ts";
import { formatDuration } from "../../util/time.ts";

/** The first thing a person wants to know. */
export function fleetHeadline(fleet: FleetView): string {
  const count = fleet.problemsTotal;
  if (count === 0) {
    return fleet.hosts.online + fleet.hosts.stale + fleet.hosts.offline === 0
      ? "The fleet is empty"
      : "Nothing is wrong";
  }
  const oldest = Math.min(...fleet.problems.map((note) => note.since ?? Number.POSITIVE_INFINITY));
  const since = Number.isFinite(oldest)
    ? `, the oldest for ${formatDuration(fleet.at - oldest)}`
    : "";
  return count === 1
    ? `One thing is wrong${since.replace("the oldest ", "")}`
    : `${formatCount(count)} things are wrong${since}`;
}

/** Hosts and machines in one line; what is not real is said. */
export function fleetSummary(fleet: FleetView, hosts: readonly HostView[]): string {
  const simulated = hosts.filter((host) => host.inventory.simulated).length;
  const words = countsOf(fleet);
  if (simulated === 0) return words;
  const which =
    simulated === hosts.length ? "All hosts are" : `${formatCount(simulated)} of the hosts are`;
  return `${words} ${which} simulated.`;
}

function countsOf(fleet: FleetView): string {
  const { online, stale, offline } = fleet.hosts;
  const hosts = online + stale + offline;
  const machines = Object.values(fleet.machines).reduce((sum, count) => sum + count, 0);
  const reporting =
    online === hosts
      ? `${hosts === 1 ? "The one host reports" : `All ${formatCount(hosts)} hosts report`}`
      : `${formatCount(online)} of ${formatCount(hosts)} hosts report`;
  if (hosts === 0) return "No host has joined yet.";
  if (machines === 0) return `${reporting}; there are no machines yet.`;
  return `${reporting}; ${formatCount(fleet.machines.running)} of ${formatCount(machines)} machines run.`;
}
