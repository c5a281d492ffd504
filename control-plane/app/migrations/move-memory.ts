import type { MachineId } from "@novacron/protocol/domain/ids";
import type {
  MigrationForecast,
  MoveSubject,
  RecordedMove,
} from "@novacron/protocol/domain/migration-forecast";
import type { Clock } from "../../ports/clock.ts";
import type { StateTx } from "../../ports/state-store.ts";
import { BandwidthLearner } from "../forecast/bandwidth-learner.ts";
import type { Forecaster } from "../forecast/forecaster.ts";
import { BoundedMap } from "../support/bounded-map.ts";

/** Moves that a start learns from: older ones say nothing that newer ones do not say better. */
const learnedAtStart = 5_000;
const pageSize = 1_000;
const machinesKept = 50_000;

/** Moves learned from at once: some milliseconds, between which everything else has its turn. */
const slice = 20;

/**
 * What earlier moves teach: links and forecasts. Learned anew from the store at each start, slice by slice beside what
 * else begins: thousands of moves take seconds. Until all are learned forecasts know less; the order is kept.
 */
export class MoveMemory {
  readonly links = new BandwidthLearner();
  readonly #forecaster: Forecaster;
  readonly #clock: Clock;
  /** Oldest first. */
  #unlearned: RecordedMove[] = [];
  readonly #lastMoved = new BoundedMap<MachineId, number>(machinesKept);
  #learned = 0;
  #since: number | null = null;

  constructor(forecaster: Forecaster, clock: Clock) {
    this.#forecaster = forecaster;
    this.#clock = clock;
  }

  async load(tx: StateTx): Promise<void> {
    const moves: RecordedMove[] = [];
    for (let offset = 0; offset < learnedAtStart; offset += pageSize) {
      const { items } = await tx.moves.recorded({ limit: pageSize, offset });
      moves.push(...items);
      if (items.length < pageSize) break;
    }
    this.#unlearned = moves.reverse();
    for (const move of this.#unlearned) this.#note(move);
    this.#goOn();
  }

  learn(move: RecordedMove): void {
    this.#note(move);
    if (this.#unlearned.length > 0) this.#unlearned.push(move);
    else this.#teach(move);
  }

  #goOn(): void {
    if (this.#unlearned.length === 0) return;
    this.#clock.after(0, () => {
      for (const move of this.#unlearned.splice(0, slice)) this.#teach(move);
      this.#goOn();
    });
  }

  #note({ outcome, subject, endedAt }: RecordedMove): void {
    if (outcome === "completed") this.#lastMoved.set(subject.machine, endedAt);
  }

  #teach(move: RecordedMove): void {
    this.links.learn(move);
    this.#forecaster.learn(move);
    this.#learned += 1;
    this.#since ??= move.endedAt;
  }

  forecast(subject: MoveSubject): MigrationForecast {
    return this.#forecaster.forecast(subject);
  }

  /** When the machine was moved last; null where that is not known any more. */
  lastMoved(machine: MachineId): number | null {
    return this.#lastMoved.get(machine) ?? null;
  }

  state() {
    const { name, version } = this.#forecaster;
    return { forecaster: { name, version }, learnedFrom: this.#learned, since: this.#since };
  }
}
