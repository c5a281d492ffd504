import type { PlacementModel } from "./model.ts";
import type { Random } from "./random.ts";

/** How far apart two machines of like size are at most in the order of sizes, as a share of all. */
const reach = 0.01;

/** The weighted demand of machines: the scale of what a change can gain or lose. */
export class Sizes {
  readonly mean: number;
  /** Machines from the smallest to the largest, and where each stands in that order. */
  readonly #sorted: Int32Array;
  readonly #rank: Int32Array;
  readonly #reach: number;

  constructor({ machines, resources, demand, loadWeight }: PlacementModel) {
    const sizes = new Float64Array(machines);
    for (let at = 0; at < machines * resources; at += 1) {
      sizes[Math.floor(at / resources)]! += demand[at]! * loadWeight[at % resources]!;
    }
    const sum = sizes.reduce((all, each) => all + each, 0);
    this.mean = Math.max(1, sum / Math.max(1, machines));
    this.#sorted = Int32Array.from(sizes, (_, machine) => machine);
    this.#sorted.sort((a, b) => sizes[a]! - sizes[b]! || a - b);
    this.#rank = new Int32Array(machines);
    this.#sorted.forEach((machine, rank) => {
      this.#rank[machine] = rank;
    });
    this.#reach = Math.max(2, Math.floor(machines * reach));
  }

  /** A machine of like size, perhaps itself, or -1. */
  like(machine: number, random: Random): number {
    const at = this.#rank[machine]! - this.#reach + random.below(2 * this.#reach + 1);
    return at < 0 || at >= this.#sorted.length ? -1 : this.#sorted[at]!;
  }

  /** How many machines stand between two in the order of sizes. */
  distance(one: number, other: number): number {
    return Math.abs(this.#rank[one]! - this.#rank[other]!);
  }
}
