import type { PlanFleet, PlanRule } from "../../ports/plan-fleet.ts";
import { type GroupSpec, type GroupTable, groupTable } from "./model.ts";

/** Rules between machines as groups of the model; the names say which rule a group is. */
export function compileGroups(
  fleet: PlanFleet,
  units: readonly (readonly number[])[],
): { readonly groups: GroupTable; readonly names: readonly string[] } {
  const byTag = machinesByTag(fleet, units);
  const specs: Spec[] = [];
  const names: string[] = [];
  const plain = new Map<string, number>();
  const add = (name: string, spec: Spec): number => {
    names.push(name);
    return specs.push(spec) - 1;
  };
  /** A group that binds its members to nothing: what dependencies point at. */
  const groupOf = (tag: string): number => {
    let group = plain.get(tag);
    if (group === undefined) {
      group = add(tag, { members: byTag.get(tag) ?? [], needs: [] });
      plain.set(tag, group);
    }
    return group;
  };
  for (const rule of fleet.rules) {
    if (rule.kind === "on-hosts" || rule.kind === "off-hosts") continue;
    if (rule.kind === "near") {
      const [group, on] = [groupOf(rule.machines), groupOf(rule.needs)];
      specs[group]!.needs.push(on);
      continue;
    }
    const members = byTag.get(rule.machines) ?? [];
    if (members.length > 1) add(rule.id, { ...boundBy(rule), members, needs: [] });
  }
  return { groups: groupTable(specs, units.length), names };
}

type Spec = Omit<GroupSpec, "needs"> & { needs: number[] };

const unitsOfWeight = 1_000;

function boundBy(rule: PlanRule): Partial<GroupSpec> {
  switch (rule.kind) {
    case "apart":
      return rule.weight === null
        ? { perHost: rule.perHost ?? 1 }
        : { apartWeight: rule.weight * unitsOfWeight };
    case "together":
      return rule.weight === null
        ? { bundle: true }
        : { togetherWeight: rule.weight * unitsOfWeight };
    case "spread":
      return { spreadMin: rule.locations };
    case "on-hosts":
    case "off-hosts":
    case "near":
      return {};
  }
}

function machinesByTag(
  fleet: PlanFleet,
  units: readonly (readonly number[])[],
): Map<string, number[]> {
  const byTag = new Map<string, number[]>();
  units.forEach((unit, index) => {
    const tags = new Set(unit.flatMap((machine) => fleet.machines[machine]!.tags));
    for (const tag of tags) {
      const members = byTag.get(tag);
      if (members === undefined) byTag.set(tag, [index]);
      else members.push(index);
    }
  });
  return byTag;
}
