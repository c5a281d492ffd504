import type { HostId } from "@novacron/protocol/domain/ids";
import { type MachineState, machineStates } from "@novacron/protocol/domain/machine";
import { type HostInMaintenance, inMaintenance } from "@novacron/protocol/domain/maintenance";
import { hasEnded, isScheduled } from "@novacron/protocol/domain/operation";
import type { FleetView } from "@novacron/protocol/http/fleet";
import type { HostView, ProblemNote } from "@novacron/protocol/http/hosts";
import type { MachineRow, MachineView } from "@novacron/protocol/http/machines";
import type { AnswerOf } from "@novacron/protocol/http/route";
import type { routes } from "@novacron/protocol/http/routes";
import { memorySourceName } from "@novacron/protocol/metrics/machine";
import { hostCurve, machineCurve } from "./curves.ts";
import type { MockFleet, MockHost, MockMachine } from "./fleet.ts";

export function stateOf(fleet: MockFleet, machine: MockMachine): MachineState {
  return fleet.hosts.get(machine.host)?.state === "offline" ? "unknown" : machine.report.state;
}

export function machineRow(fleet: MockFleet, machine: MockMachine, at: number): MachineRow {
  const { report } = machine;
  const host = fleet.hosts.get(machine.host);
  const state = stateOf(fleet, machine);
  const live = state === "running" ? machineCurve(report, at) : null;
  const last = lastOperation(fleet, report.id);
  return {
    id: report.id,
    name: report.name,
    provider: "kvm",
    state,
    reason: report.reason,
    since: report.since,
    host: machine.host,
    hostName: fleet.hostName(machine.host),
    hostState: host?.state ?? "offline",
    simulated: host?.inventory.simulated ?? false,
    conflict: machine.copy !== null,
    vcpus: report.vcpus,
    memoryBytes: report.memoryBytes,
    addresses: report.nics.flatMap((nic) => nic.addresses),
    tags: report.tags,
    project: null,
    autostart: report.autostart,
    demo: report.demo,
    cpuUsed: live?.cpuUsed ?? null,
    memoryUsedBytes: live?.memoryUsedBytes ?? null,
    memorySource: memorySourceName(live?.memorySource ?? 0),
    diskBytesPerSecond: sum(live?.diskReadBytesPerSecond, live?.diskWriteBytesPerSecond),
    nicBytesPerSecond: sum(live?.nicReceiveBytesPerSecond, live?.nicTransmitBytesPerSecond),
    sampledAt: live === null ? null : at,
    lastOperation: last,
  };
}

/** The mock has no past of its own: machines that began since then were off, the others as they are. */
export function fleetAsOf(
  fleet: MockFleet,
  at: number,
): AnswerOf<typeof routes.recordAsOf>["items"] {
  return [...fleet.machines.values()].map(({ report, host }) => {
    const since = report.since ?? fleet.startedAt;
    const then = since <= at;
    return {
      machine: report.id,
      name: report.name,
      host,
      hostName: fleet.hostName(host),
      state: then ? report.state : "shutoff",
      reason: then ? report.reason : "shutdown",
      vcpus: report.vcpus,
      memoryBytes: report.memoryBytes,
      since: Math.min(since, at),
    };
  });
}

export function machineView(fleet: MockFleet, machine: MockMachine, at: number): MachineView {
  const row = machineRow(fleet, machine, at);
  const host = fleet.hosts.get(machine.host);
  const holder = [...fleet.operations.values()].find(
    (op) =>
      op.machine === row.id &&
      !hasEnded(op.state) &&
      op.kind !== "machine.console" &&
      !isScheduled(op),
  );
  const homes = machine.copy === null ? [machine.host] : [machine.host, machine.copy];
  return {
    ...row,
    report: machine.report,
    copies: homes.map((id) => ({
      host: id,
      hostName: fleet.hostName(id),
      state: id === machine.host ? row.state : "shutoff",
      at,
    })),
    hostForeignManager: host?.inventory.foreignManager ?? null,
    hostLibvirtConnected: host?.inventory.libvirt.state === "connected",
    hostCapabilities: host?.inventory.capabilities ?? [],
    heldBy: holder === undefined ? null : { id: holder.id, sentence: holder.sentence },
    latest: row.state === "running" ? machineCurve(machine.report, at) : {},
    problems: machineProblems(fleet, machine),
  };
}

function maintenanceOf(fleet: MockFleet, host: HostId): HostInMaintenance | null {
  const all = [...fleet.maintenances.values()].map((one) => inMaintenance(one, host));
  return all.find((one) => one !== null) ?? null;
}

export function hostView(fleet: MockFleet, host: MockHost, at: number): HostView {
  const { inventory } = host;
  const machines = fleet.machinesOf(inventory.id);
  const running = machines.filter((machine) => machine.report.state === "running");
  const online = host.state === "online";
  return {
    id: inventory.id,
    name: inventory.name,
    state: host.state,
    since: host.since,
    lastSampleAt: online ? at : host.since,
    inventory,
    machines: { total: machines.length, running: online ? running.length : 0 },
    committed: {
      vcpus: running.reduce((total, machine) => total + machine.report.vcpus, 0),
      memoryBytes: running.reduce((total, machine) => total + machine.report.memoryBytes, 0),
    },
    reserved: { vcpus: 0, memoryBytes: 0, pools: {} },
    maintenance: maintenanceOf(fleet, inventory.id),
    latest: online ? hostCurve(inventory, loadOf(running, at), at) : {},
    latestAt: online ? at : host.since,
    problems: hostProblems(fleet, host),
  };
}

export function loadOf(running: readonly MockMachine[], at: number) {
  let cpuUsed = 0;
  let memoryBytes = 0;
  for (const machine of running) {
    const values = machineCurve(machine.report, at);
    cpuUsed += values.cpuUsed ?? 0;
    memoryBytes += values.memoryResidentBytes ?? 0;
  }
  return { cpuUsed, memoryBytes };
}

export function fleetView(fleet: MockFleet, at: number): FleetView {
  const hosts = [...fleet.hosts.values()];
  const views = hosts.map((host) => hostView(fleet, host, at));
  const machines = [...fleet.machines.values()];
  const states = Object.fromEntries(machineStates.map((state) => [state, 0])) as Record<
    MachineState,
    number
  >;
  for (const machine of machines) states[stateOf(fleet, machine)] += 1;
  const problems = [
    ...views.flatMap((view) => view.problems),
    ...machines.flatMap((machine) => machineProblems(fleet, machine)),
  ].sort((a, b) => (a.severity === b.severity ? 0 : a.severity === "critical" ? -1 : 1));
  const newest = Math.max(0, ...views.map((view) => view.lastSampleAt ?? 0));
  return {
    at,
    hosts: {
      online: hosts.filter((host) => host.state === "online").length,
      stale: hosts.filter((host) => host.state === "stale").length,
      offline: hosts.filter((host) => host.state === "offline").length,
    },
    machines: states,
    conflicts: machines.filter((machine) => machine.copy !== null).length,
    totals: totals(views),
    trend: trend(fleet, views, at),
    newestSampleAt: newest === 0 ? null : newest,
    problems: problems.slice(0, 200),
    problemsTotal: problems.length,
    running: [...fleet.operations.values()].filter((op) => !hasEnded(op.state)),
    recent: fleet.record
      .filter((line) => line.at > at - 3_600_000)
      .reverse()
      .slice(0, 100),
    demoOffered: machines.length === 0 && hosts.length > 0,
  };
}

function totals(views: readonly HostView[]): FleetView["totals"] {
  const used = (view: HostView) =>
    view.latest.cpuIdle == null ? 0 : (1 - view.latest.cpuIdle) * view.inventory.cpuThreads;
  const memory = (view: HostView) =>
    view.inventory.memoryBytes - (view.latest.memoryAvailableBytes ?? view.inventory.memoryBytes);
  const add = (read: (view: HostView) => number) =>
    views.reduce((total, view) => total + read(view), 0);
  const pools = views.flatMap((view) => view.inventory.pools);
  return {
    cpuThreads: add((view) => view.inventory.cpuThreads),
    cpuUsed: views.length === 0 ? null : add(used),
    memoryBytes: add((view) => view.inventory.memoryBytes),
    memoryUsedBytes: views.length === 0 ? null : add(memory),
    storageBytes: pools.reduce((total, pool) => total + pool.capacityBytes, 0),
    storageUsedBytes: pools.reduce((total, pool) => total + pool.allocationBytes, 0),
  };
}

function trend(fleet: MockFleet, views: readonly HostView[], now: number): FleetView["trend"] {
  if (views.length === 0) return undefined;
  const all = [...fleet.machines.values()].filter((one) => one.report.state === "running");
  const running = all.length;
  const sampled = all.slice(0, 60);
  const at = Array.from({ length: 60 }, (_, i) => now - (59 - i) * 60_000);
  const present = totals(views);
  const base = loadOf(sampled, now);
  const scale = (whole: number | null, part: number) => (whole ?? 0) * part || 0;
  return {
    at,
    cpuUsed: at.map((t) => scale(present.cpuUsed, loadOf(sampled, t).cpuUsed / base.cpuUsed)),
    memoryUsedBytes: at.map((t) =>
      scale(present.memoryUsedBytes, loadOf(sampled, t).memoryBytes / base.memoryBytes),
    ),
    machinesRunning: at.map(() => running),
  };
}

export function machineProblems(fleet: MockFleet, machine: MockMachine): ProblemNote[] {
  const { report } = machine;
  const place = { machine: report.id, host: machine.host, since: report.since };
  const found: ProblemNote[] = [];
  if (machine.copy !== null) {
    const [a, b] = [fleet.hostName(machine.host), fleet.hostName(machine.copy)];
    found.push({
      ...place,
      code: "conflict",
      severity: "critical",
      text: `${a} and ${b} both report ${report.name}`,
    });
  }
  if (report.state === "crashed") {
    found.push({ ...place, code: "crashed", severity: "critical", text: `${report.name} crashed` });
  }
  if (report.reason === "ioerror") {
    const text = `${report.name} is paused by an I/O error`;
    found.push({ ...place, code: "io-error", severity: "critical", text });
  }
  return found;
}

function hostProblems(fleet: MockFleet, host: MockHost): ProblemNote[] {
  const { inventory } = host;
  const place = { machine: null, host: inventory.id, since: host.since };
  const found: ProblemNote[] = [];
  if (host.state === "offline") {
    const text = `${inventory.name} is not connected`;
    found.push({ ...place, code: "host-offline", severity: "critical", text });
  }
  for (const culprit of inventory.libvirt.culprits) {
    const since = fleet.startedAt - 3 * 60_000;
    const text = `${culprit.machine} makes libvirt on ${inventory.name} slow`;
    found.push({ ...place, since, code: "culprit", severity: "warning", text });
  }
  for (const { name, availableBytes, capacityBytes } of inventory.pools) {
    const left = availableBytes / capacityBytes;
    const { warning, warningUntil } = fleet.limits.pool;
    if (left >= warning) continue;
    const since = fleet.startedAt - 50 * 60_000;
    const text = `Storage ${name} on ${inventory.name} is nearly full`;
    const why = `${(left * 100).toFixed(1)} % left, told below ${warning * 100} % until ${warningUntil * 100} %`;
    const note = { ...place, since, code: "pool-low", text, why } as const;
    found.push({ ...note, severity: "warning", see: "storage" });
  }
  return found;
}

function lastOperation(fleet: MockFleet, machine: string): MachineRow["lastOperation"] {
  let found: MachineRow["lastOperation"] = null;
  for (const op of fleet.operations.values()) {
    if (op.machine !== machine || op.kind === "machine.console") continue;
    if (found === null || op.requestedAt >= found.at) {
      found = { id: op.id, kind: op.kind, state: op.state, at: op.requestedAt };
    }
  }
  return found;
}

function sum(a: number | null | undefined, b: number | null | undefined): number | null {
  return a == null && b == null ? null : (a ?? 0) + (b ?? 0);
}
