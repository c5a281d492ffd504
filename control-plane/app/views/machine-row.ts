import type { HostState } from "@novacron/protocol/domain/host";
import type { MachineState } from "@novacron/protocol/domain/machine";
import type { MachineFacts } from "@novacron/protocol/domain/machine-can";
import type { Holder } from "@novacron/protocol/domain/may";
import type { Operation } from "@novacron/protocol/domain/operation";
import type { ProblemNote } from "@novacron/protocol/http/hosts";
import type { MachineRow } from "@novacron/protocol/http/machines";
import type { CopyRow, HostRow } from "../../ports/state-store.ts";
import { isAlive } from "../inventory/placement.ts";
import type { Figures } from "./latest-values.ts";

/** Everything a row is made of. */
export interface RowParts {
  readonly copy: CopyRow;
  readonly host: HostRow;
  readonly hostState: HostState;
  readonly hostSince: number | null;
  /** As people see it. */
  readonly state: MachineState;
  readonly conflict: boolean;
  readonly project: string | null;
  readonly tags: readonly string[];
  readonly figures: Figures | null;
  readonly lastOperation: Operation | null;
}

const noFigures: Omit<Figures, "sampledAt"> & { readonly sampledAt: null } = {
  cpuUsed: null,
  memoryUsedBytes: null,
  memorySource: "none",
  diskBytesPerSecond: null,
  nicBytesPerSecond: null,
  sampledAt: null,
};

export function machineRowOf(parts: RowParts): MachineRow {
  const { copy, host, lastOperation } = parts;
  const { report } = copy;
  const isUnknown = parts.state === "unknown";
  return {
    id: report.id,
    name: report.name,
    provider: "kvm",
    state: parts.state,
    reason: isUnknown ? unknownReason(parts) : report.reason,
    since: isUnknown ? parts.hostSince : report.since,
    host: host.id,
    hostName: host.name,
    hostState: parts.hostState,
    simulated: host.inventory.simulated,
    conflict: parts.conflict,
    vcpus: report.vcpus,
    memoryBytes: report.memoryBytes,
    addresses: report.nics.flatMap((nic) => nic.addresses),
    tags: [...parts.tags],
    project: parts.project as MachineRow["project"],
    autostart: report.autostart,
    demo: report.demo,
    // Figures of a machine that does not run any more are history, not its present.
    ...(isAlive(parts.state) ? (parts.figures ?? noFigures) : noFigures),
    lastOperation:
      lastOperation === null
        ? null
        : {
            id: lastOperation.id,
            kind: lastOperation.kind,
            state: lastOperation.state,
            at: lastOperation.endedAt ?? lastOperation.requestedAt,
          },
  };
}

function unknownReason(parts: RowParts): string {
  return parts.hostState === "offline" ? "host-offline" : "libvirt-down";
}

/** The facts that decide what is possible with a machine. */
export function factsOf(
  parts: RowParts,
  asked: { readonly who: Holder; readonly heldBy: string | null },
): MachineFacts {
  const { copy, host } = parts;
  return {
    state: parts.state,
    conflict: parts.conflict,
    demo: copy.report.demo,
    autostart: copy.report.autostart,
    persistent: copy.report.persistent,
    serialConsole: copy.report.serialConsole,
    hostState: parts.hostState,
    hostName: host.name,
    foreignManager: host.inventory.foreignManager,
    libvirtConnected: host.inventory.libvirt.state === "connected",
    capabilities: host.inventory.capabilities,
    heldBy: asked.heldBy,
    who: asked.who,
    project: parts.project,
    tags: parts.tags,
  };
}

/** What is wrong with a machine, as far as its own report tells. */
export function machineProblems(parts: RowParts): readonly ProblemNote[] {
  const { copy, host } = parts;
  const { report } = copy;
  const note = (code: string, severity: ProblemNote["severity"], text: string): ProblemNote => ({
    code,
    severity,
    text,
    since: report.since,
    machine: report.id,
    host: host.id,
  });
  const found: ProblemNote[] = [];
  if (parts.conflict) {
    found.push(note("conflict", "critical", `${report.name} is reported by more than one host`));
  }
  if (parts.state === "crashed" || (parts.state === "shutoff" && report.reason === "crashed")) {
    found.push(note("crashed", "critical", `${report.name} on ${host.name} crashed`));
  }
  if (parts.state === "paused" && report.reason === "ioerror") {
    found.push(note("io-error", "critical", `${report.name} is paused by a disk error`));
  }
  if (parts.state === "paused" && report.reason === "watchdog") {
    found.push(note("watchdog", "critical", `${report.name} was paused by its watchdog`));
  }
  if (parts.lastOperation?.state === "needs-attention") {
    const { kind, endedAt, id } = parts.lastOperation;
    const text = `It is not known how ${kind} of ${report.name} ended (operation ${id})`;
    found.push({ ...note("needs-attention", "warning", text), since: endedAt });
  }
  return found;
}
