import type { MachineId, ProjectId } from "@novacron/protocol/domain/ids";
import type { Project } from "@novacron/protocol/domain/project";

/** What people said of a machine, beside what its host reports. */
export interface MachineLabel {
  readonly machine: MachineId;
  readonly project: ProjectId;
  readonly tags: readonly string[];
}

/** Projects and labels in a transaction. Few enough to be held in memory by who decides. */
export interface ProjectTable {
  projects(): Promise<readonly Project[]>;
  putProject(project: Project): Promise<void>;
  deleteProject(id: ProjectId): Promise<void>;
  labels(): Promise<readonly MachineLabel[]>;
  putLabel(label: MachineLabel): Promise<void>;
  deleteLabel(machine: MachineId): Promise<void>;
}
