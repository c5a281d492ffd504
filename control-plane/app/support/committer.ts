import type { RecordEntry } from "@novacron/protocol/http/record";
import type { Log } from "../../ports/log.ts";
import type { StateStore, StateTx } from "../../ports/state-store.ts";
import { Draft, type Touched } from "../inventory/draft.ts";
import type { FleetState } from "../inventory/fleet-state.ts";
import { Serial } from "./serial.ts";

/** Told after each commit, when the fleet in memory already shows it. Must not throw. */
export type CommitListener = (touched: Touched, entries: readonly RecordEntry[]) => void;

/**
 * The one writer of the fleet: decisions are made one after another on what is committed, stored in one
 * transaction, then shown. A decision that fails, or that the store refuses, leaves nothing behind.
 */
export class Committer {
  readonly #store: StateStore;
  readonly #fleet: FleetState;
  readonly #log: Log;
  readonly #serial = new Serial();
  readonly #listeners: CommitListener[] = [];

  constructor(store: StateStore, fleet: FleetState, log: Log) {
    this.#store = store;
    this.#log = log;
    this.#fleet = fleet;
  }

  listen(listener: CommitListener): void {
    this.#listeners.push(listener);
  }

  waiting(): number {
    return this.#serial.waiting();
  }

  /** A decision from memory alone; the store is asked only where something changed. */
  run<T>(decide: (draft: Draft) => T): Promise<T> {
    return this.#serial.run(async () => {
      const draft = new Draft(this.#fleet);
      const result = decide(draft);
      const entries = draft.isEmpty()
        ? []
        : await this.#store.transaction((tx) => draft.writeTo(tx));
      this.#show(draft, entries);
      return result;
    });
  }

  /** A decision that has to read the store first; it may write beside the draft too. */
  runWith<T>(decide: (draft: Draft, tx: StateTx) => Promise<T>): Promise<T> {
    return this.#serial.run(async () => {
      const draft = new Draft(this.#fleet);
      const done = await this.#store.transaction(async (tx) => {
        const result = await decide(draft, tx);
        return { result, entries: await draft.writeTo(tx) };
      });
      this.#show(draft, done.entries);
      return done.result;
    });
  }

  #show(draft: Draft, entries: readonly RecordEntry[]): void {
    draft.applyToBase();
    const touched = draft.touched();
    this.#told(() => draft.runAfter());
    for (const listener of this.#listeners) this.#told(() => listener(touched, entries));
  }

  /** It is stored: whoever fails to hear of it must not make it look refused. */
  #told(tell: () => void): void {
    try {
      tell();
    } catch (error) {
      this.#log.error({ error }, "a part failed to take over what was committed");
    }
  }
}
