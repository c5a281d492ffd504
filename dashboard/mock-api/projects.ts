import { randomUUID } from "node:crypto";
import { projectId } from "@novacron/protocol/domain/ids";
import {
  defaultProject,
  noQuota,
  nothingUsed,
  type Project,
  type Quota,
} from "@novacron/protocol/domain/project";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { ProjectView } from "@novacron/protocol/http/projects";
import type { MockFleet } from "./fleet.ts";
import type { Handled, Input } from "./handlers.ts";

type Names = Extract<Handled, `${string}Project${string}` | "assignMachines" | "tagMachine">;

interface MockProjects {
  readonly projects: Map<string, Project>;
  readonly of: Map<string, string>;
}

const kept = new WeakMap<MockFleet, MockProjects>();

function projectsOf(fleet: MockFleet): MockProjects {
  const known = kept.get(fleet);
  if (known !== undefined) return known;
  const since = { createdAt: 1_760_000_000_000, createdBy: "novacron" };
  const first = { id: defaultProject, name: "default", quota: noQuota, ...since };
  const made = { projects: new Map([[first.id as string, first]]), of: new Map() };
  kept.set(fleet, made);
  return made;
}

function viewOf(fleet: MockFleet, id: string): ProjectView {
  const { projects, of } = projectsOf(fleet);
  const project = projects.get(id);
  if (project === undefined) throw new NovaError("NOT_FOUND", `find project ${id}`);
  const used = { ...nothingUsed };
  for (const { report } of fleet.machines.values()) {
    if ((of.get(report.id) ?? defaultProject) !== id) continue;
    used.machines += 1;
    used.storageBytes += report.disks.reduce((sum, disk) => sum + (disk.capacityBytes ?? 0), 0);
    if (report.state !== "running") continue;
    used.vcpus += report.vcpus;
    used.memoryBytes += report.memoryBytes;
  }
  return { ...project, used };
}

const changed = (before: Quota, more: Input<"changeProject">["body"]["quota"]): Quota => ({
  ...before,
  ...(Object.fromEntries(
    Object.entries(more).filter(([, limit]) => limit !== undefined),
  ) as Partial<Quota>),
});

export const projectHandlers = {
  listProjects: (fleet: MockFleet) => ({
    items: [...projectsOf(fleet).projects.keys()].map((id) => viewOf(fleet, id)),
  }),
  showProject: (fleet: MockFleet, { params }: Input<"showProject">) =>
    viewOf(fleet, params.project),
  addProject: (fleet: MockFleet, { body, person }: Input<"addProject">) => {
    const id = projectId.parse(randomUUID());
    const quota = changed(noQuota, body.quota);
    const row = { id, name: body.name, quota, createdAt: Date.now(), createdBy: person };
    projectsOf(fleet).projects.set(id, row);
    return viewOf(fleet, id);
  },
  changeProject: (fleet: MockFleet, { params, body }: Input<"changeProject">) => {
    const before = viewOf(fleet, params.project);
    const row = {
      ...before,
      name: body.name ?? before.name,
      quota: changed(before.quota, body.quota),
    };
    projectsOf(fleet).projects.set(before.id, row);
    return viewOf(fleet, before.id);
  },
  deleteProject: (fleet: MockFleet, { params }: Input<"deleteProject">) => {
    const { name, used } = viewOf(fleet, params.project);
    if (used.machines > 0) throw new NovaError("CONFLICT", `remove project ${name}`);
    projectsOf(fleet).projects.delete(params.project);
    return null;
  },
  assignMachines: (fleet: MockFleet, { params, body }: Input<"assignMachines">) => {
    for (const machine of body.machines) projectsOf(fleet).of.set(machine, params.project);
    return viewOf(fleet, params.project);
  },
  tagMachine: (_fleet: MockFleet, { body }: Input<"tagMachine">) => ({ tags: body.tags }),
} satisfies Record<Names, unknown>;
