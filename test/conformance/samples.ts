import { randomUUID } from "node:crypto";
import {
  bootId,
  type HostId,
  hostId,
  type MachineId,
  machineId,
} from "@novacron/protocol/domain/ids";
import type { Ack, Batch } from "@novacron/protocol/messages/batch";
import type { MachineFact } from "@novacron/protocol/messages/fleet-event";
import type { HostReport, HostStatus } from "@novacron/protocol/messages/report";

const boot = bootId.parse("00000000-0000-4000-8000-00000000b007");

export function someHost(): HostId {
  return hostId.parse(randomUUID());
}

export function someMachine(): MachineId {
  return machineId.parse(randomUUID());
}

export function statusOf(
  host: HostId,
  session: string,
  state: HostStatus["state"] = "online",
): HostStatus {
  return { v: 1, host, state, session, at: 1_700_000_000_000 };
}

export function batchOf(host: HostId, seq: number): Batch {
  return {
    v: 1,
    host,
    boot,
    seq,
    floor: seq - 1,
    at: 1_700_000_000_000 + seq,
    samples: [{ target: "host", columns: ["cpuUser", "load1"], rows: [[0.25, 1.5]] }],
    events: [],
  };
}

export function ack(host: HostId, upTo: number): Ack {
  return { v: 1, host, boot, upTo };
}

export function machineFactOf(host: HostId): MachineFact {
  return {
    v: 1,
    machine: someMachine(),
    name: "web-1",
    host,
    hostName: "h1",
    state: "running",
    reason: "booted",
    since: 1_700_000_000_000,
    conflict: false,
    at: 1_700_000_000_000,
  };
}

export function reportOf(host: HostId, revision: number): HostReport {
  return {
    v: 1,
    host,
    session: "s1",
    revision,
    at: 1_700_000_000_000,
    inventory: inventoryOf(host),
    machines: [],
    boot,
    seq: 0,
  };
}

function inventoryOf(host: HostId): HostReport["inventory"] {
  return {
    id: host,
    name: "h1",
    simulated: true,
    agentVersion: "0.1.0",
    capabilities: ["machine.power"],
    os: "Debian GNU/Linux 12",
    kernel: "6.1.0",
    arch: "x86_64",
    manufacturer: null,
    model: null,
    cpuModel: "some CPU",
    cpuSockets: 1,
    cpuCores: 4,
    cpuThreads: 8,
    memoryBytes: 16 * 1024 ** 3,
    hostBootAt: 1_699_000_000_000,
    libvirtVersion: "9.0.0",
    qemuVersion: "7.2.0",
    virtualisation: { verdict: "kvm", evidence: "a probe guest booted", at: 1_699_000_000_000 },
    libvirt: {
      state: "connected",
      uri: "qemu:///system",
      since: 1_699_000_000_000,
      problem: null,
      culprits: [],
    },
    foreignManager: null,
    disks: [],
    nics: [],
    pools: [],
    networks: [],
    metricsIntervalMs: 5_000,
  };
}
