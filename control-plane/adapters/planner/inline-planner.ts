import { NovaError } from "@novacron/protocol/errors/nova-error";
import { plan } from "../../app/placement/plan.ts";
import type { PlanFleet } from "../../ports/plan-fleet.ts";
import type { Plan, PlanEffort, Planner } from "../../ports/planner.ts";

/** Plans in the thread of who asks: for tests, and for the simulation, whose one thread is its order of events. */
export class InlinePlanner implements Planner {
  #isStopped = false;

  async plan(fleet: PlanFleet, effort: PlanEffort, signal?: AbortSignal): Promise<Plan> {
    if (this.#isStopped || signal?.aborted) throw new NovaError("CANCELLED", "plan the fleet");
    return plan(fleet, effort);
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
  }
}
