import type { PlanFleet, PlanHost, PlanMachine } from "../../ports/plan-fleet.ts";
import { type CompiledFleet, compileFleet, costUnit } from "./compile.ts";
import { admits } from "./compile-hosts.ts";
import { PlacementState } from "./state.ts";

export interface RankedTarget {
  readonly host: string;
  /** All reasons why it cannot go there; empty where it can. */
  readonly reasons: readonly TargetReason[];
  /** What the fleet's price would change by, in thousandths of a host; null where it cannot go there. */
  readonly price: number | null;
  /** Free share of the scarcest resource after the move. */
  readonly headroom: number;
}

export interface TargetReason {
  readonly code:
    | "current"
    | "host-closed"
    | "pinned"
    | "host-rule"
    | "capacity"
    | "apart"
    | "spread-or-near"
    | "together";
  readonly text: string;
}

/**
 * Every host as a target of one machine: the possible ones first, the cheapest before the dearer, then the
 * impossible ones with all that stands against them.
 */
export function rankTargets(fleet: PlanFleet, machineId: string): readonly RankedTarget[] {
  const compiled = compileFleet(fleet, false);
  const machine = fleet.machines.findIndex(({ id }) => id === machineId);
  if (machine < 0) return [];
  const state = new PlacementState(compiled.model);
  const home = state.at[machine]!;
  const before = state.cost;
  if (home >= 0) state.take(machine);
  const ranked = fleet.hosts.map((host, index): RankedTarget => {
    const reasons = reasonsAgainst({ compiled, state, machine, home }, index);
    state.put(machine, index);
    const price = (state.cost - (home < 0 ? 0 : before)) / costUnit;
    const headroom = headroomOf(compiled, state, index);
    state.take(machine);
    return { host: host.id, reasons, price: reasons.length === 0 ? price : null, headroom };
  });
  return ranked.sort(
    (a, b) =>
      (a.price ?? Infinity) - (b.price ?? Infinity) ||
      a.reasons.length - b.reasons.length ||
      b.headroom - a.headroom ||
      (a.host < b.host ? -1 : 1),
  );
}

interface Question {
  readonly compiled: CompiledFleet;
  /** With the machine taken out. */
  readonly state: PlacementState;
  readonly machine: number;
  readonly home: number;
}

function reasonsAgainst(question: Question, index: number): TargetReason[] {
  const { compiled, machine, home } = question;
  const { fleet } = compiled;
  const host = fleet.hosts[index]!;
  const asked = fleet.machines[machine]!;
  const reasons: TargetReason[] = [];
  if (index === home) reasons.push({ code: "current", text: "it is here already" });
  else if (host.state !== "open")
    reasons.push({ code: "host-closed", text: `the host is ${host.state}` });
  if (asked.pinned !== null && index !== home) reasons.push({ code: "pinned", text: asked.pinned });
  reasons.push(...hostRulesAgainst(fleet, asked, host));
  reasons.push(...roomAgainst(question, index));
  if (index !== home) reasons.push(...groupsAgainst(question, index));
  return reasons;
}

function hostRulesAgainst(fleet: PlanFleet, asked: PlanMachine, host: PlanHost): TargetReason[] {
  return fleet.rules.flatMap((rule): TargetReason[] => {
    if (rule.kind !== "on-hosts" && rule.kind !== "off-hosts") return [];
    if (rule.weight !== null || !asked.tags.includes(rule.machines) || admits(rule, host))
      return [];
    const verb = rule.kind === "on-hosts" ? "only hosts with" : "no host with";
    return [{ code: "host-rule", text: `rule ${rule.id} allows ${verb} the tag ${rule.hosts}` }];
  });
}

function roomAgainst({ compiled, state, machine }: Question, index: number): TargetReason[] {
  const { fleet, model } = compiled;
  return fleet.resources.flatMap(({ name }, r): TargetReason[] => {
    const more = model.demand[machine * model.resources + r]!;
    const free = model.capacity[index * model.resources + r]! - state.loadOf(index, r);
    if (more === 0 || more <= free) return [];
    const missing = amount((more - free) * compiled.unitAmount[r]!);
    return [{ code: "capacity", text: `${name}: ${missing} too little is free` }];
  });
}

function groupsAgainst(
  { compiled, state, machine, home }: Question,
  index: number,
): TargetReason[] {
  const { groups } = compiled.model;
  const reasons: TargetReason[] = [];
  for (let at = groups.ofMachineStart[machine]!; at < groups.ofMachineStart[machine + 1]!; at++) {
    const group = groups.ofMachine[at]!;
    const rule = compiled.groupNames[group]!;
    const there = state.groups.onHost(group, index);
    const limit = groups.perHost[group]!;
    if (limit > 0 && there >= limit) {
      reasons.push({
        code: "apart",
        text: `rule ${rule}: ${there} of its machines are here already`,
      });
    }
    const others = groups.memberStart[group + 1]! - groups.memberStart[group]! - 1;
    if (groups.bundle[group] === 1 && there < others) {
      reasons.push({ code: "together", text: `rule ${rule}: its other machines are elsewhere` });
    }
  }
  state.groups.add(machine, index);
  if (!reasons.some(({ code }) => code === "apart") && !state.groups.holds(machine, home, index)) {
    const text = "a rule of spread or nearness would be broken";
    reasons.push({ code: "spread-or-near", text });
  }
  state.groups.remove(machine, index);
  return reasons;
}

/** To three significant digits. */
const amount = (value: number): number => Number(value.toPrecision(3));

function headroomOf({ model }: CompiledFleet, state: PlacementState, host: number): number {
  let least = 1;
  for (let r = 0; r < model.resources; r += 1) {
    const capacity = model.capacity[host * model.resources + r]!;
    if (capacity > 0 && model.loadWeight[r]! > 0)
      least = Math.min(least, 1 - state.loadOf(host, r) / capacity);
  }
  return least;
}
