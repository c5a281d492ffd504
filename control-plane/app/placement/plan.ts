import type { PlanFleet } from "../../ports/plan-fleet.ts";
import type { Plan, PlanEffort, PlannedMove } from "../../ports/planner.ts";
import { type CompiledFleet, compileFleet, costUnit } from "./compile.ts";
import { evaluate } from "./evaluate.ts";
import { explain, pictureOf, reasonOf, wordsOf } from "./explain.ts";
import { type Ordered, order } from "./order.ts";
import { search } from "./search.ts";
import { PlacementState } from "./state.ts";

export interface PlanOptions extends Omit<PlanEffort, "steps"> {
  readonly steps?: number;
  /** Share of the time that is spent, 0 to 1, where time bounds the effort in place of steps. */
  readonly spent?: () => number;
}

export const stepsUsual = 6_000_000;

/**
 * Which machines should move where, in which order, and why. Every move fits when it begins, and the fleet
 * breaks no hard rule after any of them that it did not break before.
 */
export function plan(fleet: PlanFleet, options: PlanOptions): Plan {
  const searched = compileFleet(fleet, true);
  const single =
    searched.units.length === fleet.machines.length ? searched : compileFleet(fleet, false);
  const { placement } = search(searched.model, {
    seed: options.seed,
    steps: options.steps ?? stepsUsual,
    ...(options.spent === undefined ? {} : { spent: options.spent }),
    gentle: true,
    repairOnly: options.mode === "repair",
  });
  const ordered = order(single.model, perMachine(searched, placement));
  const before = evaluate(single.model, single.model.initial);
  const after = evaluate(single.model, ordered.placement);
  const pictures = {
    before: pictureOf(single, single.model.initial, before),
    after: pictureOf(single, ordered.placement, after),
  };
  return {
    ...pictures,
    moves: describeMoves(single, ordered),
    stages: (ordered.moves.at(-1)?.stage ?? -1) + 1,
    explanation: explain(fleet, pictures, ordered.moves.length),
    unsolved: wordsOf(single, after.violations),
  };
}

/** A bundle's place is the place of each machine in it. */
function perMachine({ units, fleet }: CompiledFleet, placement: Int32Array): Int32Array {
  const target = new Int32Array(fleet.machines.length + 1).fill(-1);
  units.forEach((unit, index) => {
    for (const machine of unit) target[machine] = placement[index]!;
  });
  return target;
}

function describeMoves(compiled: CompiledFleet, ordered: Ordered): PlannedMove[] {
  const { fleet, model } = compiled;
  const state = new PlacementState(model);
  return ordered.moves.map(({ machine, from, to, stage, detour }) => {
    const reason = detour
      ? "makes way for another machine and moves on later"
      : reasonOf(compiled, state, machine);
    const before = state.cost;
    if (from >= 0) state.take(machine);
    state.put(machine, to);
    const cost = model.moveCost[machine]! / costUnit;
    return {
      machine: fleet.machines[machine]!.id,
      from: from < 0 ? null : fleet.hosts[from]!.id,
      to: fleet.hosts[to]!.id,
      stage,
      detour,
      cost,
      gain: from < 0 ? 0 : (before - state.cost) / costUnit + cost,
      reason,
    };
  });
}
