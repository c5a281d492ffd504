import type { PlacementState } from "./state.ts";

/** Share of the search after which room is never exceeded again. */
const ends = 0.7;
/** If machines are beyond their hosts' room even then, the price stays until so late. */
const endsAtLatest = 0.95;
/** What the price comes to: no load is worth it. */
const last = 100_000;

/**
 * Lets a search fill hosts beyond their room, for a price that rises from `first` until nobody pays it.
 * Where hosts are nearly full, most ways from one good placement to another lead through such places.
 */
export class RoomPrice {
  readonly #state: PlacementState;
  readonly #first: number;
  readonly #weight: number;
  #open: boolean;

  constructor(state: PlacementState, first: number) {
    this.#state = state;
    this.#first = first;
    this.#weight = state.model.loadWeight.reduce((most, each) => Math.max(most, each), 0);
    // What is beyond its room from the start, and cannot be mended, must not get worse.
    this.#open = first > 0 && this.#weight > 0 && !state.isOverAnywhere;
  }

  /** To the price that is due when so much of the search (0 to 1) is over. */
  raise(spent: number): void {
    if (!this.#open) return;
    if (spent >= ends && (spent >= endsAtLatest || !this.#state.isOverAnywhere)) {
      this.#open = false;
      this.#state.overPrice = Number.POSITIVE_INFINITY;
      return;
    }
    const rise = (last / this.#first) ** Math.min(1, spent / ends);
    this.#state.overPrice = this.#weight * this.#first * rise;
  }

  /** Whether the placement is one that may be answered. */
  get isKept(): boolean {
    return !this.#open || !this.#state.isOverAnywhere;
  }
}
