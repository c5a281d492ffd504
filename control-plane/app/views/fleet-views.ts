import type { HostLimits } from "@novacron/protocol/domain/host-limits";
import type { HostId, MachineId } from "@novacron/protocol/domain/ids";
import { isUuid } from "@novacron/protocol/domain/ids";
import { parseMachineFilter } from "@novacron/protocol/domain/machine-filter";
import type { HostInMaintenance } from "@novacron/protocol/domain/maintenance";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { FleetView } from "@novacron/protocol/http/fleet";
import type { HostView, ProblemNote } from "@novacron/protocol/http/hosts";
import type { MachineFigures } from "@novacron/protocol/http/live";
import type { listMachinesRoute, MachineRow, MachineView } from "@novacron/protocol/http/machines";
import type { RecordEntry } from "@novacron/protocol/http/record";
import type { QueryOf } from "@novacron/protocol/http/route";
import type { HostIdentity } from "@novacron/protocol/http/trust";
import type { Clock } from "../../ports/clock.ts";
import type { CopyRow, HostRow } from "../../ports/state-store.ts";
import type { MachineMarks, Sight } from "../access/sight.ts";
import type { FleetState } from "../inventory/fleet-state.ts";
import type { Inventory } from "../inventory/inventory.ts";
import { HostWatch } from "../limits/host-watch.ts";
import type { HostRoom } from "../limits/judge-room.ts";
import type { Operations } from "../operations/operations.ts";
import { BoundedMap } from "../support/bounded-map.ts";
import { fleetViewOf } from "./fleet-view.ts";
import { committedOf, hostViewOf } from "./host-view.ts";
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
  readonly identity: (host: HostId) => HostIdentity | null;
  /** By moves on their way to it. */
  readonly reserved: (host: HostId) => HostView["reserved"];
  readonly maintenance: (host: HostId) => HostInMaintenance | null;
  /** Project, and the tags that are kept here beside those of the definition. */
  readonly labelOf: (machine: MachineId) => MachineMarks;
  /** When a host's lack of room is told. */
  readonly limits: () => HostLimits;
  /** What is wrong with the control plane itself. */
  readonly ownProblems: () => readonly ProblemNote[];
}

const recentKept = 50;
const formerKept = 10_000;
const wholeSight: Sight = {
  all: true,
  hosts: true,
  plans: true,
  system: true,
  project: () => true,
  machine: () => true,
};

/** All that people see of the fleet, from memory. Told what changed; never asks a store. */
export class FleetViewsFromMemory {
  readonly #ports: ViewsPorts;
  readonly #table = new MachineTable();
  readonly #watch: HostWatch;
  readonly #problems = new Map<MachineId, readonly ProblemNote[]>();
  readonly #byName = new Map<string, Set<MachineId>>();
  readonly #former = new BoundedMap<MachineId, MachineMarks>(formerKept);
  #recent: RecordEntry[] = [];

  constructor(ports: ViewsPorts) {
    this.#ports = ports;
    this.#watch = new HostWatch(ports.limits);
  }

  machineChanged(id: MachineId): void {
    const before = this.#table.get(id);
    const parts = this.parts(id);
    this.#keepMarks(before, parts);
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

  #marksOf(id: MachineId, defined: readonly string[]): MachineMarks {
    const label = this.#ports.labelOf(id);
    return { project: label.project, tags: [...new Set([...defined, ...label.tags])] };
  }

  #keepMarks(before: MachineRow | null, parts: RowParts | null): void {
    if (before === null) return;
    const { project, tags } = before;
    const isSame = parts !== null && project === parts.project && tags.join() === parts.tags.join();
    if (!isSame) this.#former.set(before.id, { project, tags });
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

  /** True where the newest sample of a host shows something else wrong than the one before. */
  hostSampled(id: HostId, at: number): boolean {
    const row = this.#ports.fleet.hosts.get(id);
    return row !== undefined && this.#watch.take(this.#room(row), at);
  }

  recorded(entries: readonly RecordEntry[]): void {
    this.#recent = [...[...entries].reverse(), ...this.#recent].slice(0, recentKept);
  }

  fleet(sight: Sight = wholeSight): FleetView {
    const { clock, latest, operations, ownProblems } = this.#ports;
    const seesMachine = (id: MachineId | null): boolean => {
      const marks = id === null ? null : this.marks(id);
      return sight.all || (marks !== null && sight.machine(marks));
    };
    const problems = [...this.#problems].filter(([id]) => seesMachine(id));
    const seesRecord = ({ machine }: RecordEntry): boolean =>
      (sight.all && sight.hosts) || seesMachine(machine);
    return fleetViewOf({
      at: clock.now(),
      hosts: sight.hosts ? this.hosts() : [],
      rows: sight.all ? this.#table.values() : [...this.#table.values()].filter(sight.machine),
      machineProblems: problems.flatMap(([, notes]) => notes),
      ownProblems: sight.system ? ownProblems() : [],
      newestSampleAt: latest.newestAt(),
      open: operations.openList().filter((one) => seesMachine(one.machine)),
      recent: this.#recent.filter(seesRecord),
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

  machines(query: QueryOf<typeof listMachinesRoute>, sight: Sight = wholeSight) {
    const filter = parseMachineFilter(query.filter);
    const problem = filter.problems[0];
    if (problem !== undefined) {
      const details = { filter: query.filter, at: problem.at, problem: problem.text };
      throw new NovaError("BAD_REQUEST", `filter machines: ${problem.text}`, { details });
    }
    return this.#table.page({
      ...query,
      matches: matchesOf(filter, sight),
      nowMs: this.#ports.clock.monotonicMs(),
    });
  }

  machine(idOrName: string, sight: Sight = wholeSight): MachineView {
    const attempted = `find machine ${idOrName}`;
    const isId = isUuid(idOrName) && this.#table.get(idOrName as MachineId) !== null;
    const named = isId ? [idOrName as MachineId] : [...(this.#byName.get(idOrName) ?? [])];
    const ids = named.filter((id) => {
      const marks = this.marks(id);
      return marks !== null && sight.machine(marks);
    });
    const parts = this.parts(theOne(ids, attempted));
    if (parts === null) throw new NovaError("NOT_FOUND", attempted);
    return this.#machineView(parts);
  }

  /** What scopes of roles go by; null where nobody reports the machine. */
  marks(id: MachineId): MachineMarks | null {
    return this.#table.get(id);
  }

  /** The marks before the last change of them, or before the machine was gone. */
  formerMarks(id: MachineId): MachineMarks | null {
    return this.#former.get(id) ?? null;
  }

  machinesSeen(sight: Sight): readonly MachineId[] {
    return [...this.#table.values()].filter(sight.machine).map((row) => row.id);
  }

  machineCount(): number {
    return this.#table.size;
  }

  newestSampleAt(): number | null {
    return this.#ports.latest.newestAt();
  }

  latestOf(target: "host" | "machine", id: string) {
    const { latest } = this.#ports;
    return target === "host" ? latest.host(id as HostId) : latest.machine(id as MachineId);
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
      ...this.#marksOf(id, copy.report.tags),
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

  #copiesOn(host: HostId): readonly CopyRow[] {
    const { fleet } = this.#ports;
    const machines = [...(fleet.machinesByHost.get(host) ?? [])];
    return machines.flatMap((id) => fleet.copies.get(id)?.get(host) ?? []);
  }

  #room({ id, name, inventory }: HostRow, copies = this.#copiesOn(id)): HostRoom {
    const { latest, reserved } = this.#ports;
    const promised = committedOf(copies).memoryBytes + reserved(id).memoryBytes;
    const value = (field: string): number | null => latest.hostValue(id, field);
    const { memoryBytes, pools } = inventory;
    return { host: id, name, value, memoryBytes, pools, promisedBytes: promised };
  }

  #hostView(row: HostRow): HostView {
    const { fleet, inventory, latest, skewMs, identity, maintenance, reserved } = this.#ports;
    const copies = this.#copiesOn(row.id);
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
      identity: identity(row.id),
      reserved: reserved(row.id),
      maintenance: maintenance(row.id),
      barred,
      lacks: this.#watch.notes(this.#room(row, copies)),
    });
  }
}

function matchesOf(
  filter: ReturnType<typeof parseMachineFilter>,
  sight: Sight,
): ((row: MachineRow) => boolean) | null {
  if (sight.all) return filter.empty ? null : filter.matches;
  return filter.empty ? sight.machine : (row) => sight.machine(row) && filter.matches(row);
}

function theOne<T>(found: readonly T[], attempted: string): T {
  const [first] = found;
  if (first === undefined) throw new NovaError("NOT_FOUND", attempted);
  if (found.length > 1)
    throw new NovaError("AMBIGUOUS_NAME", attempted, { details: { found: found.length } });
  return first;
}
