import type { HostId, MachineId, OperationId } from "@novacron/protocol/domain/ids";
import type { MigrationForecast } from "@novacron/protocol/domain/migration-forecast";
import type { PlacementPlan, PlannedMove, WhatIf } from "@novacron/protocol/domain/placement";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { Clock, Ids } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import { durationOf } from "../maintenance/drain-plan.ts";
import { due, isDone, type Look, looked, type StagedMove } from "../migrations/staged.ts";
import type { PlanFleet } from "./fleet.ts";
import { fleetPicture, placesAfter } from "./fleet-picture.ts";
import type { PlacementBook } from "./placement-settings.ts";
import { plan } from "./plan.ts";
import { changedFleet, stepsAtOnce, whatIf } from "./what-if.ts";

export interface AdvisorPorts {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly book: PlacementBook;
  /** `pinned`: with what keeps each machine where it is, such as its cool-down. */
  readonly fleet: (pinned: boolean) => PlanFleet;
  readonly nameOf: (host: string) => string;
  readonly machineName: (machine: string) => string;
  readonly forecast: (machine: MachineId, target: HostId) => MigrationForecast | null;
  readonly look: Look;
  readonly move: (
    by: string,
    wish: { readonly id: OperationId; readonly machine: MachineId; readonly target: HostId },
  ) => Promise<unknown>;
}

/** A plan that nobody took up describes a fleet that is not there any more. */
const freshMs = 900_000;
const lookAgainMs = 300_000;

interface Run {
  readonly by: string;
  readonly plan: PlacementPlan;
  readonly moves: readonly (StagedMove & { readonly machine: MachineId; readonly to: HostId })[];
}

/**
 * Makes plans, keeps the newest, and carries one out stage by stage. A run lives in memory: its moves are operations
 * and end by themselves; what had not begun when the control plane was started anew is planned afresh.
 */
export class PlacementAdvisor {
  readonly #ports: AdvisorPorts;
  #newest: PlacementPlan | null = null;
  #run: Run | null = null;
  #lookedAtMs = Number.NEGATIVE_INFINITY;

  constructor(ports: AdvisorPorts) {
    this.#ports = ports;
  }

  suggest(mode: "repair" | "rebalance"): PlacementPlan {
    this.#newest = this.#plan(mode);
    return this.#newest;
  }

  newest(): { readonly plan: PlacementPlan | null } {
    return { plan: this.#newest };
  }

  whatIf(change: WhatIf) {
    const fleet = this.#ports.fleet(false);
    const changed = changedFleet(fleet, change);
    if (changed === null)
      throw new NovaError("NOT_FOUND", "look at a change of the fleet: its host");
    return whatIf(fleet, changed, { change, nameOf: this.#ports.nameOf });
  }

  begin(by: string, id: OperationId): PlacementPlan {
    const attempted = `carry out plan ${id}`;
    const { clock, ids } = this.#ports;
    const newest = this.#newest;
    if (newest?.id !== id) throw new NovaError("NOT_FOUND", attempted);
    if (this.#run !== null) {
      throw new NovaError("CONFLICT", attempted, {
        next: "Wait until the plan under way has ended",
      });
    }
    if (clock.now() - newest.madeAt > freshMs) {
      throw new NovaError("CONFLICT", attempted, { next: "It is too old: make a new one" });
    }
    const moves = newest.moves.map(({ machine, to, stage }) => {
      const operation = ids.uuid() as OperationId;
      return { machine, to, stage, operation, state: "planned" as const, problem: null };
    });
    this.#run = { by, plan: newest, moves };
    return newest;
  }

  async tick(): Promise<void> {
    if (this.#run !== null) await this.#goOn(this.#run);
    const { clock, book } = this.#ports;
    const { mode, leastGain, mostMoves } = book.settings;
    if (mode === "manual" || this.#run !== null) return;
    if (clock.monotonicMs() - this.#lookedAtMs < lookAgainMs) return;
    this.#lookedAtMs = clock.monotonicMs();
    const made = this.#plan("rebalance");
    const gain = made.moves.reduce((sum, one) => sum + one.gain - one.cost, 0);
    if (made.moves.length === 0 || gain < leastGain) return;
    this.#newest = made;
    if (mode === "automatic" && made.moves.length <= mostMoves) this.begin("novacron", made.id);
  }

  async #goOn(run: Run): Promise<void> {
    const { look, move, log } = this.#ports;
    const seen = looked(run.moves, look, "moved");
    const isFailed = seen.some(({ state }) => state === "failed");
    if (isDone(seen) || (isFailed && !seen.some(({ state }) => state === "moving"))) {
      // What was planned after a move that failed stood on it.
      this.#run = null;
      return;
    }
    const places = isFailed ? [] : due(seen);
    this.#run = {
      ...run,
      moves: seen.map((one, at) => (places.includes(at) ? { ...one, state: "moving" } : one)),
    };
    for (const at of places) {
      const { operation: id, machine, to: target } = seen[at] as Run["moves"][number];
      if (id === null) continue;
      try {
        await move(run.by, { id, machine, target });
      } catch (error) {
        log.info({ machine, error }, "a move of a plan was refused; the plan ends");
        this.#run = null;
        return;
      }
    }
  }

  #plan(mode: "repair" | "rebalance"): PlacementPlan {
    const { clock, ids, nameOf } = this.#ports;
    const fleet = this.#ports.fleet(true);
    const made = plan(fleet, { seed: 1, mode, steps: stepsAtOnce });
    const moves = made.moves.flatMap((one): PlannedMove[] => {
      if (one.from === null) return [];
      return [this.#planned({ ...one, from: one.from })];
    });
    const picture = (places: readonly { machine: string; to: string }[], brokenRules: number) =>
      fleetPicture(fleet, placesAfter(fleet, places), { brokenRules, nameOf });
    return {
      id: ids.uuid() as OperationId,
      madeAt: clock.now(),
      moves,
      stages: made.stages,
      durationMs: durationOf(moves),
      before: picture([], made.before.violations),
      after: picture(made.moves, made.after.violations),
      explanation: [...made.explanation],
      unsolved: [...made.unsolved],
    };
  }

  #planned(one: ReturnType<typeof plan>["moves"][number] & { readonly from: string }): PlannedMove {
    const { nameOf, machineName, forecast } = this.#ports;
    const machine = one.machine as MachineId;
    const to = one.to as HostId;
    return {
      machine,
      machineName: machineName(machine),
      from: one.from as HostId,
      fromName: nameOf(one.from),
      to,
      toName: nameOf(to),
      stage: one.stage,
      detour: one.detour,
      cost: one.cost,
      gain: one.gain,
      reason: one.reason,
      forecast: forecast(machine, to),
    };
  }
}
