/** Distribution function of the standard normal; error below 1e-7 (Abramowitz and Stegun, 7.1.26). */
export function normalBelow(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const [a, b, c, d, e] = [0.254829592, -0.284496736, 1.421413741, -1.453152027, 1.061405429];
  const tail = 0.5 * t * (a + t * (b + t * (c + t * (d + t * e)))) * Math.exp(-x * x);
  return z > 0 ? 1 - tail : tail;
}

/** Its inverse by bisection, between -8 and 8. */
export function normalQuantile(share: number): number {
  let low = -8;
  let high = 8;
  for (let step = 0; step < 36; step += 1) {
    const middle = (low + high) / 2;
    if (normalBelow(middle) < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Equal parts of a lognormal or normal quantity, each stood for by the middle one: z values. */
export function strata(count: number): number[] {
  return Array.from({ length: count }, (_, at) => normalQuantile((at + 0.5) / count));
}

/** Several normal distributions of a logarithm, each as likely as the others. */
export interface LogMixture {
  readonly centres: readonly number[];
  readonly spread: number;
}

/** Chance of a value at most so large. */
export function mixtureBelow({ centres, spread }: LogMixture, value: number): number {
  const log = Math.log(value);
  let sum = 0;
  for (const centre of centres) sum += normalBelow((log - centre) / spread);
  return sum / centres.length;
}

/** The value below which that share lies. */
export function mixtureQuantile(mixture: LogMixture, share: number): number {
  let low = Math.min(...mixture.centres) - 8 * mixture.spread;
  let high = Math.max(...mixture.centres) + 8 * mixture.spread;
  for (let step = 0; step < 30; step += 1) {
    const middle = (low + high) / 2;
    if (mixtureBelow(mixture, Math.exp(middle)) < share) low = middle;
    else high = middle;
  }
  return Math.exp((low + high) / 2);
}
