import type { HostId, MachineId, OperationId } from "@novacron/protocol/domain/ids";
import { hasEnded, type Operation } from "@novacron/protocol/domain/operation";
import type { RecordEntry } from "@novacron/protocol/http/record";
import { type Kysely, sql } from "kysely";
import type {
  BusLoginRow,
  CopyRow,
  HostRow,
  NewRecordEntry,
  OperationQuery,
  OwnershipRow,
  RecordQuery,
  RecordSweep,
  SessionRow,
  Span,
  StateTx,
  TokenRow,
  UserRow,
} from "../../../ports/state-store.ts";
import type { StateTables } from "../../../schema/tables.ts";
import { SqliteAccessTables } from "./access-tables.ts";
import { SqliteAuditTable } from "./audit-table.ts";
import { SqliteMoveTables } from "./move-tables.ts";
import { SqliteProjectTable } from "./project-table.ts";
import { dropOperations, operationSpan, recordSpan, sweepRecord } from "./state-history.ts";
import { SqliteTrustTables } from "./state-trust.ts";

/** Event marks kept for each host, like the boots of its samples. */
const bootsPerHost = 4;

export class SqliteStateTx implements StateTx {
  readonly access: SqliteAccessTables;
  readonly audit: SqliteAuditTable;
  readonly projects: SqliteProjectTable;
  readonly moves: SqliteMoveTables;
  readonly trust: SqliteTrustTables;
  readonly #db: Kysely<StateTables>;

  constructor(db: Kysely<StateTables>) {
    this.#db = db;
    this.access = new SqliteAccessTables(db);
    this.trust = new SqliteTrustTables(db);
    this.audit = new SqliteAuditTable(db);
    this.projects = new SqliteProjectTable(db);
    this.moves = new SqliteMoveTables(db);
  }

  async getMeta(key: string): Promise<string | null> {
    const query = this.#db.selectFrom("meta").select("value").where("key", "=", key);
    return (await query.executeTakeFirst())?.value ?? null;
  }

  async putMeta(key: string, value: string): Promise<void> {
    await this.#db.replaceInto("meta").values({ key, value }).execute();
  }

  async hosts(): Promise<readonly HostRow[]> {
    return parsed(await this.#db.selectFrom("host").select("body").orderBy("id").execute());
  }

  async putHost(row: HostRow): Promise<void> {
    await this.#db
      .replaceInto("host")
      .values({ id: row.id, body: text(row) })
      .execute();
  }

  async deleteHost(id: HostId): Promise<void> {
    await this.#db.deleteFrom("host").where("id", "=", id).execute();
    await this.#db.deleteFrom("copy").where("host", "=", id).execute();
    await this.#db.deleteFrom("event_mark").where("host", "=", id).execute();
  }

  async copies(): Promise<readonly CopyRow[]> {
    const query = this.#db.selectFrom("copy").select("body").orderBy("machine").orderBy("host");
    return parsed(await query.execute());
  }

  async putCopy(row: CopyRow): Promise<void> {
    const { machine, host } = row;
    await this.#db
      .replaceInto("copy")
      .values({ machine, host, body: text(row) })
      .execute();
  }

  async deleteCopy(machine: MachineId, host: HostId): Promise<void> {
    const query = this.#db.deleteFrom("copy").where("machine", "=", machine);
    await query.where("host", "=", host).execute();
  }

  async ownerships(): Promise<readonly OwnershipRow[]> {
    const query = this.#db.selectFrom("ownership").select("body").orderBy("machine");
    return parsed(await query.execute());
  }

  async putOwnership(row: OwnershipRow): Promise<void> {
    const values = { machine: row.machine, body: text(row) };
    await this.#db.replaceInto("ownership").values(values).execute();
  }

  async deleteOwnership(machine: MachineId): Promise<void> {
    await this.#db.deleteFrom("ownership").where("machine", "=", machine).execute();
  }

  async operation(id: OperationId): Promise<Operation | null> {
    const query = this.#db.selectFrom("operation").select("body").where("id", "=", id);
    return parsed<Operation>(await query.execute())[0] ?? null;
  }

  async putOperation(operation: Operation): Promise<void> {
    const { id, state, machine, host, requestedAt } = operation;
    const open = hasEnded(state) ? 0 : 1;
    const values = { id, state, machine, host, requested_at: requestedAt, open };
    await this.#db
      .replaceInto("operation")
      .values({ ...values, body: text(operation) })
      .execute();
  }

  async openOperations(): Promise<readonly Operation[]> {
    const query = this.#db
      .selectFrom("operation")
      .select("body")
      .where("open", "=", sql.lit(1))
      .orderBy("requested_at")
      .orderBy("id");
    return parsed(await query.execute());
  }

  async operations(query: OperationQuery): ReturnType<StateTx["operations"]> {
    let found = this.#db.selectFrom("operation");
    const { states, machine, machines, host } = query;
    if (machines !== undefined) found = found.where("machine", "in", listed(machines));
    if (states !== undefined) found = found.where("state", "in", states);
    if (machine !== undefined) found = found.where("machine", "=", machine);
    if (host !== undefined) found = found.where("host", "=", host);
    const count = await found
      .select((expression) => expression.fn.countAll<number>().as("n"))
      .executeTakeFirstOrThrow();
    const page = found
      .select("body")
      .orderBy("requested_at", "desc")
      .orderBy("id", "desc")
      .limit(query.limit)
      .offset(query.offset);
    return { items: parsed(await page.execute()), total: count.n };
  }

  async appendRecord(entries: readonly NewRecordEntry[]): Promise<readonly RecordEntry[]> {
    const stored: RecordEntry[] = [];
    for (const entry of entries) {
      const { at, kind, machine, host } = entry;
      const full = entry.data.full === true ? 1 : 0;
      const values = { at, kind, machine, host, full, body: text(entry) };
      const { insertId } = await this.#db.insertInto("record").values(values).executeTakeFirst();
      stored.push({ ...entry, id: Number(insertId) });
    }
    return stored;
  }

  async record(query: RecordQuery): Promise<readonly RecordEntry[]> {
    let found = this.#db.selectFrom("record").select(["id", "body"]);
    const { machine, machines, host, kind, actor, severity, fromMs, toMs, beforeId } = query;
    if (machines !== undefined) found = found.where("machine", "in", listed(machines));
    if (machine !== undefined) found = found.where("machine", "=", machine);
    if (host !== undefined) found = found.where("host", "=", host);
    if (kind !== undefined) found = found.where("kind", "=", kind);
    if (actor !== undefined) found = found.where(actorOf, "=", actor);
    // These very words, so that the index of trouble is used.
    if (severity !== undefined) found = found.where(sql<boolean>`${severityOf} <> 'info'`);
    if (severity === "critical") found = found.where(severityOf, "=", severity);
    if (fromMs !== undefined) found = found.where("at", ">=", fromMs);
    if (toMs !== undefined) found = found.where("at", "<", toMs);
    if (beforeId !== undefined) found = found.where("id", "<", beforeId);
    return entries(await found.orderBy("id", "desc").limit(query.limit).execute());
  }

  async statesAsOf(atMs: number, machine?: MachineId): Promise<readonly RecordEntry[]> {
    const found = await (machine === undefined
      ? allStatesAsOf(atMs)
      : stateAsOf(atMs, machine)
    ).execute(this.#db);
    return entries(found.rows);
  }

  recordSpan(newest: number): Promise<Span> {
    return recordSpan(this.#db, newest);
  }

  sweepRecord(sweep: RecordSweep): ReturnType<StateTx["sweepRecord"]> {
    return sweepRecord(this.#db, sweep);
  }

  operationSpan(newest: number): Promise<Span> {
    return operationSpan(this.#db, newest);
  }

  dropOperations(beforeMs: number, limit: number): Promise<number> {
    return dropOperations(this.#db, beforeMs, limit);
  }

  async eventMark(host: HostId, boot: string): Promise<number> {
    const query = this.#db.selectFrom("event_mark").select("up_to").where("host", "=", host);
    return (await query.where("boot", "=", boot).executeTakeFirst())?.up_to ?? 0;
  }

  async putEventMark(host: HostId, boot: string, upTo: number, atMs: number): Promise<void> {
    const values = { host, boot, up_to: upTo, at: atMs };
    await this.#db.replaceInto("event_mark").values(values).execute();
    const newest = this.#db
      .selectFrom("event_mark")
      .select("boot")
      .where("host", "=", host)
      .orderBy("at", "desc")
      .limit(bootsPerHost);
    const surplus = this.#db.deleteFrom("event_mark").where("host", "=", host);
    await surplus.where("boot", "not in", newest).execute();
  }

  async users(): Promise<readonly UserRow[]> {
    return parsed(await this.#db.selectFrom("user").select("body").orderBy("name").execute());
  }

  async putUser(row: UserRow): Promise<void> {
    const values = { id: row.id, name: row.name, body: text(row) };
    // Not "replace": that would delete the old row, and its sessions and tokens with it.
    await this.#db
      .insertInto("user")
      .values(values)
      .onConflict((conflict) => conflict.column("id").doUpdateSet(values))
      .execute();
  }

  async session(hash: string): Promise<SessionRow | null> {
    const query = this.#db.selectFrom("session").select("body").where("hash", "=", hash);
    return parsed<SessionRow>(await query.execute())[0] ?? null;
  }

  async putSession(row: SessionRow): Promise<void> {
    const { hash, user, expiresAt } = row;
    const values = { hash, user, expires_at: expiresAt, body: text(row) };
    await this.#db.replaceInto("session").values(values).execute();
  }

  async deleteSession(hash: string): Promise<void> {
    await this.#db.deleteFrom("session").where("hash", "=", hash).execute();
  }

  async deleteSessionsOf(user: string, exceptHash?: string): Promise<void> {
    let query = this.#db.deleteFrom("session").where("user", "=", user);
    if (exceptHash !== undefined) query = query.where("hash", "!=", exceptHash);
    await query.execute();
  }

  async sweepAccess(nowMs: number): Promise<void> {
    await this.#db.deleteFrom("session").where("expires_at", "<", nowMs).execute();
    await this.#db.deleteFrom("token").where("expires_at", "<", nowMs).execute();
  }

  async tokens(user?: string): Promise<readonly TokenRow[]> {
    let query = this.#db.selectFrom("token").select("body").orderBy("id");
    if (user !== undefined) query = query.where("user", "=", user);
    return parsed(await query.execute());
  }

  async tokenByHash(hash: string): Promise<TokenRow | null> {
    const query = this.#db.selectFrom("token").select("body").where("hash", "=", hash);
    return parsed<TokenRow>(await query.execute())[0] ?? null;
  }

  async putToken(row: TokenRow): Promise<void> {
    const { id, hash, user, expiresAt } = row;
    const values = { id, hash, user, expires_at: expiresAt, body: text(row) };
    await this.#db.replaceInto("token").values(values).execute();
  }

  async deleteToken(id: string): Promise<void> {
    await this.#db.deleteFrom("token").where("id", "=", id).execute();
  }

  async busLogins(): Promise<readonly BusLoginRow[]> {
    return parsed(await this.#db.selectFrom("bus_login").select("body").orderBy("name").execute());
  }

  async putBusLogin(row: BusLoginRow): Promise<void> {
    const values = { name: row.name, body: text(row) };
    await this.#db.replaceInto("bus_login").values(values).execute();
  }

  async deleteBusLogin(name: string): Promise<void> {
    await this.#db.deleteFrom("bus_login").where("name", "=", name).execute();
  }
}

const actorOf = sql<string>`json_extract(body, '$.actor')`;
const severityOf = sql<string>`json_extract(body, '$.severity')`;

type EntryRow = { readonly id: number; readonly body: string };

/** The newest by time, of those the newest by id, straight from the index. */
function stateAsOf(atMs: number, machine: MachineId) {
  return sql<EntryRow>`select id, body from record
    where full = 1 and machine = ${machine} and at <= ${atMs} order by at desc, id desc limit 1`;
}

/** Jumps in the index from machine to machine, so that a long record costs no more than a short one. */
function allStatesAsOf(atMs: number) {
  return sql<EntryRow>`with recursive each (machine) as (
      select min(machine) from record where full = 1
      union all
      select (select min(machine) from record where full = 1 and machine > each.machine)
      from each where each.machine is not null)
    select r.id, r.body from each join record r on r.id = (
      select s.id from record s where s.full = 1 and s.machine = each.machine and s.at <= ${atMs}
      order by s.at desc, s.id desc limit 1)
    order by each.machine`;
}

/** As one parameter, however many they are. */
function listed(machines: readonly MachineId[]) {
  return sql<string>`(select value from json_each(${JSON.stringify(machines)}))`;
}

/** Written by us under this schema: trusted, like any value inside. */
function parsed<T>(rows: readonly { readonly body: string }[]): readonly T[] {
  return rows.map((row) => JSON.parse(row.body) as T);
}

function entries(rows: readonly EntryRow[]): RecordEntry[] {
  return rows.map(({ id, body }) => ({ ...(JSON.parse(body) as NewRecordEntry), id }));
}

function text(row: object): string {
  return JSON.stringify(row);
}
