import type { MachineId, ProjectId } from "@novacron/protocol/domain/ids";
import type { Project } from "@novacron/protocol/domain/project";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { MachineLabel, ProjectTable } from "../../ports/project-table.ts";
import type { MemoryTables } from "./memory-tables.ts";

export class MemoryProjectTable implements ProjectTable {
  readonly #tables: MemoryTables;

  constructor(tables: MemoryTables) {
    this.#tables = tables;
  }

  async projects(): Promise<readonly Project[]> {
    const rows = this.#tables.rows<Project>("projects");
    return [...rows].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  async putProject(project: Project): Promise<void> {
    const taken = (await this.projects()).some(
      (one) => one.name === project.name && one.id !== project.id,
    );
    if (taken) throw new NovaError("INTERNAL", `store a second project ${project.name}`);
    this.#tables.put("projects", project.id, project);
  }

  async deleteProject(id: ProjectId): Promise<void> {
    this.#tables.delete("projects", id);
  }

  async labels(): Promise<readonly MachineLabel[]> {
    const rows = this.#tables.rows<MachineLabel>("machineLabels");
    return [...rows].sort((a, b) => (a.machine < b.machine ? -1 : 1));
  }

  async putLabel(label: MachineLabel): Promise<void> {
    this.#tables.put("machineLabels", label.machine, label);
  }

  async deleteLabel(machine: MachineId): Promise<void> {
    this.#tables.delete("machineLabels", machine);
  }
}
