import type { HostId, MachineId, OperationId } from "@novacron/protocol/domain/ids";
import type { MigrationForecast } from "@novacron/protocol/domain/migration-forecast";
import type { MoveLimits } from "@novacron/protocol/domain/move-limits";
import {
  type PlacementPlan,
  type PlacementRun,
  type PlacementRunMove,
  type PlannedMove,
  placementRun,
  type WhatIf,
} from "@novacron/protocol/domain/placement";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { Clock, Ids } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import type { PlanFleet } from "../../ports/plan-fleet.ts";
import type { Plan, Planner } from "../../ports/planner.ts";
import type { StateTx } from "../../ports/state-store.ts";
import { planDuration } from "../maintenance/plan-duration.ts";
import type { Look } from "../migrations/staged.ts";
import type { Committer } from "../support/committer.ts";
import { refusalText } from "../support/refusal.ts";
import { fleetPicture, placesAfter } from "./fleet-picture.ts";
import { beginRun, goOn, interrupt, refuse } from "./placement-run.ts";
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
  readonly look: Look;
  /** There is another plan, or the one that runs went on. */
  readonly onChange: () => void;
  readonly move: (
    by: string,
    wish: { readonly id: OperationId; readonly machine: MachineId; readonly target: HostId },
  ) => Promise<unknown>;
}

/** A plan that nobody took up describes a fleet that is not there any more. */
const freshMs = 900_000;
const lookAgainMs = 300_000;

const key = "placement.run";

/**
 * Makes plans, keeps the newest, and carries one out stage by stage. Of a run each step is stored before its moves are
 * asked for, as operations of their own.
 */
export class PlacementAdvisor {
  readonly #ports: AdvisorPorts;
  #newest: PlacementPlan | null = null;
  #run: PlacementRun | null = null;
  #lookedAtMs = Number.NEGATIVE_INFINITY;
  #isLooking = false;

  constructor(ports: AdvisorPorts) {
    this.#ports = ports;
  }

  async load(tx: StateTx): Promise<void> {
    const text = await tx.getMeta(key);
    if (text === null) return;
    const found = placementRun.parse(JSON.parse(text));
    this.#run = interrupt(found, this.#ports.clock.now());
    if (this.#run !== found) await tx.putMeta(key, JSON.stringify(this.#run));
  }

  /** `signal` aborted: nobody waits for it any more, and it rejects CANCELLED. */
  async suggest(mode: "repair" | "rebalance", signal?: AbortSignal): Promise<PlacementPlan> {
    const made = await this.#plan(mode, signal);
    this.#keep(made);
    return made;
  }

  newest(): { readonly plan: PlacementPlan | null; readonly run: PlacementRun | null } {
    return { plan: this.#newest, run: this.#run };
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
    const { clock, ids, committer } = this.#ports;
    return committer.runWith(async (draft, tx) => {
      const newest = this.#newest;
      if (newest?.id !== id) throw new NovaError("NOT_FOUND", attempted);
      if (this.#isRunning) {
        const next = "Wait until the plan under way has ended";
        throw new NovaError("CONFLICT", attempted, { next });
      }
      if (clock.now() - newest.madeAt > freshMs) {
        throw new NovaError("CONFLICT", attempted, { next: "It is too old: make a new one" });
      }
      const newId = () => ids.uuid() as OperationId;
      const run = beginRun(newest, { by, nowMs: clock.now(), newId });
      await tx.putMeta(key, JSON.stringify(run));
      draft.after(() => this.#runs(run));
      return newest;
    });
  }

  async tick(): Promise<void> {
    if (this.#isRunning) await this.#goOn();
    const { clock, book, log } = this.#ports;
    if (book.settings.mode === "manual" || this.#isRunning || this.#isLooking) return;
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

  get #isRunning(): boolean {
    return this.#run !== null && this.#run.endedAt === null;
  }

  async #look(): Promise<void> {
    const made = await this.#plan("rebalance");
    const { mode, leastGain, mostMoves } = this.#ports.book.settings;
    const gain = made.moves.reduce((sum, one) => sum + one.gain - one.cost, 0);
    if (mode === "manual" || made.moves.length === 0 || gain < leastGain) return;
    this.#keep(made);
    if (mode === "automatic" && made.moves.length <= mostMoves)
      await this.begin("novacron", made.id);
  }

  async #goOn(): Promise<void> {
    const { look, move, log, clock } = this.#ports;
    const moves = await this.#step((run) => goOn(run, look, clock.now()));
    for (const { operation: id, machine, to: target } of moves) {
      try {
        await move(this.#run?.requestedBy ?? "novacron", { id, machine, target });
      } catch (error) {
        log.info({ machine, error }, "a move of a plan was refused");
        const problem = refusalText(error);
        await this.#step((run) => [refuse(run, id, problem), []]);
      }
    }
  }

  /** What is to be asked for, once it is stored. */
  #step(
    step: (run: PlacementRun) => readonly [PlacementRun, readonly PlacementRunMove[]],
  ): Promise<readonly PlacementRunMove[]> {
    return this.#ports.committer.run((draft) => {
      const run = this.#run;
      if (run === null) return [];
      const [after, moves] = step(run);
      if (JSON.stringify(after) !== JSON.stringify(run)) {
        draft.alsoWrite((tx) => tx.putMeta(key, JSON.stringify(after)));
        draft.after(() => this.#runs(after));
      }
      return moves;
    });
  }

  #runs(run: PlacementRun): void {
    this.#run = run;
    this.#ports.onChange();
  }

  #keep(made: PlacementPlan): void {
    this.#newest = made;
    this.#ports.onChange();
  }

  async #plan(mode: "repair" | "rebalance", signal?: AbortSignal): Promise<PlacementPlan> {
    const { clock, ids, nameOf, planner, limits } = this.#ports;
    const fleet = this.#ports.fleet(true);
    const made = await planner.plan(fleet, { seed: 1, mode, steps: stepsAtOnce }, signal);
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
