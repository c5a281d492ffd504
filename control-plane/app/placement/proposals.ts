import { exchange, move, type Terms } from "./changes.ts";
import type { Random } from "./random.ts";
import type { Sizes } from "./sizes.ts";
import type { PlacementState } from "./state.ts";
import type { Style } from "./style.ts";

/** Of a thousand moves of a machine that has left home, those that take it back. */
const homing = 100;
/** A machine that has left home is exchanged with the one nearest in size of so many. */
const choices = 3;

interface ProposalOptions {
  readonly random: Random;
  readonly sizes: Sizes;
  readonly style: Style;
}

/**
 * What an annealing tries: half moves of one machine, half exchanges of two. It begins on the dearer of two
 * hosts, where something can be gained, or with a machine that has left home, whose moves cost nothing
 * anew; exchanges between machines of like size are refused least.
 */
export class Proposals {
  readonly #state: PlacementState;
  readonly #random: Random;
  readonly #sizes: Sizes;
  readonly #away: number;
  readonly #similar: number;

  constructor(state: PlacementState, { random, sizes, style }: ProposalOptions) {
    this.#state = state;
    this.#random = random;
    this.#sizes = sizes;
    this.#away = style.away;
    this.#similar = style.similar;
  }

  tryOne(terms: Terms): void {
    const state = this.#state;
    const fromAway = state.awayCount > 1 && this.#chance(this.#away);
    const machine = fromAway ? this.#dearerAway() : this.#oneOn(this.#dearerHost());
    if (machine < 0) return;
    if (this.#chance(500)) {
      const other = this.#partnerOf(machine, fromAway);
      const to = other < 0 ? -1 : state.at[other]!;
      if (to >= 0 && to !== state.at[machine]) exchange(state, machine, other, terms);
      return;
    }
    const to = this.#targetOf(machine);
    if (to !== state.at[machine]) move(state, machine, to, terms);
  }

  #targetOf(machine: number): number {
    const { model, at } = this.#state;
    const home = model.initial[machine]!;
    if (home >= 0 && home !== at[machine] && this.#chance(homing)) return home;
    return this.#random.below(model.hosts);
  }

  #partnerOf(machine: number, fromAway: boolean): number {
    if (fromAway && this.#chance(500)) return this.#likeAway(machine);
    if (this.#chance(this.#similar)) return this.#sizes.like(machine, this.#random);
    return this.#oneOn(this.#random.below(this.#state.model.hosts));
  }

  #likeAway(machine: number): number {
    let best = this.#oneAway();
    for (let more = 1; more < choices; more += 1) {
      const other = this.#oneAway();
      if (this.#sizes.distance(machine, other) < this.#sizes.distance(machine, best)) best = other;
    }
    return best;
  }

  #dearerAway(): number {
    const { hostCost, at } = this.#state;
    const one = this.#oneAway();
    const two = this.#oneAway();
    return hostCost[at[one]!]! >= hostCost[at[two]!]! ? one : two;
  }

  #dearerHost(): number {
    const { hostCost, model } = this.#state;
    const one = this.#random.below(model.hosts);
    const two = this.#random.below(model.hosts);
    return hostCost[one]! > hostCost[two]! ? one : two;
  }

  #oneAway(): number {
    return this.#state.away[this.#random.below(this.#state.awayCount)]!;
  }

  #oneOn(host: number): number {
    const machines = this.#state.onHost[host]!;
    return machines.length === 0 ? -1 : machines[this.#random.below(machines.length)]!;
  }

  #chance(ofThousand: number): boolean {
    return ofThousand > 0 && this.#random.below(1_000) < ofThousand;
  }
}
