import type { MachineId, ProjectId } from "@novacron/protocol/domain/ids";
import { defaultProject } from "@novacron/protocol/domain/project";
import type { MachineLabel } from "../../ports/project-table.ts";

/** Project and tags of machines, in memory; changed only after a commit. */
export class Labels {
  readonly #byMachine = new Map<MachineId, MachineLabel>();

  load(rows: readonly MachineLabel[]): void {
    this.#byMachine.clear();
    for (const row of rows) this.#byMachine.set(row.machine, row);
  }

  of(machine: MachineId): MachineLabel {
    return this.#byMachine.get(machine) ?? { machine, project: defaultProject, tags: [] };
  }

  put(label: MachineLabel): void {
    this.#byMachine.set(label.machine, label);
  }

  inProject(project: ProjectId): readonly MachineId[] {
    const rows = [...this.#byMachine.values()];
    return rows.filter((row) => row.project === project).map((row) => row.machine);
  }
}
