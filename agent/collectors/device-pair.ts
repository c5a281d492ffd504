interface Device {
  readonly device: string;
}

/** The earlier reading of a device; lists keep their order, so the same place is looked at first. */
export function earlier<D extends Device>(
  before: readonly D[],
  device: string,
  index: number,
): D | undefined {
  const guess = before[index];
  if (guess !== undefined && guess.device === device) return guess;
  return before.find((one) => one.device === device);
}

/**
 * Growth of one counter over all devices that stand in both readings. Null without such a device, and where
 * any of them fell or is not known: a sum that silently lacks a part would be wrong.
 */
export function totalGrowth<D extends Device>(
  before: readonly D[],
  now: readonly D[],
  counter: (device: D) => number,
): number | null {
  let total: number | null = null;
  for (let index = 0; index < now.length; index += 1) {
    const one = now[index]!;
    const old = earlier(before, one.device, index);
    if (old === undefined) continue;
    const grown = counter(one) - counter(old);
    if (!(grown >= 0 && Number.isFinite(grown))) return null;
    total = (total ?? 0) + grown;
  }
  return total;
}
