import { randomUUID } from "node:crypto";
import {
  bootId,
  type HostId,
  hostId,
  type MachineId,
  machineId,
} from "@novacron/protocol/domain/ids";
import { sampleInventory } from "@novacron/protocol/domain/testing/samples";
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
  const at = 1_699_000_000_000;
  const sample = sampleInventory(host, { capabilities: ["machine.power"], hostBootAt: at });
  return {
    ...sample,
    virtualisation: { verdict: "kvm", evidence: "a probe guest booted", at },
    libvirt: { ...sample.libvirt, since: at },
  };
}
