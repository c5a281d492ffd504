import type { HostInventory } from "@novacron/protocol/domain/host";
import type { OperationId } from "@novacron/protocol/domain/ids";
import type { MachineReport } from "@novacron/protocol/domain/machine";
import type { Operation } from "@novacron/protocol/domain/operation";
import { sampleInventory, sampleMachine } from "@novacron/protocol/domain/testing/samples";
import type { HostRow, NewRecordEntry } from "../state-store.ts";
import { hostA, machine, startMs, uuid } from "./sample-batches.ts";

export function inventory(id = hostA): HostInventory {
  return sampleInventory(id, { name: "hv-1", capabilities: ["machine.power"] });
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
  return sampleMachine(machine(n), {
    name: `vm-${n}`,
    state: "running",
    reason: "booted",
    tags: ["ümläut", "🙂"],
    generation: 3,
    owner: hostA,
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
