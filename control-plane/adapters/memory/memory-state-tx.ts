import type { HostId, MachineId, OperationId } from "@novacron/protocol/domain/ids";
import { hasEnded, type Operation } from "@novacron/protocol/domain/operation";
import { isAtLeast, type RecordEntry } from "@novacron/protocol/http/record";
import type {
  BusLoginRow,
  CopyRow,
  HostRow,
  NewRecordEntry,
  OperationQuery,
  OwnershipRow,
  RecordPlace,
  RecordQuery,
  RecordSweep,
  SessionRow,
  Span,
  StateTx,
  TokenRow,
  UserRow,
} from "../../ports/state-store.ts";
import { MemoryAccessTables } from "./memory-access-tables.ts";
import { MemoryAuditTable } from "./memory-audit-table.ts";
import { MemoryMoveTables } from "./memory-move-tables.ts";
import { MemoryProjectTable } from "./memory-project-table.ts";
import type { MemoryTables } from "./memory-tables.ts";
import { MemoryTrustTables } from "./memory-trust-tables.ts";

/** Event marks kept for each host, like the boots of its samples. */
const bootsPerHost = 4;

interface EventMark {
  readonly host: HostId;
  readonly boot: string;
  readonly upTo: number;
  readonly atMs: number;
}

export class MemoryStateTx implements StateTx {
  readonly access: MemoryAccessTables;
  readonly audit: MemoryAuditTable;
  readonly projects: MemoryProjectTable;
  readonly moves: MemoryMoveTables;
  readonly trust: MemoryTrustTables;
  readonly #tables: MemoryTables;

  constructor(tables: MemoryTables) {
    this.#tables = tables;
    this.access = new MemoryAccessTables(tables);
    this.trust = new MemoryTrustTables(tables);
    this.audit = new MemoryAuditTable(tables);
    this.projects = new MemoryProjectTable(tables);
    this.moves = new MemoryMoveTables(tables);
  }

  async getMeta(key: string): Promise<string | null> {
    return this.#tables.get("meta", key);
  }

  async putMeta(key: string, value: string): Promise<void> {
    this.#tables.put("meta", key, value);
  }

  async hosts(): Promise<readonly HostRow[]> {
    return sorted(this.#tables.rows<HostRow>("hosts"), (row) => row.id);
  }

  async putHost(row: HostRow): Promise<void> {
    this.#tables.put("hosts", row.id, row);
  }

  async deleteHost(id: HostId): Promise<void> {
    this.#tables.delete("hosts", id);
    for (const copy of this.#tables.rows<CopyRow>("copies")) {
      if (copy.host === id) this.#tables.delete("copies", copyKey(copy));
    }
    for (const mark of this.#eventMarks(id)) this.#tables.delete("eventMarks", markKey(mark));
  }

  async copies(): Promise<readonly CopyRow[]> {
    return sorted(this.#tables.rows<CopyRow>("copies"), copyKey);
  }

  async putCopy(row: CopyRow): Promise<void> {
    this.#tables.put("copies", copyKey(row), row);
  }

  async deleteCopy(machine: MachineId, host: HostId): Promise<void> {
    this.#tables.delete("copies", copyKey({ machine, host }));
  }

  async ownerships(): Promise<readonly OwnershipRow[]> {
    return sorted(this.#tables.rows<OwnershipRow>("ownerships"), (row) => row.machine);
  }

  async putOwnership(row: OwnershipRow): Promise<void> {
    this.#tables.put("ownerships", row.machine, row);
  }

  async deleteOwnership(machine: MachineId): Promise<void> {
    this.#tables.delete("ownerships", machine);
  }

  async operation(id: OperationId): Promise<Operation | null> {
    return this.#tables.get("operations", id);
  }

  async putOperation(operation: Operation): Promise<void> {
    this.#tables.put("operations", operation.id, operation);
  }

  async openOperations(): Promise<readonly Operation[]> {
    const open = this.#tables.rows<Operation>("operations").filter((one) => !hasEnded(one.state));
    return open.sort((a, b) => a.requestedAt - b.requestedAt || compare(a.id, b.id));
  }

  async operations(query: OperationQuery): ReturnType<StateTx["operations"]> {
    const all = this.#tables
      .rows<Operation>("operations")
      .filter((one) => query.states?.includes(one.state) ?? true)
      .filter((one) => query.machine === undefined || one.machine === query.machine)
      .filter((one) => query.machines?.includes(one.machine) ?? true)
      .filter((one) => query.host === undefined || one.host === query.host)
      .sort((a, b) => b.requestedAt - a.requestedAt || compare(b.id, a.id));
    return { items: all.slice(query.offset, query.offset + query.limit), total: all.length };
  }

  async appendRecord(entries: readonly NewRecordEntry[]): Promise<readonly RecordEntry[]> {
    let id = this.#tables.get<number>("counters", "record") ?? 0;
    const stored = entries.map((entry) => {
      id += 1;
      const whole = { ...entry, id };
      this.#tables.put("record", String(id), whole);
      return whole;
    });
    if (stored.length > 0) this.#tables.put("counters", "record", id);
    return stored;
  }

  async record(query: RecordQuery): Promise<readonly RecordEntry[]> {
    const found: RecordEntry[] = [];
    const all = this.#tables.rows<RecordEntry>("record");
    for (let index = all.length - 1; index >= 0 && found.length < query.limit; index -= 1) {
      const entry = all[index]!;
      if (matches(entry, query)) found.push(entry);
    }
    return found;
  }

  async statesAsOf(atMs: number, machine?: MachineId): Promise<readonly RecordEntry[]> {
    const last = new Map<MachineId, RecordEntry>();
    for (const entry of this.#tables.rows<RecordEntry>("record")) {
      if (entry.machine === null || entry.data.full !== true || entry.at > atMs) continue;
      if (machine !== undefined && entry.machine !== machine) continue;
      const before = last.get(entry.machine);
      if (before === undefined || entry.at >= before.at) last.set(entry.machine, entry);
    }
    return sorted([...last.values()], (entry) => entry.machine ?? "");
  }

  async recordSpan(newest: number): Promise<Span> {
    return spanOf(
      this.#tables.rows<RecordEntry>("record").map((entry) => entry.at),
      newest,
    );
  }

  async sweepRecord({ beforeMs, after, limit }: RecordSweep): ReturnType<StateTx["sweepRecord"]> {
    const all = this.#tables.rows<RecordEntry>("record");
    const old = [...all]
      .filter((entry) => entry.at < beforeMs && (after === null || byPlace(entry, after) > 0))
      .sort(byPlace)
      .slice(0, limit);
    const dropped = old.filter((entry) => !isNeeded(entry, all, beforeMs));
    for (const { id } of dropped) this.#tables.delete("record", String(id));
    const last = old.length < limit ? undefined : old.at(-1);
    const next: RecordPlace | null = last === undefined ? null : { at: last.at, id: last.id };
    return { dropped: dropped.length, next };
  }

  async operationSpan(newest: number): Promise<Span> {
    return spanOf(
      this.#tables.rows<Operation>("operations").map((one) => one.requestedAt),
      newest,
    );
  }

  async dropOperations(beforeMs: number, limit: number): Promise<number> {
    const old = this.#tables
      .rows<Operation>("operations")
      .filter((one) => one.requestedAt < beforeMs && hasEnded(one.state))
      .sort((a, b) => a.requestedAt - b.requestedAt || compare(a.id, b.id))
      .slice(0, limit);
    for (const { id } of old) this.#tables.delete("operations", id);
    return old.length;
  }

  async eventMark(host: HostId, boot: string): Promise<number> {
    return this.#tables.get<EventMark>("eventMarks", markKey({ host, boot }))?.upTo ?? 0;
  }

  async putEventMark(host: HostId, boot: string, upTo: number, atMs: number): Promise<void> {
    this.#tables.put("eventMarks", markKey({ host, boot }), { host, boot, upTo, atMs });
    const marks = [...this.#eventMarks(host)].sort((a, b) => b.atMs - a.atMs);
    for (const old of marks.slice(bootsPerHost)) this.#tables.delete("eventMarks", markKey(old));
  }

  async users(): Promise<readonly UserRow[]> {
    return sorted(this.#tables.rows<UserRow>("users"), (row) => row.name);
  }

  async putUser(row: UserRow): Promise<void> {
    this.#tables.put("users", row.id, row);
  }

  async session(hash: string): Promise<SessionRow | null> {
    return this.#tables.get("sessions", hash);
  }

  async putSession(row: SessionRow): Promise<void> {
    this.#tables.put("sessions", row.hash, row);
  }

  async deleteSession(hash: string): Promise<void> {
    this.#tables.delete("sessions", hash);
  }

  async deleteSessionsOf(user: string, exceptHash?: string): Promise<void> {
    for (const row of this.#tables.rows<SessionRow>("sessions")) {
      if (row.user === user && row.hash !== exceptHash) this.#tables.delete("sessions", row.hash);
    }
  }

  async sweepAccess(nowMs: number): Promise<void> {
    for (const row of this.#tables.rows<SessionRow>("sessions")) {
      if (row.expiresAt < nowMs) this.#tables.delete("sessions", row.hash);
    }
    for (const row of this.#tables.rows<TokenRow>("tokens")) {
      if (row.expiresAt !== null && row.expiresAt < nowMs) this.#tables.delete("tokens", row.id);
    }
  }

  async tokens(user?: string): Promise<readonly TokenRow[]> {
    const rows = this.#tables.rows<TokenRow>("tokens");
    return sorted(
      rows.filter((row) => user === undefined || row.user === user),
      (row) => row.id,
    );
  }

  async tokenByHash(hash: string): Promise<TokenRow | null> {
    return this.#tables.rows<TokenRow>("tokens").find((row) => row.hash === hash) ?? null;
  }

  async putToken(row: TokenRow): Promise<void> {
    this.#tables.put("tokens", row.id, row);
  }

  async deleteToken(id: string): Promise<void> {
    this.#tables.delete("tokens", id);
  }

  async busLogins(): Promise<readonly BusLoginRow[]> {
    return sorted(this.#tables.rows<BusLoginRow>("busLogins"), (row) => row.name);
  }

  async putBusLogin(row: BusLoginRow): Promise<void> {
    this.#tables.put("busLogins", row.name, row);
  }

  async deleteBusLogin(name: string): Promise<void> {
    this.#tables.delete("busLogins", name);
  }

  #eventMarks(host: HostId): readonly EventMark[] {
    return this.#tables.rows<EventMark>("eventMarks").filter((mark) => mark.host === host);
  }
}

function copyKey(copy: { readonly machine: MachineId; readonly host: HostId }): string {
  return `${copy.machine} ${copy.host}`;
}

function markKey(mark: { readonly host: HostId; readonly boot: string }): string {
  return `${mark.host} ${mark.boot}`;
}

function matches(entry: RecordEntry, query: RecordQuery): boolean {
  return (
    (query.machine === undefined || entry.machine === query.machine) &&
    (query.machines === undefined ||
      (entry.machine !== null && query.machines.includes(entry.machine))) &&
    (query.host === undefined || entry.host === query.host) &&
    (query.kind === undefined || entry.kind === query.kind) &&
    (query.actor === undefined || entry.actor === query.actor) &&
    (query.severity === undefined || isAtLeast(entry.severity, query.severity)) &&
    (query.fromMs === undefined || entry.at >= query.fromMs) &&
    (query.toMs === undefined || entry.at < query.toMs) &&
    (query.beforeId === undefined || entry.id < query.beforeId)
  );
}

/** Whether "as of" would answer differently without it for some instant from `beforeMs` on. */
function isNeeded(entry: RecordEntry, all: readonly RecordEntry[], beforeMs: number): boolean {
  const { machine, data } = entry;
  if (machine === null || data.full !== true) return false;
  const states = all.filter((one) => one.machine === machine && one.data.full === true);
  const isFollowed = states.some((one) => one.at <= beforeMs && byPlace(one, entry) > 0);
  if (isFollowed) return false;
  return data.gone !== true || states.some((one) => byPlace(one, entry) < 0);
}

function byPlace(a: RecordPlace, b: RecordPlace): number {
  return a.at - b.at || a.id - b.id;
}

function spanOf(times: readonly number[], newest: number): Span {
  const sortedTimes = [...times].sort((a, b) => b - a);
  return { newestMs: sortedTimes[0] ?? null, horizonMs: sortedTimes[newest - 1] ?? null };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function sorted<T>(rows: readonly T[], by: (row: T) => string): readonly T[] {
  return [...rows].sort((a, b) => compare(by(a), by(b)));
}
