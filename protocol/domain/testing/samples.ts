import type { HostInventory } from "../host.ts";
import type { HostId, MachineId } from "../ids.ts";
import type { MachineReport } from "../machine.ts";

/** What a host tells of itself, for tests; each says what matters to it. */
export function sampleInventory(id: HostId, more: Partial<HostInventory> = {}): HostInventory {
  return {
    id,
    name: "h1",
    simulated: true,
    agentVersion: "0.1.0",
    capabilities: [],
    os: "Debian GNU/Linux 12",
    kernel: "6.1.0",
    arch: "x86_64",
    manufacturer: null,
    model: null,
    cpuModel: "some CPU",
    cpuSockets: 1,
    cpuCores: 4,
    cpuThreads: 8,
    memoryBytes: 16 * 2 ** 30,
    hostBootAt: null,
    libvirtVersion: "9.0.0",
    qemuVersion: "7.2.0",
    virtualisation: { verdict: "kvm", evidence: "", at: null },
    libvirt: {
      state: "connected",
      uri: "qemu:///system",
      since: null,
      problem: null,
      culprits: [],
    },
    foreignManager: null,
    disks: [],
    nics: [],
    pools: [],
    networks: [],
    metricsIntervalMs: 5_000,
    ...more,
  };
}

/** A machine as its host reports it, off, for tests. */
export function sampleMachine(id: MachineId, more: Partial<MachineReport> = {}): MachineReport {
  return {
    id,
    name: "web-1",
    title: null,
    state: "shutoff",
    reason: "shutdown",
    since: null,
    persistent: true,
    autostart: "off",
    vcpus: 2,
    vcpusMax: 2,
    memoryBytes: 2 ** 30,
    memoryMaxBytes: 2 ** 30,
    virtualisation: "kvm",
    arch: "x86_64",
    machineType: null,
    disks: [],
    nics: [],
    graphics: [],
    guestAgent: false,
    serialConsole: true,
    tags: [],
    demo: false,
    generation: 0,
    owner: null,
    job: null,
    ...more,
  };
}
