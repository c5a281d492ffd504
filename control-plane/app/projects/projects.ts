import type { MachineId, ProjectId } from "@novacron/protocol/domain/ids";
import type { MachineReport } from "@novacron/protocol/domain/machine";
import type { Operation } from "@novacron/protocol/domain/operation";
import {
  type Amounts,
  defaultProject,
  noQuota,
  nothingUsed,
  overQuota,
  type Project,
  type Quota,
  type QuotaName,
  quotaNames,
} from "@novacron/protocol/domain/project";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { ProjectView } from "@novacron/protocol/http/projects";
import type { Clock, Ids } from "../../ports/clock.ts";
import type { StateTx } from "../../ports/state-store.ts";
import { accessEntry } from "../record/access-entries.ts";
import type { Committer } from "../support/committer.ts";
import { Labels } from "./labels.ts";
import {
  amountsOf,
  demoAmounts,
  runningAmounts,
  sum,
  type UsageSource,
  usageByProject,
} from "./usage.ts";

export const projectLimits = { projects: 1_000 } as const;

export interface ProjectsPorts {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly committer: Committer;
  readonly source: Omit<UsageSource, "projectOf">;
  readonly report: (machine: MachineId) => MachineReport | null;
  /** Views and streams show project and tags. */
  readonly changed: (machines: readonly MachineId[]) => void;
}

/** Limits that are left out stay as they are. */
export type QuotaChange = { readonly [K in QuotaName]?: number | null | undefined };

/**
 * Projects, what belongs to them, and their quotas. Every decision runs in the committer, one after
 * another on what is committed and what is open, so that no two can each take the last of a quota.
 */
export class Projects {
  readonly labels = new Labels();
  readonly #ports: ProjectsPorts;
  readonly #projects = new Map<ProjectId, Project>();

  constructor(ports: ProjectsPorts) {
    this.#ports = ports;
  }

  async load(tx: StateTx): Promise<void> {
    const rows = await tx.projects.projects();
    if (!rows.some((row) => row.id === defaultProject)) {
      const createdAt = this.#ports.clock.now();
      const of = { quota: noQuota, createdAt, createdBy: "novacron" };
      const first = { id: defaultProject, name: "default", ...of };
      await tx.projects.putProject(first);
      this.#projects.set(first.id, first);
    }
    for (const row of rows) this.#projects.set(row.id, row);
    this.labels.load(await tx.projects.labels());
  }

  list(): readonly ProjectView[] {
    const used = this.#usage();
    const rows = [...this.#projects.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    return rows.map((row) => ({ ...row, used: used.get(row.id) ?? nothingUsed }));
  }

  view(id: ProjectId): ProjectView {
    return { ...this.#one(id, "find project"), used: this.#usage().get(id) ?? nothingUsed };
  }

  async add(
    by: string,
    wanted: { readonly name: string; readonly quota: QuotaChange },
  ): Promise<ProjectView> {
    const { clock, ids, committer } = this.#ports;
    const attempted = `make project ${wanted.name}`;
    const createdAt = clock.now();
    const quota = changedQuota(noQuota, wanted.quota);
    const id = ids.uuid() as ProjectId;
    const row = { id, name: wanted.name, quota, createdAt, createdBy: by };
    await committer.runWith(async (draft, tx) => {
      if (this.#projects.size >= projectLimits.projects) {
        const details = { limit: projectLimits.projects };
        throw new NovaError("OVERLOADED", attempted, { details });
      }
      this.#refuseTaken(row, attempted);
      await tx.projects.putProject(row);
      const sentence = `${by} made the project ${row.name}`;
      draft.record(accessEntry({ at: createdAt, actor: by, sentence }));
      draft.after(() => this.#projects.set(id, row));
    });
    return this.view(id);
  }

  async change(
    by: string,
    id: ProjectId,
    wanted: { readonly name?: string | undefined; readonly quota: QuotaChange },
  ): Promise<ProjectView> {
    const { clock, committer } = this.#ports;
    await committer.runWith(async (draft, tx) => {
      const attempted = "change project";
      const before = this.#one(id, attempted);
      const quota = changedQuota(before.quota, wanted.quota);
      const row = { ...before, name: wanted.name ?? before.name, quota };
      this.#refuseTaken(row, `${attempted} ${before.name}`);
      await tx.projects.putProject(row);
      const sentence = `${by} changed the project ${row.name}: ${quotaText(quota)}`;
      draft.record(accessEntry({ at: clock.now(), actor: by, sentence }));
      draft.after(() => this.#projects.set(id, row));
    });
    return this.view(id);
  }

  async remove(by: string, id: ProjectId): Promise<void> {
    const { clock, committer, report } = this.#ports;
    await committer.runWith(async (draft, tx) => {
      const row = this.#one(id, "remove project");
      const attempted = `remove project ${row.name}`;
      if (id === defaultProject) {
        throw new NovaError("CONFLICT", attempted, { next: "The default project stays" });
      }
      const machines = this.labels.inProject(id);
      const present = machines.filter((machine) => report(machine) !== null);
      if (present.length > 0) {
        const details = { machines: present.length };
        const next = "Put its machines into another project first";
        throw new NovaError("CONFLICT", attempted, { details, next });
      }
      // What is left are machines that are gone; should one come back, it is in the default project.
      for (const machine of machines) {
        await tx.projects.putLabel({ ...this.labels.of(machine), project: defaultProject });
      }
      await tx.projects.deleteProject(id);
      const sentence = `${by} removed the project ${row.name}`;
      draft.record(accessEntry({ at: clock.now(), actor: by, sentence }));
      draft.after(() => {
        this.#projects.delete(id);
        for (const machine of machines) {
          this.labels.put({ ...this.labels.of(machine), project: defaultProject });
        }
      });
    });
  }

  /** All of them or none. */
  async assign(by: string, id: ProjectId, machines: readonly MachineId[]): Promise<ProjectView> {
    const { clock, committer, report, changed } = this.#ports;
    await committer.runWith(async (draft, tx) => {
      const project = this.#one(id, "put machines into project");
      const attempted = `put ${machines.length} machines into project ${project.name}`;
      const starting = this.#starting();
      const moving = [...new Set(machines)].filter((one) => this.labels.of(one).project !== id);
      let wanted = nothingUsed;
      for (const machine of moving) {
        const known = report(machine);
        if (known === null) throw new NovaError("NOT_FOUND", `${attempted}: ${machine}`);
        wanted = sum(wanted, amountsOf(known, starting.has(machine)));
      }
      this.admit(id, wanted, attempted);
      const labels = moving.map((machine) => ({ ...this.labels.of(machine), project: id }));
      for (const label of labels) await tx.projects.putLabel(label);
      if (labels.length === 0) return;
      const sentence = `${by} put ${labels.length} machines into the project ${project.name}`;
      draft.record(accessEntry({ at: clock.now(), actor: by, sentence }));
      draft.after(() => {
        for (const label of labels) this.labels.put(label);
        changed(moving);
      });
    });
    return this.view(id);
  }

  async tag(by: string, machine: MachineId, tags: readonly string[]): Promise<readonly string[]> {
    const { clock, committer, report, changed } = this.#ports;
    const kept = [...new Set(tags)].sort();
    await committer.runWith(async (draft, tx) => {
      const known = report(machine);
      if (known === null) throw new NovaError("NOT_FOUND", `tag machine ${machine}`);
      const label = { ...this.labels.of(machine), tags: kept };
      await tx.projects.putLabel(label);
      const shown = kept.length === 0 ? "nothing" : kept.join(", ");
      const sentence = `${by} tagged ${known.name} with ${shown}`;
      draft.record(accessEntry({ at: clock.now(), actor: by, sentence }));
      draft.after(() => {
        this.labels.put(label);
        changed([machine]);
      });
    });
    return kept;
  }

  /**
   * Refuses with QUOTA_EXCEEDED where `wanted` does not fit beside what the project uses and what was
   * admitted before. Only inside the committer: what it admits must be committed before the next asks.
   */
  admit(id: ProjectId, wanted: Amounts, attempted: string): void {
    const project = this.#projects.get(id);
    if (project === undefined) return;
    const used = this.#usage().get(id) ?? nothingUsed;
    const over = overQuota(project.quota, used, wanted);
    if (over.length > 0) throw exceeded(project, { used, wanted, over, attempted });
  }

  /** An operation that is about to be admitted: what starts takes vCPUs and memory, what is made all. */
  admitOperation(operation: Operation): void {
    const { kind, machine, machineName, hostName } = operation;
    const attempted = `${kind} of ${machineName} on ${hostName}`;
    const { project } = this.labels.of(machine);
    if (kind === "machine.create-demo") this.admit(project, demoAmounts, attempted);
    if (kind !== "machine.start") return;
    const known = this.#ports.report(machine);
    if (known === null) return;
    this.admit(project, { ...nothingUsed, ...runningAmounts(known) }, attempted);
  }

  #starting(): ReadonlySet<MachineId> {
    return new Set([...this.#ports.source.starting()].map((one) => one.machine));
  }

  #usage(): ReadonlyMap<ProjectId, Amounts> {
    const projectOf = (machine: MachineId) => this.labels.of(machine).project;
    return usageByProject({ ...this.#ports.source, projectOf });
  }

  #one(id: ProjectId, attempted: string): Project {
    const row = this.#projects.get(id);
    if (row === undefined) throw new NovaError("NOT_FOUND", `${attempted} ${id}`);
    return row;
  }

  #refuseTaken(row: Project, attempted: string): void {
    const other = [...this.#projects.values()].find((one) => one.name === row.name);
    if (other === undefined || other.id === row.id) return;
    throw new NovaError("CONFLICT", attempted, { next: "Another project has this name" });
  }
}

function exceeded(
  project: Project,
  by: {
    readonly used: Amounts;
    readonly wanted: Amounts;
    readonly over: readonly QuotaName[];
    readonly attempted: string;
  },
): NovaError {
  const details: Record<string, string | number> = { project: project.name };
  for (const name of by.over) {
    details[`${name}.limit`] = project.quota[name] ?? 0;
    details[`${name}.used`] = by.used[name];
    details[`${name}.wanted`] = by.wanted[name];
  }
  return new NovaError("QUOTA_EXCEEDED", `${by.attempted} in project ${project.name}`, { details });
}

function changedQuota(before: Quota, change: QuotaChange): Quota {
  const after = { ...before };
  for (const name of quotaNames) {
    const limit = change[name];
    if (limit !== undefined) after[name] = limit;
  }
  return after;
}

function quotaText(quota: Quota): string {
  return quotaNames.map((name) => `${name} ${quota[name] ?? "unlimited"}`).join(", ");
}
