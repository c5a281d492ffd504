import type { AccessTables, BindingRow, RoleRow } from "../../ports/access-tables.ts";
import type { SessionRow } from "../../ports/state-store.ts";
import type { MemoryTables } from "./memory-tables.ts";

export class MemoryAccessTables implements AccessTables {
  readonly #tables: MemoryTables;

  constructor(tables: MemoryTables) {
    this.#tables = tables;
  }

  async roles(): Promise<readonly RoleRow[]> {
    return [...this.#tables.rows<RoleRow>("roles")].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  async putRole(row: RoleRow): Promise<void> {
    this.#tables.put("roles", row.name, row);
  }

  async deleteRole(name: string): Promise<void> {
    this.#tables.delete("roles", name);
  }

  async bindings(): Promise<readonly BindingRow[]> {
    const rows = [...this.#tables.rows<BindingRow>("bindings")];
    return rows.sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
  }

  async putBinding(row: BindingRow): Promise<void> {
    this.#tables.put("bindings", row.id, row);
  }

  async deleteBinding(id: string): Promise<void> {
    this.#tables.delete("bindings", id);
  }

  async sessions(user?: string): Promise<readonly SessionRow[]> {
    const rows = this.#tables.rows<SessionRow>("sessions");
    return rows
      .filter((row) => user === undefined || row.user === user)
      .sort((a, b) => a.createdAt - b.createdAt || (a.hash < b.hash ? -1 : 1));
  }
}
