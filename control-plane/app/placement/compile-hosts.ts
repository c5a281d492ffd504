import type { PlanFleet, PlanHost, PlanRule } from "../../ports/plan-fleet.ts";
import type { PlacementModel } from "./model.ts";

type Units = readonly (readonly number[])[];
type HostRule = Extract<PlanRule, { kind: "on-hosts" | "off-hosts" }>;

/**
 * Where each machine may be. Machines bound by the same rules share a row; one on a closed host, or one
 * that cannot leave, has its own host in it besides.
 */
export function allowedHosts(
  fleet: PlanFleet,
  units: Units,
  initial: Int32Array,
): Pick<PlacementModel, "allowedRow" | "allowed"> {
  const rules = hostRules(fleet, true);
  const allOpen = fleet.hosts.every((host) => host.state === "open");
  const rows = new Map<string, number>();
  const allowed: Uint8Array[] = [];
  const allowedRow = new Int32Array(units.length).fill(-1);
  units.forEach((unit, index) => {
    const home = initial[index]!;
    const bound = rulesOf(fleet, unit, rules);
    const pinned = unit.some((machine) => fleet.machines[machine]!.pinned !== null) && home >= 0;
    const closed = home >= 0 && fleet.hosts[home]!.state === "closed";
    if (bound.length === 0 && !pinned && allOpen) return;
    const key = `${bound.join(",")}/${pinned || closed ? home : ""}/${pinned}`;
    let row = rows.get(key);
    if (row === undefined) {
      row = allowed.length;
      rows.set(key, row);
      allowed.push(
        Uint8Array.from(fleet.hosts, (host, at) => {
          if (pinned) return at === home ? 1 : 0;
          const open = host.state === "open" || (closed && at === home);
          return open && bound.every((rule) => admits(rules[rule]!, host)) ? 1 : 0;
        }),
      );
    }
    allowedRow[index] = row;
  });
  return { allowedRow, allowed };
}

/** What soft rules between machines and hosts cost on each host, in units of the model. */
export function likedHosts(
  fleet: PlanFleet,
  units: Units,
): Pick<PlacementModel, "preferenceRow" | "preference"> {
  const rules = hostRules(fleet, false);
  const rows = new Map<string, number>();
  const preference: Float64Array[] = [];
  const preferenceRow = new Int32Array(units.length + 1).fill(-1);
  units.forEach((unit, index) => {
    const bound = rulesOf(fleet, unit, rules);
    if (bound.length === 0) return;
    const key = bound.join(",");
    let row = rows.get(key);
    if (row === undefined) {
      row = preference.length;
      rows.set(key, row);
      preference.push(
        Float64Array.from(fleet.hosts, (host) =>
          bound.reduce((cost, rule) => cost + priceOf(rules[rule]!, host), 0),
        ),
      );
    }
    preferenceRow[index] = row;
  });
  return { preferenceRow, preference };
}

/** Whether a hard rule lets a machine it speaks of onto the host. */
export function admits(rule: HostRule, host: PlanHost): boolean {
  return host.tags.includes(rule.hosts) === (rule.kind === "on-hosts");
}

const unitsOfWeight = 1_000;

function priceOf(rule: HostRule, host: PlanHost): number {
  return admits(rule, host) ? 0 : (rule.weight ?? 0) * unitsOfWeight;
}

function hostRules(fleet: PlanFleet, hard: boolean): HostRule[] {
  return fleet.rules.filter(
    (rule): rule is HostRule =>
      (rule.kind === "on-hosts" || rule.kind === "off-hosts") && (rule.weight === null) === hard,
  );
}

function rulesOf(fleet: PlanFleet, unit: readonly number[], rules: readonly HostRule[]): number[] {
  const bound: number[] = [];
  rules.forEach((rule, index) => {
    if (unit.some((machine) => fleet.machines[machine]!.tags.includes(rule.machines))) {
      bound.push(index);
    }
  });
  return bound;
}
