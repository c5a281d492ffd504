import { counted } from "@novacron/protocol/domain/figures";
import type { PlanFleet } from "../../ports/plan-fleet.ts";
import type { Plan, Planner } from "../../ports/planner.ts";
import { explain } from "./explain.ts";
import { placesAfter } from "./fleet-picture.ts";

export interface Cut {
  readonly fleet: PlanFleet;
  readonly mostMoves: number;
  readonly planner: Planner;
}

/**
 * The first moves of a plan, which help most: each fits when it begins, whatever follows. What they come to is judged
 * anew, and so is the rest once they have been made.
 */
export async function cutPlan(whole: Plan, { fleet, mostMoves, planner }: Cut): Promise<Plan> {
  if (whole.moves.length <= mostMoves) return whole;
  const moves = whole.moves.slice(0, mostMoves);
  const placed = placesAfter(fleet, moves);
  const then = {
    ...fleet,
    machines: fleet.machines.map((one) => ({ ...one, host: placed(one.id) })),
  };
  const { before: after } = await planner.plan(then, { seed: 1, mode: "repair", steps: 1 });
  const [, ...gains] = explain(fleet, { before: whole.before, after }, moves.length);
  const cut = `The first ${counted(moves.length, "move")} of the ${whole.moves.length} that it would take; the rest is looked at anew afterwards.`;
  const stages = Math.max(0, ...moves.map(({ stage }) => stage + 1));
  return { ...whole, moves, stages, after, explanation: [cut, ...gains] };
}
