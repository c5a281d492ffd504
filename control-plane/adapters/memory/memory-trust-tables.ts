import type { HostId } from "@novacron/protocol/domain/ids";
import type { EnrolmentTokenRow, IdentityRow, TrustTables } from "../../ports/trust-tables.ts";
import type { MemoryTables } from "./memory-tables.ts";

export class MemoryTrustTables implements TrustTables {
  readonly #tables: MemoryTables;

  constructor(tables: MemoryTables) {
    this.#tables = tables;
  }

  async token(id: string): Promise<EnrolmentTokenRow | null> {
    return this.#tables.get("enrolmentTokens", id);
  }

  async tokens(): Promise<readonly EnrolmentTokenRow[]> {
    const rows = this.#tables.rows<EnrolmentTokenRow>("enrolmentTokens");
    return [...rows].sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1));
  }

  async putToken(row: EnrolmentTokenRow): Promise<void> {
    this.#tables.put("enrolmentTokens", row.id, row);
  }

  async sweepTokens(beforeMs: number): Promise<void> {
    for (const row of this.#tables.rows<EnrolmentTokenRow>("enrolmentTokens")) {
      if (row.expiresAt < beforeMs) this.#tables.delete("enrolmentTokens", row.id);
    }
  }

  async identities(): Promise<readonly IdentityRow[]> {
    const rows = this.#tables.rows<IdentityRow>("identities");
    return [...rows].sort((a, b) => (a.host < b.host ? -1 : 1));
  }

  async putIdentity(row: IdentityRow): Promise<void> {
    this.#tables.put("identities", row.host, row);
  }

  async deleteIdentity(host: HostId): Promise<void> {
    this.#tables.delete("identities", host);
  }
}
