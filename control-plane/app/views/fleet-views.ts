import type { HostId, MachineId } from "@novacron/protocol/domain/ids";
import { isUuid } from "@novacron/protocol/domain/ids";
import { parseMachineFilter } from "@novacron/protocol/domain/machine-filter";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { FleetView } from "@novacron/protocol/http/fleet";
import type { HostView, ProblemNote } from "@novacron/protocol/http/hosts";
import type { MachineFigures } from "@novacron/protocol/http/live";
import type { listMachinesRoute, MachineRow, MachineView } from "@novacron/protocol/http/machines";
import type { RecordEntry } from "@novacron/protocol/http/record";
import type { QueryOf } from "@novacron/protocol/http/route";
import type { Clock } from "../../ports/clock.ts";
import type { HostRow } from "../../ports/state-store.ts";
import type { FleetState } from "../inventory/fleet-state.ts";
import type { Inventory } from "../inventory/inventory.ts";
import type { Operations } from "../operations/operations.ts";
import { fleetViewOf } from "./fleet-view.ts";
import { hostViewOf } from "./host-view.ts";
import type { LatestValues } from "./latest-values.ts";
import { machineProblems, machineRowOf, type RowParts } from "./machine-row.ts";
import { MachineTable } from "./machine-table.ts";

export interface ViewsPorts {
  readonly clock: Clock;
  readonly fleet: FleetState;
  readonly inventory: Inventory;
  readonly operations: Operations;
  readonly latest: LatestValues;
  readonly skewMs: (host: HostId) => number | null;
  /** What is wrong with the control plane itself. */
  readonly ownProblems: () => readonly ProblemNote[];
}

const recentKept = 50;

/** All that people see of the fleet, from memory. Told what changed; never asks a store. */
export class FleetViewsFromMemory {
  readonly #ports: ViewsPorts;
  readonly #table = new MachineTable();
  readonly #problems = new Map<MachineId, readonly ProblemNote[]>();
  readonly #byName = new Map<string, Set<MachineId>>();
  #recent: RecordEntry[] = [];

  constructor(ports: ViewsPorts) {
    this.#ports = ports;
  }

  machineChanged(id: MachineId): void {
    const before = this.#table.get(id);
    const parts = this.parts(id);
    if (before !== null && before.name !== parts?.copy.report.name) {
      this.#byName.get(before.name)?.delete(id);
    }
    if (parts === null) {
      if (before !== null) this.#byName.get(before.name)?.delete(id);
      this.#table.drop(id);
      this.#problems.delete(id);
      this.#ports.latest.forgetMachine(id);
      return;
    }
    this.#table.put(machineRowOf(parts));
    const problems = machineProblems(parts);
    if (problems.length === 0) this.#problems.delete(id);
    else this.#problems.set(id, problems);
    const names = this.#byName.get(parts.copy.report.name);
    if (names === undefined) this.#byName.set(parts.copy.report.name, new Set([id]));
    else names.add(id);
  }

  /** Its state shows in the rows of all its machines. */
  hostChanged(host: HostId): void {
    for (const id of this.#ports.fleet.machinesByHost.get(host) ?? []) this.machineChanged(id);
  }

  sampled(machines: readonly MachineId[]): void {
    for (const id of machines) {
      const row = this.#table.get(id);
      const figures = this.#ports.latest.figures(id);
      if (row !== null && figures !== null) this.#table.setFigures(id, figures);
    }
  }

  recorded(entries: readonly RecordEntry[]): void {
    this.#recent = [...[...entries].reverse(), ...this.#recent].slice(0, recentKept);
  }

  fleet(): FleetView {
    const { clock, latest, operations, ownProblems } = this.#ports;
    return fleetViewOf({
      at: clock.now(),
      hosts: this.hosts(),
      rows: this.#table.values(),
      machineProblems: [...this.#problems.values()].flat(),
      ownProblems: ownProblems(),
      newestSampleAt: latest.newestAt(),
      open: operations.openList(),
      recent: this.#recent,
    });
  }

  hosts(): readonly HostView[] {
    const rows = [...this.#ports.fleet.hosts.values()];
    return rows.sort((a, b) => (a.name < b.name ? -1 : 1)).map((row) => this.#hostView(row));
  }

  host(idOrName: string): HostView {
    const { fleet } = this.#ports;
    const attempted = `find host ${idOrName}`;
    const byId = fleet.hosts.get(idOrName as HostId);
    if (byId !== undefined) return this.#hostView(byId);
    const found = [...fleet.hosts.values()].filter((row) => row.name === idOrName);
    return this.#hostView(theOne(found, attempted));
  }

  hostView(id: HostId): HostView | null {
    const row = this.#ports.fleet.hosts.get(id);
    return row === undefined ? null : this.#hostView(row);
  }

  machines(query: QueryOf<typeof listMachinesRoute>) {
    const filter = parseMachineFilter(query.filter);
    const problem = filter.problems[0];
    if (problem !== undefined) {
      const details = { filter: query.filter, at: problem.at, problem: problem.text };
      throw new NovaError("BAD_REQUEST", `filter machines: ${problem.text}`, { details });
    }
    return this.#table.page({
      ...query,
      matches: filter.empty ? null : filter.matches,
      nowMs: this.#ports.clock.monotonicMs(),
    });
  }

  machine(idOrName: string): MachineView {
    const attempted = `find machine ${idOrName}`;
    const isId = isUuid(idOrName) && this.#table.get(idOrName as MachineId) !== null;
    const ids = isId ? [idOrName as MachineId] : [...(this.#byName.get(idOrName) ?? [])];
    const parts = this.parts(theOne(ids, attempted));
    if (parts === null) throw new NovaError("NOT_FOUND", attempted);
    return this.#machineView(parts);
  }

  machineRow(id: MachineId): MachineRow | null {
    const row = this.#table.get(id);
    return row === null ? null : { ...row };
  }

  machineRows(): readonly MachineRow[] {
    return [...this.#table.values()].map((row) => ({ ...row }));
  }

  machineFigures(id: MachineId): MachineFigures | null {
    const figures = this.#ports.latest.figures(id);
    return figures === null ? null : { id, ...figures };
  }

  /** Everything known of a machine as its primary copy stands; null where nobody reports it. */
  parts(id: MachineId): RowParts | null {
    const { fleet, inventory, operations, latest } = this.#ports;
    const copy = inventory.primary(id);
    const host = copy === null ? undefined : fleet.hosts.get(copy.host);
    if (copy === null || host === undefined) return null;
    return {
      copy,
      host,
      hostState: inventory.hostState(copy.host),
      hostSince: inventory.hostSince(copy.host),
      state: inventory.machineState(copy),
      conflict: inventory.isConflict(id),
      figures: latest.figures(id),
      lastOperation: operations.last(id),
    };
  }

  #machineView(parts: RowParts): MachineView {
    const { fleet, operations, latest } = this.#ports;
    const { copy, host } = parts;
    const copies = [...(fleet.copies.get(copy.machine)?.values() ?? [])];
    return {
      ...machineRowOf(parts),
      report: copy.report,
      copies: copies.map((one) => ({
        host: one.host,
        hostName: fleet.hosts.get(one.host)?.name ?? one.host,
        state: one.report.state,
        at: one.seenAt,
      })),
      hostForeignManager: host.inventory.foreignManager,
      hostLibvirtConnected: host.inventory.libvirt.state === "connected",
      hostCapabilities: host.inventory.capabilities,
      heldBy: operations.heldBy(copy.machine),
      latest: { ...latest.machine(copy.machine)?.values },
      problems: [...machineProblems(parts)],
    };
  }

  #hostView(row: HostRow): HostView {
    const { fleet, inventory, latest, skewMs } = this.#ports;
    const machines = [...(fleet.machinesByHost.get(row.id) ?? [])];
    const copies = machines.flatMap((id) => fleet.copies.get(id)?.get(row.id) ?? []);
    const barred = copies.flatMap((copy) => {
      const all = fleet.ownerships.get(copy.machine)?.barred ?? [];
      return all.filter((one) => one.host === row.id).map(({ why }) => ({ copy, why }));
    });
    return hostViewOf({
      row,
      state: inventory.hostState(row.id),
      since: inventory.hostSince(row.id),
      copies,
      latest: latest.host(row.id),
      skewMs: skewMs(row.id),
      barred,
    });
  }
}

function theOne<T>(found: readonly T[], attempted: string): T {
  const [first] = found;
  if (first === undefined) throw new NovaError("NOT_FOUND", attempted);
  if (found.length > 1)
    throw new NovaError("AMBIGUOUS_NAME", attempted, { details: { found: found.length } });
  return first;
}
