import type { Kysely } from "kysely";
import type { AccessTables, BindingRow, RoleRow } from "../../../ports/access-tables.ts";
import type { SessionRow } from "../../../ports/state-store.ts";
import type { StateTables } from "../../../schema/tables.ts";

export class SqliteAccessTables implements AccessTables {
  readonly #db: Kysely<StateTables>;

  constructor(db: Kysely<StateTables>) {
    this.#db = db;
  }

  async roles(): Promise<readonly RoleRow[]> {
    return parsed(await this.#db.selectFrom("role").select("body").orderBy("name").execute());
  }

  async putRole(row: RoleRow): Promise<void> {
    const values = { name: row.name, body: JSON.stringify(row) };
    await this.#db.replaceInto("role").values(values).execute();
  }

  async deleteRole(name: string): Promise<void> {
    await this.#db.deleteFrom("role").where("name", "=", name).execute();
  }

  async bindings(): Promise<readonly BindingRow[]> {
    const query = this.#db.selectFrom("binding").select("body").orderBy("created_at").orderBy("id");
    return parsed(await query.execute());
  }

  async putBinding(row: BindingRow): Promise<void> {
    const values = { id: row.id, created_at: row.createdAt, body: JSON.stringify(row) };
    await this.#db.replaceInto("binding").values(values).execute();
  }

  async deleteBinding(id: string): Promise<void> {
    await this.#db.deleteFrom("binding").where("id", "=", id).execute();
  }

  async sessions(user?: string): Promise<readonly SessionRow[]> {
    let query = this.#db.selectFrom("session").select("body");
    if (user !== undefined) query = query.where("user", "=", user);
    const rows = parsed<SessionRow>(await query.execute());
    return [...rows].sort((a, b) => a.createdAt - b.createdAt || (a.hash < b.hash ? -1 : 1));
  }
}

/** Written by us under this schema: trusted, like any value inside. */
function parsed<T>(rows: readonly { readonly body: string }[]): readonly T[] {
  return rows.map((row) => JSON.parse(row.body) as T);
}
