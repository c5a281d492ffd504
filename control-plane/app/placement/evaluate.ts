import type { PlacementModel } from "./model.ts";

/** Each part of the price of a placement, so that a plan can say what gets better. */
export interface CostParts {
  /** [resource] load above the safety capacity, weighted. */
  readonly load: readonly number[];
  readonly balance: number;
  readonly use: number;
  readonly move: number;
  readonly groupMove: number;
  readonly way: number;
  readonly preference: number;
  readonly soft: number;
  readonly total: number;
}

export type Violation =
  | { readonly rule: "placed" | "allowed"; readonly machine: number; readonly host: number }
  | {
      readonly rule: "capacity" | "transient";
      readonly host: number;
      readonly resource: number;
      readonly over: number;
    }
  | {
      readonly rule: "per-host";
      readonly group: number;
      readonly host: number;
      readonly count: number;
    }
  | { readonly rule: "together"; readonly group: number; readonly hosts: number }
  | { readonly rule: "spread"; readonly group: number; readonly locations: number }
  | {
      readonly rule: "dependency";
      readonly group: number;
      readonly on: number;
      readonly zone: number;
    };

export interface Evaluation {
  readonly cost: CostParts;
  readonly violations: readonly Violation[];
}

/**
 * The whole price and every broken rule of a placement, counted afresh from the model. It shares no code
 * with the search, so that each checks the other.
 */
export function evaluate(model: PlacementModel, placement: Int32Array): Evaluation {
  const loads = loadsOf(model, placement);
  const members = membersByHost(model, placement);
  return {
    cost: priceOf(model, placement, loads, members),
    violations: [
      ...machineViolations(model, placement),
      ...capacityViolations(model, placement, loads),
      ...groupViolations(model, members),
    ],
  };
}

type Members = readonly ReadonlyMap<number, number>[];

function loadsOf(model: PlacementModel, placement: Int32Array): Float64Array {
  const { resources, machines, demand } = model;
  const loads = new Float64Array(model.hosts * resources);
  for (let machine = 0; machine < machines; machine += 1) {
    const host = placement[machine]!;
    if (host < 0) continue;
    for (let r = 0; r < resources; r += 1) {
      loads[host * resources + r]! += demand[machine * resources + r]!;
    }
  }
  return loads;
}

/** Of each group: host -> members there. */
function membersByHost(model: PlacementModel, placement: Int32Array): Members {
  const { groups } = model;
  return Array.from({ length: groups.count }, (_, group) => {
    const byHost = new Map<number, number>();
    for (let at = groups.memberStart[group]!; at < groups.memberStart[group + 1]!; at += 1) {
      const host = placement[groups.members[at]!]!;
      if (host >= 0) byHost.set(host, (byHost.get(host) ?? 0) + 1);
    }
    return byHost;
  });
}

function priceOf(
  model: PlacementModel,
  placement: Int32Array,
  loads: Float64Array,
  members: Members,
): CostParts {
  const { hosts, resources, safety, loadWeight, hostUseCost } = model;
  const load = new Array<number>(resources).fill(0);
  for (let host = 0; host < hosts; host += 1) {
    for (let r = 0; r < resources; r += 1) {
      const over = loads[host * resources + r]! - safety[host * resources + r]!;
      if (over > 0) load[r]! += over * loadWeight[r]!;
    }
  }
  let use = 0;
  if (hostUseCost !== null) {
    for (const host of new Set(placement.subarray(0, model.machines))) {
      if (host >= 0) use += hostUseCost[host]!;
    }
  }
  const parts = {
    load,
    use,
    balance: balanceCost(model, loads),
    ...moveCosts(model, placement),
    soft: softCost(model, members),
  };
  const { balance, move, groupMove, way, preference, soft } = parts;
  const loadSum = load.reduce((sum, each) => sum + each, 0);
  return { ...parts, total: loadSum + balance + use + move + groupMove + way + preference + soft };
}

function balanceCost(model: PlacementModel, loads: Float64Array): number {
  const { hosts, resources, capacity } = model;
  let cost = 0;
  for (const { first, second, target, weight } of model.balances) {
    for (let host = 0; host < hosts; host += 1) {
      const free = (r: number) => capacity[host * resources + r]! - loads[host * resources + r]!;
      cost += weight * Math.max(0, target * free(first) - free(second));
    }
  }
  return cost;
}

function moveCosts(model: PlacementModel, placement: Int32Array) {
  const { machines, initial, hosts, wayCost, groups } = model;
  const moved = new Int32Array(groups.count);
  let move = 0;
  let way = 0;
  let preference = 0;
  for (let machine = 0; machine < machines; machine += 1) {
    const host = placement[machine]!;
    const home = initial[machine]!;
    if (host < 0) continue;
    const row = model.preferenceRow[machine]!;
    if (row >= 0) preference += model.preference[row]![host]!;
    if (home < 0 || home === host) continue;
    move += model.moveCost[machine]!;
    if (wayCost !== null) way += wayCost[home * hosts + host]!;
    for (let at = groups.ofMachineStart[machine]!; at < groups.ofMachineStart[machine + 1]!; at++) {
      moved[groups.ofMachine[at]!]! += 1;
    }
  }
  const most = moved.reduce((a, b) => Math.max(a, b), 0);
  return { move, way, preference, groupMove: model.groupMoveWeight * most };
}

function softCost({ groups }: PlacementModel, members: Members): number {
  let cost = 0;
  members.forEach((byHost, group) => {
    if (groups.memberStart[group + 1]! - groups.memberStart[group]! < 2) return;
    for (const count of byHost.values()) {
      cost += (groups.apartWeight[group]! * count * (count - 1)) / 2;
    }
    cost += groups.togetherWeight[group]! * Math.max(0, byHost.size - 1);
  });
  return cost;
}

function machineViolations(model: PlacementModel, placement: Int32Array): Violation[] {
  const found: Violation[] = [];
  for (let machine = 0; machine < model.machines; machine += 1) {
    const host = placement[machine]!;
    if (host < 0) {
      found.push({ rule: "placed", machine, host });
      continue;
    }
    const row = model.allowedRow[machine]!;
    if (row >= 0 && model.allowed[row]![host] !== 1) found.push({ rule: "allowed", machine, host });
  }
  return found;
}

function capacityViolations(
  model: PlacementModel,
  placement: Int32Array,
  loads: Float64Array,
): Violation[] {
  const { hosts, resources, capacity, demand, initial, transient } = model;
  const held = Float64Array.from(loads);
  for (let machine = 0; machine < model.machines; machine += 1) {
    const home = initial[machine]!;
    if (home < 0 || home === placement[machine]) continue;
    for (let r = 0; r < resources; r += 1) {
      if (transient[r] === 1) held[home * resources + r]! += demand[machine * resources + r]!;
    }
  }
  const found: Violation[] = [];
  for (let host = 0; host < hosts; host += 1) {
    for (let resource = 0; resource < resources; resource += 1) {
      const at = host * resources + resource;
      const over = loads[at]! - capacity[at]!;
      const heldOver = held[at]! - capacity[at]!;
      if (over > 0) found.push({ rule: "capacity", host, resource, over });
      else if (heldOver > 0) found.push({ rule: "transient", host, resource, over: heldOver });
    }
  }
  return found;
}

function groupViolations(model: PlacementModel, members: Members): Violation[] {
  const { groups, location, zone } = model;
  const found: Violation[] = [];
  const zonesOf = members.map((byHost) => new Set([...byHost.keys()].map((host) => zone[host]!)));
  members.forEach((byHost, group) => {
    const size = groups.memberStart[group + 1]! - groups.memberStart[group]!;
    const limit = groups.perHost[group]!;
    for (const [host, count] of byHost) {
      if (limit > 0 && count > limit) found.push({ rule: "per-host", group, host, count });
    }
    if (groups.bundle[group] === 1 && byHost.size > 1) {
      found.push({ rule: "together", group, hosts: byHost.size });
    }
    const locations = new Set([...byHost.keys()].map((host) => location[host]!)).size;
    if (size > 0 && locations < groups.spreadMin[group]!) {
      found.push({ rule: "spread", group, locations });
    }
    for (let at = groups.needsStart[group]!; at < groups.needsStart[group + 1]!; at += 1) {
      const on = groups.needs[at]!;
      for (const each of zonesOf[group]!) {
        if (!zonesOf[on]!.has(each)) found.push({ rule: "dependency", group, on, zone: each });
      }
    }
  });
  return found;
}
