import { machineStates } from "@novacron/protocol/domain/machine";
import type { Operation } from "@novacron/protocol/domain/operation";
import type { FleetView } from "@novacron/protocol/http/fleet";
import type { HostView, ProblemNote } from "@novacron/protocol/http/hosts";
import type { MachineRow } from "@novacron/protocol/http/machines";
import type { RecordEntry } from "@novacron/protocol/http/record";
import { operationView } from "../operations/sentence.ts";

const problemsShown = 200;
const operationsShown = 100;

export interface FleetParts {
  readonly at: number;
  readonly hosts: readonly HostView[];
  readonly rows: Iterable<MachineRow>;
  readonly machineProblems: readonly ProblemNote[];
  readonly ownProblems: readonly ProblemNote[];
  readonly newestSampleAt: number | null;
  readonly open: readonly Operation[];
  readonly recent: readonly RecordEntry[];
}

export function fleetViewOf(parts: FleetParts): FleetView {
  const { hosts } = parts;
  const states = Object.fromEntries(
    machineStates.map((state) => [state, 0]),
  ) as FleetView["machines"];
  let conflicts = 0;
  let machines = 0;
  for (const row of parts.rows) {
    states[row.state] = (states[row.state] ?? 0) + 1;
    machines += 1;
    if (row.conflict) conflicts += 1;
  }
  const all = [
    ...parts.ownProblems,
    ...hosts.flatMap((host) => host.problems),
    ...parts.machineProblems,
  ];
  const problems = all.sort((a, b) => rank(a) - rank(b) || (b.since ?? 0) - (a.since ?? 0));
  return {
    at: parts.at,
    hosts: {
      online: hosts.filter((host) => host.state === "online").length,
      stale: hosts.filter((host) => host.state === "stale").length,
      offline: hosts.filter((host) => host.state === "offline").length,
    },
    machines: states,
    conflicts,
    totals: totalsOf(hosts),
    newestSampleAt: parts.newestSampleAt,
    problems: problems.slice(0, problemsShown),
    problemsTotal: problems.length,
    running: parts.open.slice(0, operationsShown).map(operationView),
    recent: [...parts.recent],
    demoOffered: machines === 0 && hosts.some(offersDemo),
  };
}

/** A demo guest is for the first minute of a real host that has nothing to show. */
export function offersDemo(host: HostView): boolean {
  return (
    host.state === "online" &&
    host.machines.total === 0 &&
    !host.inventory.simulated &&
    host.inventory.foreignManager === null &&
    host.inventory.libvirt.state === "connected" &&
    host.inventory.capabilities.includes("machine.demo")
  );
}

function rank(problem: ProblemNote): number {
  return problem.severity === "critical" ? 0 : 1;
}

function totalsOf(hosts: readonly HostView[]): FleetView["totals"] {
  const there = hosts.filter((host) => host.state !== "offline");
  return {
    cpuThreads: sum(there, (host) => host.inventory.cpuThreads) ?? 0,
    cpuUsed: sum(there, cpuUsed),
    memoryBytes: sum(there, (host) => host.inventory.memoryBytes) ?? 0,
    memoryUsedBytes: sum(there, memoryUsed),
    storageBytes: sum(there, (host) => poolSum(host, "capacityBytes")) ?? 0,
    storageUsedBytes: sum(there, (host) => poolSum(host, "allocationBytes")) ?? 0,
  };
}

/** CPUs' worth of time in use: all that is neither idle nor waiting for a disk. */
function cpuUsed(host: HostView): number | null {
  const idle = host.latest.cpuIdle ?? null;
  if (idle === null) return null;
  const iowait = host.latest.cpuIowait ?? 0;
  return Math.max(0, 1 - idle - iowait) * host.inventory.cpuThreads;
}

function memoryUsed(host: HostView): number | null {
  const total = host.latest.memoryTotalBytes ?? null;
  const available = host.latest.memoryAvailableBytes ?? null;
  return total === null || available === null ? null : total - available;
}

/** Pools on one file system share its room: the same path counts once. */
function poolSum(host: HostView, field: "capacityBytes" | "allocationBytes"): number {
  const active = host.inventory.pools.filter((pool) => pool.active);
  const rooms = new Map(
    active.map((pool) => [`${pool.capacityBytes} ${pool.availableBytes}`, pool]),
  );
  return [...rooms.values()].reduce((total, pool) => total + pool[field], 0);
}

function sum(hosts: readonly HostView[], of: (host: HostView) => number | null): number | null {
  let total: number | null = null;
  for (const host of hosts) {
    const value = of(host);
    if (value !== null) total = (total ?? 0) + value;
  }
  return total;
}
