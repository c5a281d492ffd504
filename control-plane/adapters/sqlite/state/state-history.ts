import { type Kysely, sql } from "kysely";
import type { RecordSweep, Span, StateTx } from "../../../ports/state-store.ts";
import type { StateTables } from "../../../schema/tables.ts";

type Db = Kysely<StateTables>;

export function recordSpan(db: Db, newest: number): Promise<Span> {
  const nth = sql`select at from record order by at desc limit 1 offset ${newest - 1}`;
  return spanOf(db, sql`select (select max(at) from record) as newest, (${nth}) as horizon`);
}

export function operationSpan(db: Db, newest: number): Promise<Span> {
  const nth = sql`select requested_at from operation
    order by requested_at desc limit 1 offset ${newest - 1}`;
  const max = sql`select max(requested_at) from operation`;
  return spanOf(db, sql`select (${max}) as newest, (${nth}) as horizon`);
}

async function spanOf(db: Db, query: ReturnType<typeof sql>): Promise<Span> {
  const { rows } = await query.execute(db);
  const row = rows[0] as { newest: number | null; horizon: number | null } | undefined;
  return { newestMs: row?.newest ?? null, horizonMs: row?.horizon ?? null };
}

interface Looked {
  readonly id: number;
  readonly at: number;
  readonly needed: number;
}

/** Each entry looked at costs at most two steps into the index of whole states. */
export async function sweepRecord(
  db: Db,
  { beforeMs, after, limit }: RecordSweep,
): ReturnType<StateTx["sweepRecord"]> {
  const { at, id } = after ?? { at: -1, id: -1 };
  const { rows } = await sql<Looked>`
    select r.id, r.at, r.full = 1 and r.machine is not null
      and not exists (select 1 from record s where s.full = 1 and s.machine = r.machine
        and (s.at, s.id) > (r.at, r.id) and s.at <= ${beforeMs})
      and (json_extract(r.body, '$.data.gone') is not 1
        or exists (select 1 from record s where s.full = 1 and s.machine = r.machine
          and (s.at, s.id) < (r.at, r.id))) as needed
    from record r where r.at < ${beforeMs} and (r.at, r.id) > (${at}, ${id})
    order by r.at, r.id limit ${limit}`.execute(db);
  const dropped = rows.filter((row) => row.needed === 0).map((row) => row.id);
  if (dropped.length > 0) {
    const ids = sql`select value from json_each(${JSON.stringify(dropped)})`;
    await sql`delete from record where id in (${ids})`.execute(db);
  }
  const last = rows.length < limit ? undefined : rows.at(-1);
  return {
    dropped: dropped.length,
    next: last === undefined ? null : { at: last.at, id: last.id },
  };
}

export async function dropOperations(db: Db, beforeMs: number, limit: number): Promise<number> {
  const old = db
    .selectFrom("operation")
    .select("id")
    .where("open", "=", 0)
    .where("requested_at", "<", beforeMs)
    .orderBy("requested_at")
    .orderBy("id")
    .limit(limit);
  const { numDeletedRows } = await db
    .deleteFrom("operation")
    .where("id", "in", old)
    .executeTakeFirst();
  return Number(numDeletedRows);
}
