import type { HostId } from "@novacron/protocol/domain/ids";
import type { Kysely } from "kysely";
import type { EnrolmentTokenRow, IdentityRow, TrustTables } from "../../../ports/trust-tables.ts";
import type { StateTables } from "../../../schema/tables.ts";

export class SqliteTrustTables implements TrustTables {
  readonly #db: Kysely<StateTables>;

  constructor(db: Kysely<StateTables>) {
    this.#db = db;
  }

  async token(id: string): Promise<EnrolmentTokenRow | null> {
    const query = this.#db.selectFrom("enrolment_token").select("body").where("id", "=", id);
    const row = await query.executeTakeFirst();
    return row === undefined ? null : (JSON.parse(row.body) as EnrolmentTokenRow);
  }

  async tokens(): Promise<readonly EnrolmentTokenRow[]> {
    const query = this.#db
      .selectFrom("enrolment_token")
      .select("body")
      .orderBy("created_at", "desc")
      .orderBy("id", "desc");
    return (await query.execute()).map(({ body }) => JSON.parse(body) as EnrolmentTokenRow);
  }

  async putToken(row: EnrolmentTokenRow): Promise<void> {
    const { id, createdAt, expiresAt } = row;
    const values = { id, created_at: createdAt, expires_at: expiresAt, body: JSON.stringify(row) };
    await this.#db.replaceInto("enrolment_token").values(values).execute();
  }

  async sweepTokens(beforeMs: number): Promise<void> {
    await this.#db.deleteFrom("enrolment_token").where("expires_at", "<", beforeMs).execute();
  }

  async identities(): Promise<readonly IdentityRow[]> {
    const rows = await this.#db.selectFrom("identity").select("body").orderBy("host").execute();
    return rows.map(({ body }) => JSON.parse(body) as IdentityRow);
  }

  async putIdentity(row: IdentityRow): Promise<void> {
    const values = { host: row.host, body: JSON.stringify(row) };
    await this.#db.replaceInto("identity").values(values).execute();
  }

  async deleteIdentity(host: HostId): Promise<void> {
    await this.#db.deleteFrom("identity").where("host", "=", host).execute();
  }
}
