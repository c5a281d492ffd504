import type { PlanFleet } from "./plan-fleet.ts";

/** How a plan is sought. The same fleet and effort give the same plan. */
export interface PlanEffort {
  readonly seed: number;
  /** `repair` mends broken rules and overload and moves nothing else; `rebalance` seeks what is cheapest. */
  readonly mode: "repair" | "rebalance";
  /** Effort of a rebalancing; a million steps take about a third of a second. */
  readonly steps: number;
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

/** The state of the fleet in few numbers, before a plan and after it. */
export interface Picture {
  readonly violations: number;
  readonly unplaced: number;
  readonly hostsOverCapacity: number;
  readonly hostsOverSafety: number;
  readonly resources: readonly ResourcePicture[];
  /** Price of the whole state, its moves left out, in thousandths of a whole host's overload. */
  readonly price: number;
}

export interface ResourcePicture {
  readonly name: string;
  /** Load of the fullest host, as a share of its capacity. */
  readonly highestShare: number;
  /** Load above the safety capacities, as a share of an average host. */
  readonly overload: number;
}

/**
 * Plans the fleet beside the control plane's own work: a large one takes seconds of processor time. One plan is made at a
 * time, few wait. Implementations: a thread of its own, and the caller's thread for tests and the simulation; both pass
 * `planner.contract.ts`.
 */
export interface Planner {
  /**
   * Rejects OVERLOADED where too many wait, DEADLINE_EXCEEDED where it takes too long, and CANCELLED once `signal` is
   * aborted or the planner stops.
   */
  plan(fleet: PlanFleet, effort: PlanEffort, signal?: AbortSignal): Promise<Plan>;
  /** Plans under way and waiting are cancelled, and no other is taken. */
  stop(): Promise<void>;
}
