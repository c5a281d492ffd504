import type { PlacementModel } from "./model.ts";
import type { Style } from "./style.ts";

/** Where it begins, as a share of the weighted transient demand of what moves, and how it falls. */
type TollStyle = Pick<Style, "toll" | "tollFade">;

export const noToll: TollStyle = { toll: 0, tollFade: 1 };

/**
 * A machine that leaves home holds its transient resources on both hosts until the plan has ended, so each
 * such move uses up room that a better one may need. The search therefore pays a toll for it, high at first,
 * so that only moves that gain much for the room they take are made, and none at the end.
 */
export class Toll {
  readonly #initial: Int32Array;
  readonly #size: Float64Array;
  readonly #style: TollStyle;
  #rate = 0;

  constructor(model: PlacementModel, style: TollStyle) {
    const { machines, resources, demand, transient, loadWeight, initial } = model;
    this.#initial = initial;
    this.#style = style;
    this.#size = new Float64Array(machines);
    for (let machine = 0; machine < machines; machine += 1) {
      if (initial[machine]! < 0) continue;
      for (let r = 0; r < resources; r += 1) {
        if (transient[r] === 0) continue;
        this.#size[machine]! += demand[machine * resources + r]! * loadWeight[r]!;
      }
    }
  }

  /** To the rate that is due when so much of the search (0 to 1) is over. */
  lower(spent: number): void {
    this.#rate = this.#style.toll * (1 - spent) ** this.#style.tollFade;
  }

  of(machine: number, from: number, to: number): number {
    const home = this.#initial[machine]!;
    if (from === home) return this.#rate * this.#size[machine]!;
    return to === home ? -this.#rate * this.#size[machine]! : 0;
  }
}
