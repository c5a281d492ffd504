import type { HostId, MachineId, OperationId } from "@novacron/protocol/domain/ids";
import type { MigrationForecast } from "@novacron/protocol/domain/migration-forecast";
import type { MoveLimits } from "@novacron/protocol/domain/move-limits";
import type { PlacementPlan, PlannedMove, WhatIf } from "@novacron/protocol/domain/placement";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { Clock, Ids } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import type { PlanFleet } from "../../ports/plan-fleet.ts";
import type { Plan, Planner } from "../../ports/planner.ts";
import { planDuration } from "../maintenance/plan-duration.ts";
import type { Committer } from "../support/committer.ts";
import { cutPlan } from "./cut-plan.ts";
import { fleetPicture, placesAfter } from "./fleet-picture.ts";
import type { PlacementRuns } from "./placement-runs.ts";
import type { PlacementBook } from "./placement-settings.ts";
import { changedFleet, stepsAtOnce, whatIf } from "./what-if.ts";

export interface AdvisorPorts {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly committer: Committer;
  readonly planner: Planner;
  readonly book: PlacementBook;
  /** `pinned`: with what keeps each machine where it is, such as its cool-down. */
  readonly fleet: (pinned: boolean) => PlanFleet;
  readonly nameOf: (host: string) => string;
  readonly machineName: (machine: string) => string;
  readonly forecast: (machine: MachineId, target: HostId) => MigrationForecast | null;
  /** How many moves may run at once. */
  readonly limits: () => MoveLimits;
  readonly runs: PlacementRuns;
  /** There is another plan. */
  readonly onChange: () => void;
}

/** A plan that nobody took up describes a fleet that is not there any more. */
const freshMs = 900_000;
const lookAgainMs = 300_000;

/** Makes plans and keeps the newest; where the mode says so also unasked, and begins them. */
export class PlacementAdvisor {
  readonly #ports: AdvisorPorts;
  #newest: PlacementPlan | null = null;
  #lookedAtMs = Number.NEGATIVE_INFINITY;
  #isLooking = false;

  constructor(ports: AdvisorPorts) {
    this.#ports = ports;
  }

  /** `signal` aborted: nobody waits for it any more, and it rejects CANCELLED. */
  async suggest(mode: "repair" | "rebalance", signal?: AbortSignal): Promise<PlacementPlan> {
    const fleet = this.#ports.fleet(true);
    const made = this.#shown(fleet, await this.#sought(fleet, mode, signal));
    this.#keep(made);
    return made;
  }

  newest(): PlacementPlan | null {
    return this.#newest;
  }

  async whatIf(change: WhatIf, signal?: AbortSignal) {
    const { fleet: fleetNow, nameOf, planner } = this.#ports;
    const fleet = fleetNow(false);
    const changed = changedFleet(fleet, change);
    if (changed === null)
      throw new NovaError("NOT_FOUND", "look at a change of the fleet: its host");
    return whatIf(fleet, changed, { change, nameOf, planner, signal });
  }

  async begin(by: string, id: OperationId): Promise<PlacementPlan> {
    const attempted = `carry out plan ${id}`;
    const { clock, committer, runs } = this.#ports;
    return committer.runWith(async (draft, tx) => {
      const newest = this.#newest;
      if (newest?.id !== id) {
        throw new NovaError("NOT_FOUND", attempted, {
          next: "Another is the newest: look at it, or make one",
        });
      }
      if (runs.isRunning) {
        const next = "Wait until the plan under way has ended, or stop it";
        throw new NovaError("CONFLICT", attempted, { next });
      }
      if (clock.now() - newest.madeAt > freshMs) {
        throw new NovaError("CONFLICT", attempted, { next: "It is too old: make a new one" });
      }
      await runs.begin(draft, tx, newest, by);
      return newest;
    });
  }

  async tick(): Promise<void> {
    const { clock, book, log, runs } = this.#ports;
    if (runs.isRunning) await runs.goOn();
    if (book.settings.mode === "manual" || runs.isRunning || this.#isLooking) return;
    if (clock.monotonicMs() - this.#lookedAtMs < lookAgainMs) return;
    this.#lookedAtMs = clock.monotonicMs();
    this.#isLooking = true;
    // Beside what else ticks: the plan of a large fleet takes a while.
    this.#look()
      .catch((error: unknown) => log.warn({ error }, "could not look at the placement"))
      .finally(() => {
        this.#isLooking = false;
      });
  }

  /** What is kept unasked mends a rule, or betters the fleet by so much as the settings say. */
  async #look(): Promise<void> {
    const { book, planner } = this.#ports;
    const { mode, leastGain, mostMoves } = book.settings;
    const fleet = this.#ports.fleet(true);
    let made = await this.#sought(fleet, "rebalance");
    if (gainOf(made) < leastGain) {
      // What is broken is mended whatever it gains, and nothing else is moved for less.
      if (!mends(made)) return;
      made = await this.#sought(fleet, "repair");
      if (!mends(made)) return;
    }
    if (mode === "automatic") made = await cutPlan(made, { fleet, mostMoves, planner });
    if (book.settings.mode !== mode) return;
    const shown = this.#shown(fleet, made);
    this.#keep(shown);
    if (mode === "automatic") await this.begin("novacron", shown.id);
  }

  #keep(made: PlacementPlan): void {
    this.#newest = made;
    this.#ports.onChange();
  }

  #sought(fleet: PlanFleet, mode: "repair" | "rebalance", signal?: AbortSignal): Promise<Plan> {
    return this.#ports.planner.plan(fleet, { seed: 1, mode, steps: stepsAtOnce }, signal);
  }

  #shown(fleet: PlanFleet, made: Plan): PlacementPlan {
    const { clock, ids, nameOf, limits } = this.#ports;
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
      durationMs: planDuration(
        moves.flatMap((move) =>
          move.from === null ? [] : [{ ...move, source: move.from, target: move.to }],
        ),
        limits(),
      ),
      before: picture([], made.before.violations),
      after: picture(made.moves, made.after.violations),
      explanation: [...made.explanation],
      unsolved: [...made.unsolved],
    };
  }

  #planned(one: Plan["moves"][number] & { readonly from: string }): PlannedMove {
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

function gainOf({ moves }: Plan): number {
  return moves.reduce((sum, { gain, cost }) => sum + gain - cost, 0);
}

function mends({ before, after }: Plan): boolean {
  return after.violations < before.violations;
}
