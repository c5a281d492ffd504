import type { MachineId } from "@novacron/protocol/domain/ids";
import type {
  MigrationForecast,
  MoveSubject,
  RecordedMove,
} from "@novacron/protocol/domain/migration-forecast";
import type { StateTx } from "../../ports/state-store.ts";
import { BandwidthLearner } from "../forecast/bandwidth-learner.ts";
import type { Forecaster } from "../forecast/forecaster.ts";
import { BoundedMap } from "../support/bounded-map.ts";

/** Moves that a start learns from: older ones say nothing that newer ones do not say better. */
const learnedAtStart = 5_000;
const pageSize = 1_000;
const machinesKept = 50_000;

/** What earlier moves teach: links and forecasts. Built anew from the store at each start. */
export class MoveMemory {
  readonly links = new BandwidthLearner();
  readonly #forecaster: Forecaster;
  readonly #lastMoved = new BoundedMap<MachineId, number>(machinesKept);
  #learned = 0;
  #since: number | null = null;

  constructor(forecaster: Forecaster) {
    this.#forecaster = forecaster;
  }

  async load(tx: StateTx): Promise<void> {
    const moves: RecordedMove[] = [];
    for (let offset = 0; offset < learnedAtStart; offset += pageSize) {
      const { items } = await tx.moves.recorded({ limit: pageSize, offset });
      moves.push(...items);
      if (items.length < pageSize) break;
    }
    for (const move of moves.reverse()) this.learn(move);
  }

  learn(move: RecordedMove): void {
    this.links.learn(move);
    this.#forecaster.learn(move);
    if (move.outcome === "completed") this.#lastMoved.set(move.subject.machine, move.endedAt);
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
