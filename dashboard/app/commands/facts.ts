import type { MachineFacts } from "@novacron/protocol/domain/machine-can";
import type { Holder } from "@novacron/protocol/domain/may";
import { hasEnded, isScheduled } from "@novacron/protocol/domain/operation";
import type { HostView } from "@novacron/protocol/http/hosts";
import type { MachineRow } from "@novacron/protocol/http/machines";
import type { OperationView } from "@novacron/protocol/http/operations";
import { hosts, operations } from "../live/fleet-store.ts";

/** The sentence of the operation that holds each machine. */
export function heldBy(all: Iterable<OperationView>): ReadonlyMap<string, string> {
  const held = new Map<string, string>();
  for (const op of all) {
    const holds = !hasEnded(op.state) && op.kind !== "machine.console" && !isScheduled(op);
    if (holds) held.set(op.machine, op.sentence);
  }
  return held;
}

export interface RowSurroundings {
  readonly host: HostView | undefined;
  readonly held: string | null;
  readonly who: Holder | null;
}

/**
 * Facts for a row of the table, which knows less than the machine's own page: whether it is persistent and has
 * a serial device is taken for granted here, and the server has the last word.
 */
export function rowFacts(row: MachineRow, around: RowSurroundings): MachineFacts {
  const inventory = around.host?.inventory;
  return {
    state: row.state,
    conflict: row.conflict,
    demo: row.demo,
    autostart: row.autostart,
    persistent: true,
    serialConsole: true,
    hostState: row.hostState,
    hostName: row.hostName,
    foreignManager: inventory?.foreignManager ?? null,
    libvirtConnected: inventory === undefined || inventory.libvirt.state === "connected",
    capabilities: inventory?.capabilities ?? allCapabilities,
    heldBy: around.held,
    who: around.who,
    project: row.project,
    tags: row.tags,
  };
}

/** Facts for many rows at once, from what the live feed has brought. */
export function rowFactsNow(rows: readonly MachineRow[], who: Holder | null): MachineFacts[] {
  const held = heldBy(operations.getSnapshot().rows.values());
  return rows.map((row) =>
    rowFacts(row, { host: hosts.get(row.host), held: held.get(row.id) ?? null, who }),
  );
}

const allCapabilities = [
  "machine.power",
  "machine.autostart",
  "machine.demo",
  "machine.console",
  "machine.move",
];
