import type { Violation } from "./evaluate.ts";
import { evaluate } from "./evaluate.ts";
import { evictFrom } from "./evict.ts";
import { insert } from "./insert.ts";
import type { Random } from "./random.ts";
import type { PlacementState } from "./state.ts";

/** Rounds of taking out what is wrong and finding a place for it. */
const roundsMax = 6;

/**
 * Mends a placement that breaks hard rules, moving as little as it can: takes out the machines that are
 * wrong where they are and finds each a place, pushing others on where none is free. What finds no place
 * goes back home. Answers how many are nowhere at the end.
 */
export function repair(state: PlacementState, random: Random): number {
  let homeless: readonly number[] = [];
  for (let round = 0; round < roundsMax; round += 1) {
    const { violations } = evaluate(state.model, state.at);
    const wrong = wrongMachines(state, violations);
    if (wrong.length === 0) return 0;
    const from = new Map(wrong.map((machine) => [machine, state.at[machine]!]));
    for (const machine of wrong) if (state.at[machine]! >= 0) state.take(machine);
    homeless = insert(state, wrong, { from, random });
    for (const machine of homeless) {
      const home = state.model.initial[machine]!;
      if (home >= 0) state.put(machine, home);
    }
    state.groups.settle();
    if (homeless.length === wrong.length) break;
  }
  return homeless.filter((machine) => state.at[machine]! < 0).length;
}

/** Machines that have to go, the largest first, each once. */
function wrongMachines(state: PlacementState, violations: readonly Violation[]): number[] {
  const wrong = new Set<number>();
  const crowded = new Set<number>();
  for (const violation of violations) {
    switch (violation.rule) {
      case "placed":
      case "allowed":
        wrong.add(violation.machine);
        break;
      case "capacity":
        crowded.add(violation.host);
        break;
      case "per-host": {
        const { group, host, count } = violation;
        const members = membersOn(state, group, host);
        const extra = count - state.model.groups.perHost[group]!;
        for (const machine of lightest(state, members, wrong).slice(0, extra)) wrong.add(machine);
        break;
      }
      case "spread":
        for (const machine of crowdedMembers(state, violation.group)) wrong.add(machine);
        break;
      case "dependency":
        for (const machine of membersIn(state, violation.group, violation.zone)) wrong.add(machine);
        break;
      case "transient":
      case "together":
        break;
    }
  }
  for (const host of crowded)
    for (const machine of evictFrom(state, host, wrong)) wrong.add(machine);
  const size = (machine: number) => sizeOf(state, machine);
  return [...wrong].sort((a, b) => size(b) - size(a) || a - b);
}

function membersOf(state: PlacementState, group: number): number[] {
  const { memberStart, members } = state.model.groups;
  return [...members.subarray(memberStart[group], memberStart[group + 1])];
}

function membersOn(state: PlacementState, group: number, host: number): number[] {
  return membersOf(state, group).filter((machine) => state.at[machine] === host);
}

function membersIn(state: PlacementState, group: number, zone: number): number[] {
  return membersOf(state, group).filter((machine) => {
    const host = state.at[machine]!;
    return host >= 0 && state.model.zone[host] === zone;
  });
}

/** Second and further members of each location, as many as are missing elsewhere. */
function crowdedMembers(state: PlacementState, group: number): number[] {
  const seen = new Set<number>();
  const extra = membersOf(state, group).filter((machine) => {
    const host = state.at[machine]!;
    if (host < 0) return false;
    const location = state.model.location[host]!;
    if (seen.has(location)) return true;
    seen.add(location);
    return false;
  });
  return extra.slice(0, state.model.groups.spreadMin[group]! - seen.size);
}

/** Those already wrong first, then the cheapest to move. */
function lightest(state: PlacementState, members: readonly number[], wrong: Set<number>): number[] {
  const { moveCost } = state.model;
  const rank = (machine: number) => (wrong.has(machine) ? -1 : moveCost[machine]!);
  return [...members].sort((a, b) => rank(a) - rank(b) || a - b);
}

/** How much of an average host it takes, of the resource that it takes most of. */
export function sizeOf({ model }: PlacementState, machine: number): number {
  let most = 0;
  for (let r = 0; r < model.resources; r += 1) {
    most = Math.max(most, model.demand[machine * model.resources + r]! / meanCapacity(model, r));
  }
  return most;
}

const means = new WeakMap<object, number[]>();

function meanCapacity(model: PlacementState["model"], resource: number): number {
  let known = means.get(model);
  if (known === undefined) {
    known = Array.from({ length: model.resources }, (_, r) => {
      let sum = 0;
      for (let host = 0; host < model.hosts; host += 1)
        sum += model.capacity[host * model.resources + r]!;
      return Math.max(sum / model.hosts, 1e-9);
    });
    means.set(model, known);
  }
  return known[resource]!;
}
