import type { HostId, MachineId, OperationId } from "@novacron/protocol/domain/ids";
import type { Operation } from "@novacron/protocol/domain/operation";
import type { RecordEntry } from "@novacron/protocol/http/record";
import type {
  CopyRow,
  HostRow,
  NewRecordEntry,
  OwnershipRow,
  StateTx,
} from "../../ports/state-store.ts";
import { type EventSeq, type FleetState, markKey, type Recorded } from "./fleet-state.ts";

interface EventMark {
  readonly host: HostId;
  readonly boot: string;
  readonly upTo: number;
  readonly atMs: number;
}

/**
 * Changes under decision: reads see the fleet with the changes on top, nothing is touched until the store
 * has taken all of it. Deciding functions take a draft and are pure but for it.
 */
export class Draft {
  readonly #base: FleetState;
  readonly #hosts = new Map<HostId, HostRow | null>();
  readonly #copies = new Map<MachineId, Map<HostId, CopyRow | null>>();
  readonly #copiesByHost = new Map<HostId, Map<MachineId, CopyRow | null>>();
  readonly #ownerships = new Map<MachineId, OwnershipRow | null>();
  readonly #recorded = new Map<MachineId, Recorded | null>();
  readonly #eventSeqs = new Map<HostId, Map<MachineId, EventSeq>>();
  readonly #operations = new Map<OperationId, Operation>();
  readonly #marks = new Map<string, EventMark>();
  readonly #entries: NewRecordEntry[] = [];
  readonly #writes: ((tx: StateTx) => Promise<void>)[] = [];
  readonly #after: (() => void)[] = [];

  constructor(base: FleetState) {
    this.#base = base;
  }

  host(id: HostId): HostRow | null {
    const changed = this.#hosts.get(id);
    return changed === undefined ? (this.#base.hosts.get(id) ?? null) : changed;
  }

  hostName(id: HostId): string {
    return this.host(id)?.name ?? id;
  }

  putHost(row: HostRow): void {
    this.#hosts.set(row.id, row);
  }

  dropHost(id: HostId): void {
    for (const machine of this.machinesOn(id)) this.dropCopy(machine, id);
    this.#hosts.set(id, null);
  }

  copiesOf(machine: MachineId): readonly CopyRow[] {
    const base = this.#base.copies.get(machine);
    const changes = this.#copies.get(machine);
    if (changes === undefined) return base === undefined ? [] : [...base.values()];
    const found = new Map(base ?? []);
    overlay(found, changes);
    return [...found.values()];
  }

  copy(machine: MachineId, host: HostId): CopyRow | null {
    const changed = this.#copies.get(machine)?.get(host);
    if (changed !== undefined) return changed;
    return this.#base.copies.get(machine)?.get(host) ?? null;
  }

  putCopy(row: CopyRow): void {
    this.#changeCopy(row.machine, row.host, row);
  }

  dropCopy(machine: MachineId, host: HostId): void {
    this.#changeCopy(machine, host, null);
  }

  #changeCopy(machine: MachineId, host: HostId, row: CopyRow | null): void {
    nested(this.#copies, machine).set(host, row);
    nested(this.#copiesByHost, host).set(machine, row);
  }

  machinesOn(host: HostId): ReadonlySet<MachineId> {
    const found = new Set(this.#base.machinesByHost.get(host) ?? []);
    for (const [machine, row] of this.#copiesByHost.get(host) ?? []) {
      if (row === null) found.delete(machine);
      else found.add(machine);
    }
    return found;
  }

  ownership(machine: MachineId): OwnershipRow | null {
    const changed = this.#ownerships.get(machine);
    return changed === undefined ? (this.#base.ownerships.get(machine) ?? null) : changed;
  }

  putOwnership(row: OwnershipRow): void {
    this.#ownerships.set(row.machine, row);
  }

  dropOwnership(machine: MachineId): void {
    this.#ownerships.set(machine, null);
  }

  recorded(machine: MachineId): Recorded | null {
    const changed = this.#recorded.get(machine);
    return changed === undefined ? (this.#base.recorded.get(machine) ?? null) : changed;
  }

  /** Goes with an entry that holds the same state, so that a restart finds it again. */
  putRecorded(machine: MachineId, recorded: Recorded | null): void {
    this.#recorded.set(machine, recorded);
  }

  /** Batch whose event last changed the present state of a machine there; 0 where none did. */
  eventSeq(host: HostId, boot: string, machine: MachineId): number {
    const known =
      this.#eventSeqs.get(host)?.get(machine) ?? this.#base.eventSeqs.get(host)?.get(machine);
    return known !== undefined && known.boot === boot ? known.seq : 0;
  }

  putEventSeq(host: HostId, machine: MachineId, from: EventSeq): void {
    nested(this.#eventSeqs, host).set(machine, from);
  }

  /** Machines of which an event told more lately than batch `seq`. */
  changedSince(host: HostId, boot: string, seq: number): ReadonlySet<MachineId> {
    const found = new Set<MachineId>();
    for (const machine of this.#base.eventSeqs.get(host)?.keys() ?? []) {
      if (this.eventSeq(host, boot, machine) > seq) found.add(machine);
    }
    for (const machine of this.#eventSeqs.get(host)?.keys() ?? []) {
      if (this.eventSeq(host, boot, machine) > seq) found.add(machine);
    }
    return found;
  }

  /** Machines that the record last placed on this host. */
  recordedOn(host: HostId): readonly MachineId[] {
    const ids = new Set(this.#base.recordedByHost.get(host) ?? []);
    for (const id of this.#recorded.keys()) ids.add(id);
    return [...ids].filter((id) => this.recorded(id)?.host === host);
  }

  /** Null where only the store knows it. */
  eventMark(host: HostId, boot: string): number | null {
    const key = markKey(host, boot);
    return this.#marks.get(key)?.upTo ?? this.#base.eventMarks.get(key) ?? null;
  }

  putEventMark(mark: EventMark): void {
    this.#marks.set(markKey(mark.host, mark.boot), mark);
  }

  putOperation(operation: Operation): void {
    this.#operations.set(operation.id, operation);
  }

  record(entry: NewRecordEntry): void {
    this.#entries.push(entry);
  }

  /** Goes into the same transaction; for tables that nobody reads from memory. */
  alsoWrite(write: (tx: StateTx) => Promise<void>): void {
    this.#writes.push(write);
  }

  /** Runs when all of it is stored and visible. */
  after(run: () => void): void {
    this.#after.push(run);
  }

  isEmpty(): boolean {
    return (
      this.#hosts.size +
        this.#copies.size +
        this.#ownerships.size +
        this.#operations.size +
        this.#marks.size +
        this.#writes.length +
        this.#entries.length ===
      0
    );
  }

  touched(): Touched {
    const machines = new Set<MachineId>([...this.#ownerships.keys(), ...this.#recorded.keys()]);
    const hosts = new Set<HostId>(this.#hosts.keys());
    for (const machine of this.#copies.keys()) machines.add(machine);
    for (const host of this.#copiesByHost.keys()) hosts.add(host);
    for (const operation of this.#operations.values()) machines.add(operation.machine);
    return { machines, hosts, hostRows: new Set(this.#hosts.keys()) };
  }

  async writeTo(tx: StateTx): Promise<readonly RecordEntry[]> {
    for (const mark of this.#marks.values()) {
      await tx.putEventMark(mark.host, mark.boot, mark.upTo, mark.atMs);
    }
    for (const [id, row] of this.#hosts) {
      if (row === null) await tx.deleteHost(id);
      else await tx.putHost(row);
    }
    for (const { machine, host, row } of this.#changedCopies()) {
      if (row !== null) await tx.putCopy(row);
      else if (this.#hosts.get(host) !== null) await tx.deleteCopy(machine, host);
    }
    for (const [machine, row] of this.#ownerships) {
      if (row === null) await tx.deleteOwnership(machine);
      else await tx.putOwnership(row);
    }
    for (const operation of this.#operations.values()) await tx.putOperation(operation);
    for (const write of this.#writes) await write(tx);
    return this.#entries.length === 0 ? [] : tx.appendRecord(this.#entries);
  }

  *#changedCopies(): Iterable<{ machine: MachineId; host: HostId; row: CopyRow | null }> {
    for (const [machine, byHost] of this.#copies) {
      for (const [host, row] of byHost) yield { machine, host, row };
    }
  }

  /** Once, after `writeTo` was committed. */
  applyToBase(): void {
    const base = this.#base;
    for (const { machine, host, row } of this.#changedCopies()) {
      if (row === null) base.dropCopy(machine, host);
      else base.putCopy(row);
    }
    overlay(base.hosts, this.#hosts);
    overlay(base.ownerships, this.#ownerships);
    for (const [machine, recorded] of this.#recorded) base.setRecorded(machine, recorded);
    for (const [host, changes] of this.#eventSeqs) {
      for (const [machine, from] of changes) nested(base.eventSeqs, host).set(machine, from);
    }
    for (const id of this.#hosts.keys()) {
      if (this.#hosts.get(id) === null) base.eventSeqs.delete(id);
    }
    for (const [key, mark] of this.#marks) base.eventMarks.set(key, mark.upTo);
  }

  runAfter(): void {
    for (const run of this.#after) run();
  }
}

export interface Touched {
  readonly machines: ReadonlySet<MachineId>;
  /** Hosts of which anything changed, their machines included. */
  readonly hosts: ReadonlySet<HostId>;
  /** Hosts that changed themselves. */
  readonly hostRows: ReadonlySet<HostId>;
}

function overlay<K, V>(base: Map<K, V>, changes: ReadonlyMap<K, V | null>): void {
  for (const [key, value] of changes) {
    if (value === null) base.delete(key);
    else base.set(key, value);
  }
}

function nested<K, L, V>(outer: Map<K, Map<L, V>>, key: K): Map<L, V> {
  const known = outer.get(key);
  if (known !== undefined) return known;
  const made = new Map<L, V>();
  outer.set(key, made);
  return made;
}
