import type { MachineId, ProjectId } from "@novacron/protocol/domain/ids";
import type { Project } from "@novacron/protocol/domain/project";
import type { Kysely } from "kysely";
import type { MachineLabel, ProjectTable } from "../../../ports/project-table.ts";
import type { StateTables } from "../../../schema/tables.ts";

export class SqliteProjectTable implements ProjectTable {
  readonly #db: Kysely<StateTables>;

  constructor(db: Kysely<StateTables>) {
    this.#db = db;
  }

  async projects(): Promise<readonly Project[]> {
    const rows = await this.#db.selectFrom("project").select("body").orderBy("name").execute();
    return rows.map((row) => JSON.parse(row.body) as Project);
  }

  async putProject(project: Project): Promise<void> {
    const values = { id: project.id, name: project.name, body: JSON.stringify(project) };
    // Not "replace": a name that another project has must fail, not remove that project.
    await this.#db
      .insertInto("project")
      .values(values)
      .onConflict((conflict) => conflict.column("id").doUpdateSet(values))
      .execute();
  }

  async deleteProject(id: ProjectId): Promise<void> {
    await this.#db.deleteFrom("project").where("id", "=", id).execute();
  }

  async labels(): Promise<readonly MachineLabel[]> {
    const rows = this.#db.selectFrom("machine_label").select("body").orderBy("machine");
    return (await rows.execute()).map((row) => JSON.parse(row.body) as MachineLabel);
  }

  async putLabel(label: MachineLabel): Promise<void> {
    const { machine, project } = label;
    const values = { machine, project, body: JSON.stringify(label) };
    await this.#db.replaceInto("machine_label").values(values).execute();
  }

  async deleteLabel(machine: MachineId): Promise<void> {
    await this.#db.deleteFrom("machine_label").where("machine", "=", machine).execute();
  }
}
