import type { AuditCheckpoint, AuditRow } from "@novacron/protocol/domain/audit";
import { type Kysely, sql } from "kysely";
import type { AuditIntent, AuditPage, AuditQuery, AuditTable } from "../../../ports/audit-table.ts";
import type { StateTables } from "../../../schema/tables.ts";

const cutKey = "audit.cut";

export class SqliteAuditTable implements AuditTable {
  readonly #db: Kysely<StateTables>;

  constructor(db: Kysely<StateTables>) {
    this.#db = db;
  }

  async head(): ReturnType<AuditTable["head"]> {
    const row = await this.#edge("desc");
    return row === null ? null : { seq: row.seq, hash: row.hash };
  }

  async row(seq: number): Promise<AuditRow | null> {
    const found = this.#db.selectFrom("audit").select("body").where("seq", "=", seq);
    return rowOf(await found.executeTakeFirst());
  }

  async append(rows: readonly AuditRow[]): Promise<void> {
    for (const row of rows) {
      const { seq, at, actor, action, target, outcome, code } = row;
      const values = { seq, at, actor, action, target, outcome, code, body: JSON.stringify(row) };
      await this.#db.insertInto("audit").values(values).execute();
    }
  }

  async find(query: AuditQuery): Promise<AuditPage> {
    const { newestFirst, limit } = query;
    const window = await this.#window(query);
    if (window === null) return { items: [], next: null };
    let found = this.#db
      .selectFrom("audit")
      .select("body")
      .where("seq", ">", window.above)
      .where("seq", "<", window.below);
    for (const key of ["actor", "action", "target", "outcome", "code"] as const) {
      const value = query[key];
      if (value !== undefined) found = found.where(key, "=", value);
    }
    if (query.fromMs !== undefined) found = found.where("at", ">=", query.fromMs);
    if (query.toMs !== undefined) found = found.where("at", "<", query.toMs);
    if (query.text !== undefined) {
      const pattern = `%${query.text.replace(/[\\%_]/g, "\\$&")}%`;
      found = found.where(sql<boolean>`body like ${pattern} escape '\\'`);
    }
    const bodies = await found
      .orderBy("seq", newestFirst ? "desc" : "asc")
      .limit(limit)
      .execute();
    const items = bodies.map((row) => JSON.parse(row.body) as AuditRow);
    const last = items.at(-1);
    if (items.length === limit && last !== undefined) return { items, next: last.seq };
    const reached = newestFirst ? window.above + 1 : window.below - 1;
    return { items, next: window.more ? reached : null };
  }

  async extent(): ReturnType<AuditTable["extent"]> {
    const oldest = await this.#edge("asc");
    const newest = await this.#edge("desc");
    // Without a hole by the store's own triggers, so the ends give the number.
    const rows = oldest === null || newest === null ? 0 : newest.seq - oldest.seq + 1;
    return { rows, oldest };
  }

  async cutPoint(beforeMs: number, keep: number, limit: number): Promise<AuditRow | null> {
    const [oldest, newest] = [await this.#edge("asc"), await this.#edge("desc")];
    if (oldest === null || newest === null) return null;
    const surplus = newest.seq - keep;
    const { rows } = await sql<{ last: number | null }>`
      select max(seq) as last from (
        select seq, sum(at >= ${beforeMs}) over (order by seq) as kept
        from (select seq, at from audit order by seq limit ${limit}))
      where kept = 0`.execute(this.#db);
    const byAge = rows[0]?.last ?? 0;
    const upTo = Math.min(Math.max(byAge, surplus), newest.seq - 1, oldest.seq + limit - 1);
    return upTo < oldest.seq ? null : this.row(upTo);
  }

  async cut(seq: number): Promise<number> {
    await this.#db
      .replaceInto("meta")
      .values({ key: cutKey, value: String(seq) })
      .execute();
    const { numDeletedRows } = await this.#db
      .deleteFrom("audit")
      .where("seq", "<=", seq)
      .executeTakeFirst();
    await this.#db.deleteFrom("audit_checkpoint").where("seq", "<=", seq).execute();
    return Number(numDeletedRows);
  }

  async checkpoints(afterSeq: number, limit: number): Promise<readonly AuditCheckpoint[]> {
    const found = this.#db.selectFrom("audit_checkpoint").selectAll().where("seq", ">", afterSeq);
    return found.orderBy("seq").limit(limit).execute();
  }

  async newestCheckpoint(): Promise<AuditCheckpoint | null> {
    const found = this.#db.selectFrom("audit_checkpoint").selectAll().orderBy("seq", "desc");
    return (await found.limit(1).executeTakeFirst()) ?? null;
  }

  async putCheckpoint(checkpoint: AuditCheckpoint): Promise<void> {
    await this.#db.replaceInto("audit_checkpoint").values(checkpoint).execute();
  }

  async putIntent(intent: AuditIntent): Promise<void> {
    await this.#db.insertInto("audit_intent").values(intent).execute();
  }

  async deleteIntent(id: string): Promise<void> {
    await this.#db.deleteFrom("audit_intent").where("id", "=", id).execute();
  }

  async intents(): Promise<readonly AuditIntent[]> {
    return this.#db.selectFrom("audit_intent").selectAll().orderBy("id").execute();
  }

  async #edge(order: "asc" | "desc"): Promise<AuditRow | null> {
    const found = this.#db.selectFrom("audit").select("body").orderBy("seq", order).limit(1);
    return rowOf(await found.executeTakeFirst());
  }

  /** The rows that this call looks at: at most `look` of them, from where the last page ended. */
  async #window(query: AuditQuery) {
    const { newestFirst, look, beforeSeq, afterSeq } = query;
    const [oldest, newest] = [await this.#edge("asc"), await this.#edge("desc")];
    if (oldest === null || newest === null) return null;
    let above = Math.max(afterSeq ?? 0, oldest.seq - 1);
    let below = Math.min(beforeSeq ?? newest.seq + 1, newest.seq + 1);
    const more = below - above - 1 > look;
    if (newestFirst) above = Math.max(above, below - 1 - look);
    else below = Math.min(below, above + 1 + look);
    return { above, below, more };
  }
}

function rowOf(found: { readonly body: string } | undefined): AuditRow | null {
  return found === undefined ? null : (JSON.parse(found.body) as AuditRow);
}
