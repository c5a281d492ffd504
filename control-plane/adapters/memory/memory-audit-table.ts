import type { AuditCheckpoint, AuditRow } from "@novacron/protocol/domain/audit";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { AuditIntent, AuditPage, AuditQuery, AuditTable } from "../../ports/audit-table.ts";
import type { MemoryTables } from "./memory-tables.ts";

export class MemoryAuditTable implements AuditTable {
  readonly #tables: MemoryTables;

  constructor(tables: MemoryTables) {
    this.#tables = tables;
  }

  async head(): ReturnType<AuditTable["head"]> {
    return this.#tables.get("auditEnds", "head");
  }

  async row(seq: number): Promise<AuditRow | null> {
    return this.#tables.get("audit", String(seq));
  }

  async append(rows: readonly AuditRow[]): Promise<void> {
    let head = await this.head();
    for (const row of rows) {
      if (row.seq !== (head?.seq ?? 0) + 1) {
        throw new NovaError("INTERNAL", `append row ${row.seq} to an audit log of ${head?.seq}`);
      }
      this.#tables.put("audit", String(row.seq), row);
      head = { seq: row.seq, hash: row.hash };
      this.#tables.put("auditEnds", "head", head);
    }
  }

  async find(query: AuditQuery): Promise<AuditPage> {
    const { newestFirst, look, limit, beforeSeq, afterSeq } = query;
    const rows = this.#rows().filter(
      (row) => row.seq > (afterSeq ?? 0) && row.seq < (beforeSeq ?? Number.POSITIVE_INFINITY),
    );
    if (newestFirst) rows.reverse();
    const looked = rows.slice(0, look);
    const items = looked.filter((row) => matches(row, query)).slice(0, limit);
    const last = items.at(-1);
    if (items.length === limit && last !== undefined) return { items, next: last.seq };
    return { items, next: rows.length > look ? (looked.at(-1)?.seq ?? null) : null };
  }

  async extent(): ReturnType<AuditTable["extent"]> {
    const rows = this.#rows();
    return { rows: rows.length, oldest: rows[0] ?? null };
  }

  async cutPoint(beforeMs: number, keep: number, limit: number): Promise<AuditRow | null> {
    const rows = this.#rows();
    const old = rows.slice(0, Math.min(limit, rows.length - 1));
    const firstKept = old.findIndex((row) => row.at >= beforeMs);
    const byAge = firstKept < 0 ? old.length : firstKept;
    const count = Math.min(Math.max(byAge, rows.length - keep), old.length);
    return old[count - 1] ?? null;
  }

  async cut(seq: number): Promise<number> {
    const gone = this.#rows().filter((row) => row.seq <= seq);
    for (const row of gone) this.#tables.delete("audit", String(row.seq));
    for (const one of await this.checkpoints(0, Number.POSITIVE_INFINITY)) {
      if (one.seq <= seq) this.#tables.delete("auditCheckpoints", String(one.seq));
    }
    return gone.length;
  }

  async checkpoints(afterSeq: number, limit: number): Promise<readonly AuditCheckpoint[]> {
    const rows = this.#tables.rows<AuditCheckpoint>("auditCheckpoints");
    return rows
      .filter((row) => row.seq > afterSeq)
      .sort((a, b) => a.seq - b.seq)
      .slice(0, limit);
  }

  async newestCheckpoint(): Promise<AuditCheckpoint | null> {
    return (await this.checkpoints(0, Number.POSITIVE_INFINITY)).at(-1) ?? null;
  }

  async putCheckpoint(checkpoint: AuditCheckpoint): Promise<void> {
    this.#tables.put("auditCheckpoints", String(checkpoint.seq), checkpoint);
  }

  async putIntent(intent: AuditIntent): Promise<void> {
    this.#tables.put("auditIntents", intent.id, intent);
  }

  async deleteIntent(id: string): Promise<void> {
    this.#tables.delete("auditIntents", id);
  }

  async intents(): Promise<readonly AuditIntent[]> {
    const rows = this.#tables.rows<AuditIntent>("auditIntents");
    return [...rows].sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  #rows(): AuditRow[] {
    return [...this.#tables.rows<AuditRow>("audit")].sort((a, b) => a.seq - b.seq);
  }
}

function matches(row: AuditRow, query: AuditQuery): boolean {
  for (const key of ["actor", "action", "target", "outcome", "code"] as const) {
    if (query[key] !== undefined && row[key] !== query[key]) return false;
  }
  if (query.fromMs !== undefined && row.at < query.fromMs) return false;
  if (query.toMs !== undefined && row.at >= query.toMs) return false;
  const text = query.text?.toLowerCase();
  return text === undefined || JSON.stringify(row).toLowerCase().includes(text);
}
