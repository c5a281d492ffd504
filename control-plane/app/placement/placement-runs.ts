import { counted } from "@novacron/protocol/domain/figures";
import type { HostId, MachineId, OperationId } from "@novacron/protocol/domain/ids";
import type { MoveBecause } from "@novacron/protocol/domain/operation-migration";
import {
  type PlacementPlan,
  type PlacementRun,
  type PlacementRunMove,
  placementRun,
} from "@novacron/protocol/domain/placement";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { Clock, Ids } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import type { StateTx } from "../../ports/state-store.ts";
import type { Draft } from "../inventory/draft.ts";
import type { Look } from "../migrations/staged.ts";
import { planEntry } from "../record/plan-entries.ts";
import type { Committer } from "../support/committer.ts";
import { refusalText } from "../support/refusal.ts";
import { beginRun, goOn, interrupt, movedText, refuse, stop } from "./placement-run.ts";

export interface RunsPorts {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly committer: Committer;
  readonly look: Look;
  /** A run is another than before. */
  readonly onChange: () => void;
  readonly move: (
    by: string,
    wish: { readonly id: OperationId; readonly machine: MachineId; readonly target: HostId },
    because: MoveBecause,
  ) => Promise<unknown>;
  readonly cancel: (by: string, operation: OperationId) => Promise<unknown>;
}

const keys = { run: "placement.run", past: "placement.runs" } as const;
/** Kept of what has ended: so many runs, with so many moves in all. */
const kept = { runs: 50, moves: 2_000 } as const;

/**
 * Plans as they are carried out, one at a time, and those that were. Each step is stored before its moves are asked for,
 * as operations of their own.
 */
export class PlacementRuns {
  readonly #ports: RunsPorts;
  #run: PlacementRun | null = null;
  /** Newest first. */
  #past: readonly PlacementRun[] = [];

  constructor(ports: RunsPorts) {
    this.#ports = ports;
  }

  async load(tx: StateTx): Promise<void> {
    const past = await tx.getMeta(keys.past);
    if (past !== null) this.#past = placementRun.array().parse(JSON.parse(past));
    const text = await tx.getMeta(keys.run);
    if (text === null) return;
    const found = placementRun.parse(JSON.parse(text));
    this.#run = interrupt(found, this.#ports.clock.now());
    if (this.#past[0]?.plan === this.#run.plan) return;
    this.#past = withRun(this.#past, this.#run);
    await this.#put(tx, this.#run, this.#past);
  }

  newest(): PlacementRun | null {
    return this.#run;
  }

  list(): readonly PlacementRun[] {
    return this.#run !== null && this.isRunning ? [this.#run, ...this.#past] : this.#past;
  }

  get isRunning(): boolean {
    return this.#run !== null && this.#run.endedAt === null;
  }

  /** Machines of which a planned move failed, or was cancelled, since then: they are not tried again at once. */
  failedSince(ms: number): ReadonlySet<MachineId> {
    const recent = this.#past.filter(({ endedAt }) => endedAt !== null && endedAt > ms);
    const failed = recent.flatMap(({ moves }) => moves.filter(({ state }) => state === "failed"));
    return new Set(failed.map(({ machine }) => machine));
  }

  async begin(draft: Draft, tx: StateTx, plan: PlacementPlan, by: string): Promise<void> {
    const { clock, ids } = this.#ports;
    const newId = () => ids.uuid() as OperationId;
    const run = beginRun(plan, { by, nowMs: clock.now(), newId });
    await tx.putMeta(keys.run, JSON.stringify(run));
    const gains = run.explanation.slice(1).join(" ");
    const sentence = `${by} began a plan of ${counted(run.moves.length, "move")}. ${gains}`;
    draft.record(planEntry({ at: run.startedAt, actor: by, sentence }));
    draft.after(() => this.#runs(run));
  }

  async stop(by: string, id: OperationId): Promise<PlacementRun> {
    const attempted = `stop plan ${id}`;
    if (this.#run?.plan !== id) throw new NovaError("NOT_FOUND", attempted);
    if (!this.isRunning) {
      throw new NovaError("CONFLICT", attempted, {
        next: "It has ended: nothing is to be stopped",
      });
    }
    const moving = await this.#step((run) => stop(run, by));
    for (const operation of moving) {
      await this.#ports.cancel(by, operation).catch((error: unknown) => {
        this.#ports.log.info({ operation, error }, "a move of a stopped plan was over already");
      });
    }
    await this.goOn();
    return this.#run;
  }

  async goOn(): Promise<void> {
    const { look, move, log, clock } = this.#ports;
    const moves = await this.#step((run) => goOn(run, look, clock.now()));
    for (const one of moves) {
      const { operation: id, machine, to: target } = one;
      try {
        if (this.#run?.stoppedBy) throw new NovaError("CANCELLED", `move ${one.machineName}`);
        await move(this.#run?.requestedBy ?? "novacron", { id, machine, target }, this.#why(one));
      } catch (error) {
        log.info({ machine, error }, "a move of a plan was refused");
        const problem = refusalText(error);
        await this.#step((run) => [refuse(run, id, problem), []]);
      }
    }
  }

  #why({ reason }: PlacementRunMove): MoveBecause {
    const plan = this.#run?.plan as OperationId;
    return { kind: "placement", plan, reason: reason.slice(0, 1_000) };
  }

  /** What is to be asked for, once it is stored. */
  #step<T>(
    step: (run: PlacementRun) => readonly [PlacementRun, readonly T[]],
  ): Promise<readonly T[]> {
    return this.#ports.committer.run((draft) => {
      const run = this.#run;
      if (run === null || run.endedAt !== null) return [];
      const [after, asked] = step(run);
      if (JSON.stringify(after) === JSON.stringify(run)) return asked;
      const past = after.endedAt === null ? this.#past : withRun(this.#past, after);
      if (after.endedAt !== null) draft.record(endEntry(after, after.endedAt));
      draft.alsoWrite((tx) => this.#put(tx, after, past === this.#past ? null : past));
      draft.after(() => {
        this.#past = past;
        this.#runs(after);
      });
      return asked;
    });
  }

  async #put(tx: StateTx, run: PlacementRun, past: readonly PlacementRun[] | null) {
    await tx.putMeta(keys.run, JSON.stringify(run));
    if (past !== null) await tx.putMeta(keys.past, JSON.stringify(past));
  }

  #runs(run: PlacementRun): void {
    this.#run = run;
    this.#ports.onChange();
  }
}

function withRun(past: readonly PlacementRun[], run: PlacementRun): readonly PlacementRun[] {
  let moves = 0;
  return [run, ...past].slice(0, kept.runs).filter((one, at) => {
    moves += one.moves.length;
    return at === 0 || moves <= kept.moves;
  });
}

function endEntry(run: PlacementRun, at: number) {
  const { requestedBy: actor, state, problem } = run;
  const ended = `The plan of ${actor} ended: ${movedText(run)}`;
  return state === "done"
    ? planEntry({ at, actor, sentence: ended })
    : planEntry({ at, actor, severity: "warning", sentence: `${ended}. ${problem ?? ""}` });
}
