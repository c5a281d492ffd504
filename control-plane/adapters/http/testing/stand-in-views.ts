import { hostId, machineId } from "@novacron/protocol/domain/ids";
import { sampleInventory } from "@novacron/protocol/domain/testing/samples";
import type { FleetView } from "@novacron/protocol/http/fleet";
import type { HostView } from "@novacron/protocol/http/hosts";
import type { MachineRow } from "@novacron/protocol/http/machines";

const host = hostId.parse("6ba7b810-9dad-41d1-80b4-00c04fd430c8");

export function machineRowOf(index: number): MachineRow {
  const tail = index.toString(16).padStart(12, "0");
  return {
    id: machineId.parse(`1b4e28ba-2fa1-41d2-883f-${tail}`),
    name: `web-${index}`,
    provider: "kvm",
    state: "running",
    reason: "booted",
    since: 1,
    host,
    hostName: "h1",
    hostState: "online",
    simulated: true,
    conflict: false,
    vcpus: 2,
    memoryBytes: 2 ** 31,
    addresses: ["10.0.0.1"],
    tags: [],
    project: null,
    autostart: "off",
    demo: false,
    cpuUsed: 0.5,
    memoryUsedBytes: 2 ** 30,
    memorySource: "guest",
    diskBytesPerSecond: 1_000,
    nicBytesPerSecond: null,
    sampledAt: 1,
    lastOperation: null,
  };
}

export function hostViewOf(): HostView {
  return {
    id: host,
    name: "h1",
    state: "online",
    since: 1,
    lastSampleAt: 1,
    inventory: sampleInventory(host),
    machines: { total: 1, running: 1 },
    committed: { vcpus: 2, memoryBytes: 2 ** 31 },
    reserved: { vcpus: 0, memoryBytes: 0, pools: {} },
    maintenance: null,
    latest: { cpuUser: 0.25, libvirtCallMs: 12, agentMemoryBytes: null },
    latestAt: 1,
    problems: [],
  };
}

export function fleetOf(): FleetView {
  return {
    at: 1,
    hosts: { online: 1, stale: 0, offline: 0 },
    machines: {
      running: 1,
      paused: 0,
      "shutting-down": 0,
      shutoff: 0,
      crashed: 0,
      pmsuspended: 0,
      unknown: 0,
    },
    conflicts: 0,
    totals: {
      cpuThreads: 8,
      cpuUsed: 0.5,
      memoryBytes: 2 ** 34,
      memoryUsedBytes: 2 ** 30,
      storageBytes: 0,
      storageUsedBytes: 0,
    },
    newestSampleAt: null,
    problems: [],
    problemsTotal: 0,
    running: [],
    recent: [],
    demoOffered: false,
  };
}
