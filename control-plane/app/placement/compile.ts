import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { PlanFleet } from "../../ports/plan-fleet.ts";
import { compileGroups } from "./compile-groups.ts";
import { allowedHosts, likedHosts } from "./compile-hosts.ts";
import type { PlacementModel } from "./model.ts";

/** An average host's capacity comes to so many units: whole numbers, so that no sum is ever rounded. */
export const unitsPerHost = 1_000_000;
/** Costs in rules and machines are thousandths of a whole host's overload. */
export const costUnit = unitsPerHost / 1_000;

export interface CompiledFleet {
  readonly fleet: PlanFleet;
  readonly model: PlacementModel;
  /** Machines (indices into the fleet) that a machine of the model stands for: one, or a bundle. */
  readonly units: readonly (readonly number[])[];
  /** [resource] amount of the fleet that one unit of the model is. */
  readonly unitAmount: readonly number[];
  readonly groupNames: readonly string[];
}

/**
 * The fleet in numbers. With bundles, machines that must stay together become one machine of the model;
 * without, each machine stands for itself, which is what a plan is checked and ordered by.
 */
export function compileFleet(fleet: PlanFleet, bundles: boolean): CompiledFleet {
  const hostIndex = new Map(fleet.hosts.map((host, index) => [host.id, index]));
  const homeOf = fleet.machines.map(({ id, host }) => {
    if (host === null) return -1;
    const index = hostIndex.get(host);
    if (index !== undefined) return index;
    throw new NovaError(
      "BAD_REQUEST",
      `plan: machine ${id} is on host ${host}, which is not given`,
    );
  });
  const units = bundles ? bundled(fleet) : fleet.machines.map((_, index) => [index]);
  const unitAmount = fleet.resources.map((_, r) => amountOfUnit(fleet, r));
  const { groups, names } = compileGroups(fleet, units);
  const hosts = fleet.hosts.length;
  const resources = fleet.resources.length;
  const initial = new Int32Array(units.length + 1).fill(-1);
  units.forEach((unit, index) => {
    initial[index] = unit.length === 1 ? homeOf[unit[0]!]! : mostCommon(unit, homeOf);
  });
  const [location, locations] = numbered(fleet.hosts.map((host) => host.location));
  const [zone, zones] = numbered(fleet.hosts.map((host) => host.zone));
  const model: PlacementModel = {
    hosts,
    machines: units.length,
    resources,
    capacity: hostRows(fleet, unitAmount, "capacity"),
    safety: hostRows(fleet, unitAmount, "safety"),
    loadWeight: Float64Array.from(fleet.resources, ({ weight }) => weight ?? 1),
    transient: Uint8Array.from(fleet.resources, ({ transient }) => (transient === true ? 1 : 0)),
    balances: [],
    demand: demandOf(fleet, units, unitAmount),
    initial,
    location,
    locations,
    zone,
    zones,
    groups,
    moveCost: Float64Array.from(units, (unit) =>
      unit.reduce((sum, machine) => sum + fleet.machines[machine]!.moveCost * costUnit, 0),
    ),
    wayCost: null,
    groupMoveWeight: 0,
    ...allowedHosts(fleet, units, initial),
    ...likedHosts(fleet, units),
    hostUseCost: null,
  };
  return { fleet, model, units, unitAmount, groupNames: names };
}

/** Machines tied by hard rules, directly or through one another, in the order of their first. */
function bundled(fleet: PlanFleet): number[][] {
  const leader = fleet.machines.map((_, index) => index);
  const find = (machine: number): number => {
    let at = machine;
    while (leader[at] !== at) at = leader[at]!;
    return at;
  };
  for (const rule of fleet.rules) {
    if (rule.kind !== "together" || rule.weight !== null) continue;
    let first = -1;
    fleet.machines.forEach(({ tags }, index) => {
      if (!tags.includes(rule.machines)) return;
      if (first < 0) first = find(index);
      else leader[find(index)] = first;
    });
  }
  const bundles = new Map<number, number[]>();
  leader.forEach((_, index) => {
    const lead = find(index);
    const bundle = bundles.get(lead);
    if (bundle === undefined) bundles.set(lead, [index]);
    else bundle.push(index);
  });
  return [...bundles.values()];
}

function mostCommon(unit: readonly number[], homeOf: readonly number[]): number {
  const votes = new Map<number, number>();
  for (const machine of unit) {
    const home = homeOf[machine]!;
    if (home >= 0) votes.set(home, (votes.get(home) ?? 0) + 1);
  }
  return [...votes].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0]?.[0] ?? -1;
}

function amountOfUnit(fleet: PlanFleet, resource: number): number {
  const sum = fleet.hosts.reduce((total, host) => total + host.capacity[resource]!, 0);
  return sum === 0 ? 1 : sum / fleet.hosts.length / unitsPerHost;
}

/** Rounded so that no rounding makes room that is not there. */
const tiny = 1e-9;

function hostRows(
  fleet: PlanFleet,
  unitAmount: readonly number[],
  what: "capacity" | "safety",
): Float64Array {
  const resources = fleet.resources.length;
  const rows = new Float64Array(fleet.hosts.length * resources);
  fleet.hosts.forEach((host, index) => {
    for (let r = 0; r < resources; r += 1) {
      rows[index * resources + r] = Math.floor(host[what][r]! / unitAmount[r]! + tiny);
    }
  });
  return rows;
}

function demandOf(
  fleet: PlanFleet,
  units: readonly (readonly number[])[],
  unitAmount: readonly number[],
): Float64Array {
  const resources = fleet.resources.length;
  const demand = new Float64Array((units.length + 1) * resources);
  units.forEach((unit, index) => {
    for (const machine of unit) {
      const amounts = fleet.machines[machine]!.demand;
      for (let r = 0; r < resources; r += 1) {
        demand[index * resources + r]! += Math.ceil(amounts[r]! / unitAmount[r]! - tiny);
      }
    }
  });
  return demand;
}

function numbered(names: readonly string[]): [Int32Array, number] {
  const known = new Map<string, number>();
  const numbers = Int32Array.from(names, (name) => {
    const number = known.get(name) ?? known.size;
    known.set(name, number);
    return number;
  });
  return [numbers, Math.max(1, known.size)];
}
