import type { MachineId, ProjectId } from "@novacron/protocol/domain/ids";
import type { MachineReport } from "@novacron/protocol/domain/machine";
import { type Amounts, nothingUsed } from "@novacron/protocol/domain/project";
import { isAlive } from "../inventory/placement.ts";

/** What usage is counted from: the fleet as committed, and what was asked for and not ended. */
export interface UsageSource {
  /** Each machine once, by the copy that counts. */
  machines(): Iterable<MachineReport>;
  /** Machines asked to start, and guests asked to be made that no host reports yet. */
  starting(): Iterable<{ readonly machine: MachineId; readonly makes: boolean }>;
  projectOf(machine: MachineId): ProjectId;
}

/** What a demo guest counts for before its host reports it. */
const demoGuest: Amounts = {
  machines: 1,
  vcpus: 1,
  memoryBytes: 128 * 1024 ** 2,
  storageBytes: 0,
};

/** A machine as it counts now: what it is, and what it takes while it runs or is about to. */
export function amountsOf(report: MachineReport, isStarting: boolean): Amounts {
  const defined = { ...nothingUsed, machines: 1, storageBytes: storageOf(report) };
  if (!isStarting && !isAlive(report.state)) return defined;
  return { ...defined, ...runningAmounts(report) };
}

export function runningAmounts(report: MachineReport): Pick<Amounts, "vcpus" | "memoryBytes"> {
  return { vcpus: report.vcpus, memoryBytes: report.memoryBytes };
}

export function usageByProject(source: UsageSource): ReadonlyMap<ProjectId, Amounts> {
  const used = new Map<ProjectId, Amounts>();
  const add = (project: ProjectId, more: Amounts): void => {
    used.set(project, sum(used.get(project) ?? nothingUsed, more));
  };
  const known = new Set<MachineId>();
  const starting = [...source.starting()];
  const begun = new Set(starting.map((one) => one.machine));
  for (const report of source.machines()) {
    known.add(report.id);
    add(source.projectOf(report.id), amountsOf(report, begun.has(report.id)));
  }
  for (const { machine, makes } of starting) {
    if (makes && !known.has(machine)) add(source.projectOf(machine), demoGuest);
  }
  return used;
}

export function sum(one: Amounts, other: Amounts): Amounts {
  return {
    machines: one.machines + other.machines,
    vcpus: one.vcpus + other.vcpus,
    memoryBytes: one.memoryBytes + other.memoryBytes,
    storageBytes: one.storageBytes + other.storageBytes,
  };
}

export const demoAmounts = demoGuest;

/** Disks of the machine's own: what is only inserted (CD) or shared for reading takes no room of it. */
function storageOf(report: MachineReport): number {
  return report.disks
    .filter((disk) => !disk.readOnly && (disk.device === "disk" || disk.device === "lun"))
    .reduce((total, disk) => total + (disk.capacityBytes ?? 0), 0);
}
