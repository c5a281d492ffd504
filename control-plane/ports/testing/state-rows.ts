import { type HostInventory, hostInventory } from "@novacron/protocol/domain/host";
import type { OperationId } from "@novacron/protocol/domain/ids";
import { type MachineReport, machineReport } from "@novacron/protocol/domain/machine";
import type { Operation } from "@novacron/protocol/domain/operation";
import type { HostRow, NewRecordEntry } from "../state-store.ts";
import { hostA, machine, startMs, uuid } from "./sample-batches.ts";

export function inventory(id = hostA): HostInventory {
  return hostInventory.parse({
    id,
    name: "hv-1",
    simulated: true,
    agentVersion: "0.1.0",
    capabilities: ["machine.power"],
    problems: [],
    os: "Debian",
    kernel: "6.1",
    arch: "x86_64",
    manufacturer: null,
    model: null,
    cpuModel: "test",
    cpuSockets: 1,
    cpuCores: 2,
    cpuThreads: 4,
    memoryBytes: 2 ** 34,
    hostBootAt: null,
    libvirtVersion: null,
    qemuVersion: null,
    virtualisation: { verdict: "qemu", evidence: "probe", at: null },
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
  });
}

export function hostRow(id = hostA, changes: Partial<HostRow> = {}): HostRow {
  return {
    id,
    name: "hv-1",
    state: "online",
    since: startMs,
    session: "s1",
    pastSessions: ["s0"],
    boot: uuid(101),
    seq: 12,
    revision: 1,
    reportedAt: startMs,
    inventory: inventory(id),
    metricsIntervalMs: 5_000,
    ...changes,
  };
}

export function report(n: number, changes: Partial<MachineReport> = {}): MachineReport {
  return machineReport.parse({
    id: machine(n),
    name: `vm-${n}`,
    title: null,
    state: "running",
    reason: "booted",
    since: null,
    persistent: true,
    autostart: "off",
    vcpus: 1,
    vcpusMax: 1,
    memoryBytes: 2 ** 30,
    memoryMaxBytes: 2 ** 30,
    virtualisation: "qemu",
    arch: "x86_64",
    machineType: null,
    disks: [],
    nics: [],
    graphics: [],
    guestAgent: false,
    serialConsole: true,
    tags: ["ümläut", "🙂"],
    demo: false,
    generation: 3,
    owner: hostA,
    job: null,
    ...changes,
  });
}

export function operation(n: number, changes: Partial<Operation> = {}): Operation {
  return {
    id: uuid(2_000_000 + n) as OperationId,
    kind: "machine.start",
    state: "running",
    machine: machine(n),
    machineName: `vm-${n}`,
    host: hostA,
    hostName: "hv-1",
    params: { timeoutMs: 5_000 },
    epoch: 1,
    generation: 0,
    requestedBy: "admin",
    requestedAt: startMs + n,
    deadlineAt: startMs + 60_000,
    startedAt: null,
    endedAt: null,
    steps: [{ name: "start", state: "running", startedAt: startMs, endedAt: null }],
    progress: 0.5,
    cancelRequestedBy: null,
    problem: null,
    result: {},
    ...changes,
  };
}

export function entry(n: number, changes: Partial<NewRecordEntry> = {}): NewRecordEntry {
  return {
    at: startMs + n * 1_000,
    kind: "machine.state",
    machine: machine(n),
    machineName: `vm-${n}`,
    host: hostA,
    hostName: "hv-1",
    operation: null,
    actor: "external",
    severity: "info",
    sentence: `vm-${n} runs`,
    data: { full: true, state: "running", vcpus: 2, since: null },
    ...changes,
  };
}
