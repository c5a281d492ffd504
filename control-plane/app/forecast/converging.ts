interface Seen {
  /** Log odds as physics alone gave them. */
  readonly odds: number;
  readonly failed: number;
}

const seenMax = 500;
const steps = 8;
/** How far intercept and slope are believed to lie from 0 and 1. */
const interceptSpread = 1;
const slopeSpread = 0.4;

/**
 * Corrects the chance of not converging: a logistic curve through what became of the last moves, held near
 * the physical chance until they say otherwise.
 */
export class ConvergenceCurve {
  readonly #seen: Seen[] = [];
  #intercept = 0;
  #slope = 1;

  chance(physical: number): number {
    return logistic(this.#intercept + this.#slope * logit(physical));
  }

  learn(physical: number, failed: boolean): void {
    this.#seen.push({ odds: logit(physical), failed: failed ? 1 : 0 });
    if (this.#seen.length > seenMax) this.#seen.shift();
    for (let step = 0; step < steps; step += 1) this.#improve();
  }

  /** One step of Newton's method towards the most likely curve. */
  #improve(): void {
    const [ofIntercept, ofSlope] = [1 / interceptSpread ** 2, 1 / slopeSpread ** 2];
    let pull = -this.#intercept * ofIntercept;
    let turn = (1 - this.#slope) * ofSlope;
    let [a, b, c] = [ofIntercept, 0, ofSlope];
    for (const { odds, failed } of this.#seen) {
      const chance = logistic(this.#intercept + this.#slope * odds);
      const weight = chance * (1 - chance);
      pull += failed - chance;
      turn += (failed - chance) * odds;
      a += weight;
      b += weight * odds;
      c += weight * odds * odds;
    }
    const determinant = a * c - b * b;
    this.#intercept += (c * pull - b * turn) / determinant;
    this.#slope += (a * turn - b * pull) / determinant;
  }
}

function logistic(odds: number): number {
  return 1 / (1 + Math.exp(-odds));
}

/** A grid of some dozens of outlooks knows no chance below 1 in 200. */
function logit(chance: number): number {
  const bounded = Math.min(0.995, Math.max(0.005, chance));
  return Math.log(bounded / (1 - bounded));
}
