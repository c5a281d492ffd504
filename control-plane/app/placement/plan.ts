import { type CompiledFleet, compileFleet, costUnit } from "./compile.ts";
import { evaluate } from "./evaluate.ts";
import { explain, type Picture, pictureOf, reasonOf, wordsOf } from "./explain.ts";
import type { PlanFleet } from "./fleet.ts";
import { type Ordered, order } from "./order.ts";
import { search } from "./search.ts";
import { PlacementState } from "./state.ts";

export interface PlanOptions {
  /** The same seed, steps and fleet give the same plan. */
  readonly seed: number;
  /** `repair` mends broken rules and overload and moves nothing else; `rebalance` seeks what is cheapest. */
  readonly mode: "repair" | "rebalance";
  /** Effort of a rebalancing; a million steps take about a third of a second. */
  readonly steps?: number;
  /** Share of the time that is spent, 0 to 1, where time bounds the effort in place of steps. */
  readonly spent?: () => number;
}

export interface PlannedMove {
  readonly machine: string;
  /** Null where it had no host. */
  readonly from: string | null;
  readonly to: string;
  /** Moves of one stage may run at once; each stage begins when the one before has ended. */
  readonly stage: number;
  /** It only makes way for another and moves on later. */
  readonly detour: boolean;
  /** What the move itself costs, and what it takes off the price of the fleet; thousandths of a host. */
  readonly cost: number;
  readonly gain: number;
  readonly reason: string;
}

export interface Plan {
  readonly moves: readonly PlannedMove[];
  readonly stages: number;
  readonly before: Picture;
  readonly after: Picture;
  /** What gets better, in words and numbers. */
  readonly explanation: readonly string[];
  /** What the plan cannot mend, each with why. */
  readonly unsolved: readonly string[];
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
