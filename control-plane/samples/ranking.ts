/** Mean and highest value by id, for "the ten busiest". */
export class Ranking {
  readonly #entries = new Map<string, { sum: number; count: number; max: number }>();

  add(
    id: string,
    sums: { readonly sum: number; readonly count: number; readonly max: number },
  ): void {
    if (!(sums.count > 0) || Number.isNaN(sums.sum)) return;
    const entry = this.#entries.get(id);
    if (entry === undefined) {
      this.#entries.set(id, { sum: sums.sum, count: sums.count, max: sums.max });
      return;
    }
    entry.sum += sums.sum;
    entry.count += sums.count;
    if (sums.max > entry.max) entry.max = sums.max;
  }

  /** Highest mean first; equal means by id, so that the order is always the same. */
  first(limit: number): { readonly id: string; readonly mean: number; readonly max: number }[] {
    return [...this.#entries]
      .map(([id, entry]) => ({
        id,
        mean: Math.min(entry.sum / entry.count, entry.max),
        max: entry.max,
      }))
      .sort((a, b) => b.mean - a.mean || (a.id < b.id ? -1 : 1))
      .slice(0, limit);
  }
}
