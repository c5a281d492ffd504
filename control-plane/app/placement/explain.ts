import { counted } from "@novacron/protocol/domain/figures";
import type { PlanFleet } from "../../ports/plan-fleet.ts";
import type { Picture } from "../../ports/planner.ts";
import { type CompiledFleet, costUnit, unitsPerHost } from "./compile.ts";
import type { Evaluation, Violation } from "./evaluate.ts";
import type { PlacementState } from "./state.ts";

export function pictureOf(
  { fleet, model }: CompiledFleet,
  placement: Int32Array,
  { cost, violations }: Evaluation,
): Picture {
  const { hosts, resources, capacity, safety, demand, machines } = model;
  const load = new Float64Array(hosts * resources);
  let unplaced = 0;
  for (let machine = 0; machine < machines; machine += 1) {
    const host = placement[machine]!;
    if (host < 0) unplaced += 1;
    else
      for (let r = 0; r < resources; r += 1)
        load[host * resources + r]! += demand[machine * resources + r]!;
  }
  const hostsOver = (limit: Float64Array) => {
    const over = new Set<number>();
    load.forEach((each, at) => {
      if (each > limit[at]!) over.add(Math.floor(at / resources));
    });
    return over.size;
  };
  return {
    violations: violations.length,
    unplaced,
    hostsOverCapacity: hostsOver(capacity),
    hostsOverSafety: hostsOver(safety),
    resources: fleet.resources.flatMap(({ name, weight }, r) => {
      if (weight === 0) return [];
      let highestShare = 0;
      let overload = 0;
      for (let at = r; at < load.length; at += resources) {
        if (capacity[at]! > 0) highestShare = Math.max(highestShare, load[at]! / capacity[at]!);
        overload += Math.max(0, load[at]! - safety[at]!) / unitsPerHost;
      }
      return { name, highestShare, overload };
    }),
    price: (cost.total - cost.move - cost.way - cost.groupMove) / costUnit,
  };
}

/** What gets better, one sentence each; one sentence where nothing does. */
export function explain(
  fleet: PlanFleet,
  { before, after }: { readonly before: Picture; readonly after: Picture },
  moves: number,
): string[] {
  if (moves === 0)
    return [
      "Nothing is worth a move: no rule that a move could mend, and no saving above its cost.",
    ];
  const said = [
    `${counted(moves, "move")} in a fleet of ${counted(fleet.machines.length, "machine")} on ${counted(fleet.hosts.length, "host")}.`,
  ];
  const say = (what: string, from: number, to: number) => {
    if (from !== to) said.push(`${what}: ${from} now, ${to} after the plan.`);
  };
  say("Machines without a host", before.unplaced, after.unplaced);
  say("Broken hard rules", before.violations, after.violations);
  say("Hosts over their capacity", before.hostsOverCapacity, after.hostsOverCapacity);
  say("Hosts over their safety capacity", before.hostsOverSafety, after.hostsOverSafety);
  before.resources.forEach(({ name, highestShare, overload }, r) => {
    const then = after.resources[r]!;
    say(`Fullest host, ${name}, in percent`, percent(highestShare), percent(then.highestShare));
    say(
      `Load of ${name} above safety, in percent of a host`,
      percent(overload),
      percent(then.overload),
    );
  });
  say(
    "Price of the fleet's state, in thousandths of a host",
    round(before.price),
    round(after.price),
  );
  return said;
}

const calledOf = ({ id, name }: { readonly id: string; readonly name?: string }) => name ?? id;
const percent = (share: number): number => Math.round(share * 1_000) / 10;
const round = (value: number): number => Math.round(value * 10) / 10;

/** Why a machine should leave where it is, at this point of the plan. */
export function reasonOf(compiled: CompiledFleet, state: PlacementState, machine: number): string {
  const { fleet, model } = compiled;
  const host = state.at[machine]!;
  if (host < 0) return "it has no host";
  const there = fleet.hosts[host]!;
  const name = calledOf(there);
  if (there.state === "draining") return `host ${name} is being drained`;
  if (!state.isAllowed(machine, host)) return `a rule keeps it off host ${name}`;
  const over = worst(compiled, state, { host, machine, limit: model.capacity });
  if (over !== null) return `host ${name} is over its capacity: ${over}`;
  const unsafe = worst(compiled, state, { host, machine, limit: model.safety });
  if (unsafe !== null) return `host ${name} is over its safety capacity: ${unsafe}`;
  const rule = ruleOf(compiled, state, machine);
  if (rule !== null)
    return `rule ${rule.name} is ${rule.isBroken ? `broken on host ${name}` : "kept better elsewhere"}`;
  return "makes room for others, or is cheaper elsewhere";
}

interface Where {
  readonly host: number;
  readonly machine: number;
  readonly limit: Float64Array;
}

/** The resource that is furthest above the limit, of those that the machine uses. */
function worst(
  { fleet, model }: CompiledFleet,
  state: PlacementState,
  { host, machine, limit }: Where,
): string | null {
  const { resources, capacity, demand } = model;
  let most = 0;
  let text: string | null = null;
  for (let r = 0; r < resources; r += 1) {
    const over = state.loadOf(host, r) - limit[host * resources + r]!;
    const share = over / Math.max(1, capacity[host * resources + r]!);
    if (share <= most || demand[machine * resources + r] === 0) continue;
    most = share;
    text = `${fleet.resources[r]!.name} by ${percent(share)} % of it`;
  }
  return text;
}

/** The first rule of its groups that its place breaks or pays for. */
function ruleOf(
  { model, groupNames }: CompiledFleet,
  state: PlacementState,
  machine: number,
): { readonly name: string; readonly isBroken: boolean } | null {
  const { groups } = model;
  const host = state.at[machine]!;
  for (let at = groups.ofMachineStart[machine]!; at < groups.ofMachineStart[machine + 1]!; at++) {
    const group = groups.ofMachine[at]!;
    const there = state.groups.onHost(group, host);
    const size = groups.memberStart[group + 1]! - groups.memberStart[group]!;
    const limit = groups.perHost[group]!;
    const isBroken = (limit > 0 && there > limit) || (groups.bundle[group] === 1 && there < size);
    const isDear =
      (groups.apartWeight[group]! > 0 && there > 1) ||
      (groups.togetherWeight[group]! > 0 && there < size);
    if (isBroken || isDear || groups.spreadMin[group]! > 1) {
      return { name: groupNames[group]!, isBroken };
    }
  }
  return null;
}

/** Broken rules in words. */
export function wordsOf(compiled: CompiledFleet, violations: readonly Violation[]): string[] {
  return violations.map((violation) => wordOf(compiled, violation));
}

function wordOf({ fleet, groupNames }: CompiledFleet, violation: Violation): string {
  const host = (index: number) => calledOf(fleet.hosts[index]!);
  const machine = (index: number) => calledOf(fleet.machines[index]!);
  switch (violation.rule) {
    case "placed":
      return `machine ${machine(violation.machine)} fits on no host it may be on`;
    case "allowed":
      return `machine ${machine(violation.machine)} stays on host ${host(violation.host)}: it fits on no host it may be on`;
    case "capacity":
    case "transient": {
      const name = fleet.resources[violation.resource]!.name;
      const share = percent(violation.over / unitsPerHost);
      return `host ${host(violation.host)} stays over its ${name} by ${share} % of an average host`;
    }
    case "per-host":
      return `rule ${groupNames[violation.group]}: ${violation.count} machines stay on host ${host(violation.host)}`;
    case "together":
      return `rule ${groupNames[violation.group]}: its machines stay on ${violation.hosts} hosts`;
    case "spread":
      return `rule ${groupNames[violation.group]}: its machines stay in ${violation.locations} locations`;
    case "dependency":
      return `machines ${groupNames[violation.group]} stay in a zone without ${groupNames[violation.on]}`;
  }
}
