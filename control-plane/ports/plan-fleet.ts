/**
 * What the planner is told, in the words of the fleet. Amounts are in any unit, the same one for demand and
 * capacity of a resource.
 */
export interface PlanFleet {
  readonly resources: readonly PlanResource[];
  readonly hosts: readonly PlanHost[];
  readonly machines: readonly PlanMachine[];
  readonly rules: readonly PlanRule[];
}

export interface PlanResource {
  readonly name: string;
  /** Price of being a whole average host above the safety capacity; 1 unless said. 0: a limit alone, shown as no load. */
  readonly weight?: number;
  /** Held on both hosts until the whole plan has ended, as the disks of a storage move are. */
  readonly transient?: boolean;
}

/**
 * `open` takes machines; `closed` keeps what it has and takes none; `draining` must be empty at the end.
 * A host that is lost is left out, and its machines have no host.
 */
export type PlanHostState = "open" | "closed" | "draining";

export interface PlanHost {
  readonly id: string;
  /** What people call it; the id where there is none. */
  readonly name?: string;
  readonly state: PlanHostState;
  readonly tags: readonly string[];
  /** Hosts of one location fail together (a rack, a room). */
  readonly location: string;
  /** Hosts of one zone are near to one another; dependencies are met within it. */
  readonly zone: string;
  readonly capacity: readonly number[];
  /** Load above it is paid for; at most the capacity. */
  readonly safety: readonly number[];
}

export interface PlanMachine {
  readonly id: string;
  /** What people call it; the id where there is none. */
  readonly name?: string;
  /** Null where it has to be placed anew. */
  readonly host: string | null;
  readonly tags: readonly string[];
  readonly demand: readonly number[];
  /** What moving it costs, in thousandths of a whole host's overload. */
  readonly moveCost: number;
  /** Why it cannot leave its host, or null. */
  readonly pinned: string | null;
}

/** A soft rule has a weight: its price, in thousandths of a whole host's overload; a hard one has null. */
export type PlanRule =
  | {
      readonly kind: "apart";
      readonly id: string;
      readonly machines: string;
      readonly weight: number | null;
      /** Most of them on one host where the rule is hard; 1 unless said. */
      readonly perHost?: number;
    }
  | {
      readonly kind: "together";
      readonly id: string;
      readonly machines: string;
      readonly weight: number | null;
    }
  | {
      readonly kind: "on-hosts" | "off-hosts";
      readonly id: string;
      readonly machines: string;
      readonly hosts: string;
      readonly weight: number | null;
    }
  | {
      readonly kind: "spread";
      readonly id: string;
      readonly machines: string;
      readonly locations: number;
    }
  | {
      /** Each zone that has a machine of `machines` has one of `needs` too. */
      readonly kind: "near";
      readonly id: string;
      readonly machines: string;
      readonly needs: string;
    };
