import type { MachineId, OperationId } from "@novacron/protocol/domain/ids";
import type { Maintenance } from "@novacron/protocol/domain/maintenance";
import type { RecordedMove } from "@novacron/protocol/domain/migration-forecast";
import type { MovePolicy } from "@novacron/protocol/domain/move-policy";
import { type Kysely, sql } from "kysely";
import type { MoveRow, MoveTables } from "../../../ports/move-tables.ts";
import type { StateTables } from "../../../schema/tables.ts";

export class SqliteMoveTables implements MoveTables {
  readonly #db: Kysely<StateTables>;

  constructor(db: Kysely<StateTables>) {
    this.#db = db;
  }

  async open(): Promise<readonly MoveRow[]> {
    const rows = await this.#db.selectFrom("move").select("body").orderBy("operation").execute();
    return rows.map((row) => JSON.parse(row.body) as MoveRow);
  }

  async put(row: MoveRow): Promise<void> {
    const values = { operation: row.operation, body: JSON.stringify(row) };
    await this.#db.replaceInto("move").values(values).execute();
  }

  async drop(operation: OperationId): Promise<void> {
    await this.#db.deleteFrom("move").where("operation", "=", operation).execute();
  }

  async record(move: RecordedMove, kept: number): Promise<void> {
    const { operation, endedAt, subject } = move;
    const values = {
      operation,
      ended_at: endedAt,
      machine: subject.machine,
      body: JSON.stringify(move),
    };
    await this.#db.replaceInto("recorded_move").values(values).execute();
    const oldest = this.#db
      .selectFrom("recorded_move")
      .select("operation")
      .orderBy("ended_at", "desc")
      .orderBy("operation", "desc")
      .limit(-1)
      .offset(kept);
    await this.#db.deleteFrom("recorded_move").where("operation", "in", oldest).execute();
  }

  async recorded(query: Parameters<MoveTables["recorded"]>[0]) {
    const { machine, machines } = query;
    let found = this.#db.selectFrom("recorded_move");
    if (machine !== undefined) found = found.where("machine", "=", machine);
    if (machines !== undefined) {
      const among = sql<string>`(SELECT value FROM json_each(${JSON.stringify(machines)}))`;
      found = found.where("machine", "in", among);
    }
    const { total } = await found
      .select((build) => build.fn.countAll<number>().as("total"))
      .executeTakeFirstOrThrow();
    const rows = await found
      .select("body")
      .orderBy("ended_at", "desc")
      .orderBy("operation", "desc")
      .limit(query.limit)
      .offset(query.offset)
      .execute();
    return { items: rows.map((row) => JSON.parse(row.body) as RecordedMove), total };
  }

  async policies() {
    const rows = await this.#db.selectFrom("move_policy").selectAll().orderBy("machine").execute();
    return rows.map(({ machine, body }) => ({
      machine: machine as MachineId,
      policy: JSON.parse(body) as MovePolicy,
    }));
  }

  async putPolicy(machine: MachineId, policy: MovePolicy): Promise<void> {
    const values = { machine, body: JSON.stringify(policy) };
    await this.#db.replaceInto("move_policy").values(values).execute();
  }

  async deletePolicy(machine: MachineId): Promise<void> {
    await this.#db.deleteFrom("move_policy").where("machine", "=", machine).execute();
  }

  async putMaintenance(one: Maintenance): Promise<void> {
    const values = {
      id: one.id,
      requested_at: one.requestedAt,
      open: one.endedAt === null ? 1 : 0,
      body: JSON.stringify(one),
    };
    await this.#db.replaceInto("maintenance").values(values).execute();
  }

  async openMaintenance(): Promise<readonly Maintenance[]> {
    const rows = this.#db.selectFrom("maintenance").select("body").where("open", "=", 1);
    const found = await rows.orderBy("requested_at").orderBy("id").execute();
    return found.map((row) => JSON.parse(row.body) as Maintenance);
  }

  async maintenance(id: OperationId): Promise<Maintenance | null> {
    const row = await this.#db
      .selectFrom("maintenance")
      .select("body")
      .where("id", "=", id)
      .executeTakeFirst();
    return row === undefined ? null : (JSON.parse(row.body) as Maintenance);
  }

  async listMaintenance({ limit, offset }: { readonly limit: number; readonly offset: number }) {
    const all = this.#db.selectFrom("maintenance");
    const { total } = await all
      .select((build) => build.fn.countAll<number>().as("total"))
      .executeTakeFirstOrThrow();
    const rows = await all
      .select("body")
      .orderBy("requested_at", "desc")
      .orderBy("id", "desc")
      .limit(limit)
      .offset(offset)
      .execute();
    return { items: rows.map((row) => JSON.parse(row.body) as Maintenance), total };
  }
}
