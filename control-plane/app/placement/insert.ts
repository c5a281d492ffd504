import type { Random } from "./random.ts";
import type { PlacementState } from "./state.ts";

export interface InsertOptions {
  /** Host each was taken from; -1 or missing for one that is new. */
  readonly from: ReadonlyMap<number, number>;
  readonly random: Random;
}

/** Pushes per machine that waits, before the rest is given up. */
const pushesPerMachine = 60;
/** Hosts looked at for a push, beside the free ones. */
const hostsPerPush = 24;

/**
 * Finds each machine the cheapest host where it fits. Where none has room, it takes the room of a few
 * smaller machines, which then look for a place themselves. Answers those that found none.
 */
export function insert(
  state: PlacementState,
  machines: readonly number[],
  options: InsertOptions,
): readonly number[] {
  const waiting = [...machines];
  const from = new Map(options.from);
  const given: number[] = [];
  let pushes = machines.length * pushesPerMachine + 1_000;
  for (let next = 0; next < waiting.length; next += 1) {
    const machine = waiting[next]!;
    const source = from.get(machine) ?? -1;
    if (placeCheapest(state, machine, source)) continue;
    const pushed = pushes > 0 ? push(state, machine, { source, random: options.random }) : null;
    pushes -= 1;
    if (pushed === null) {
      given.push(machine);
      continue;
    }
    for (const { machine: other, host } of pushed) {
      from.set(other, host);
      waiting.push(other);
    }
  }
  return given;
}

/** The cheapest host that takes it; of hosts of one price the emptiest, so that many find their places side by side. */
function placeCheapest(state: PlacementState, machine: number, source: number): boolean {
  const { hosts } = state.model;
  const refused = new Set<number>();
  for (;;) {
    let best = -1;
    let bestPrice = Infinity;
    let bestFill = Infinity;
    for (let host = 0; host < hosts; host += 1) {
      const price = state.priceOf(machine, host);
      if (price > bestPrice || price === Infinity || refused.has(host)) continue;
      const fill = fillWith(state, machine, host);
      if (price === bestPrice && fill >= bestFill) continue;
      best = host;
      bestPrice = price;
      bestFill = fill;
    }
    if (best < 0) return false;
    if (state.arrive(machine, source, best)) return true;
    refused.add(best);
  }
}

/** Share of the host that is taken with it there, of the resource that is scarcest. */
function fillWith(state: PlacementState, machine: number, host: number): number {
  const { resources, demand, capacity } = state.model;
  let most = 0;
  for (let r = 0; r < resources; r += 1) {
    const taken = state.claimOf(host, r) + demand[machine * resources + r]!;
    most = Math.max(most, taken / Math.max(1, capacity[host * resources + r]!));
  }
  return most;
}

interface Pushed {
  readonly machine: number;
  readonly host: number;
}

/** Puts it where it displaces the least, and answers what it displaced. */
function push(
  state: PlacementState,
  machine: number,
  { source, random }: { readonly source: number; readonly random: Random },
): readonly Pushed[] | null {
  const { hosts } = state.model;
  let best: { host: number; out: readonly number[]; price: number } | null = null;
  for (let tries = 0; tries < hostsPerPush; tries += 1) {
    const host = random.below(hosts);
    if (!state.isAllowed(machine, host)) continue;
    const out = displaced(state, machine, host);
    if (out === null) continue;
    const price =
      out.reduce((sum, other) => sum + bulk(state, other), 0) * (0.75 + random.unit() / 2);
    if (price < (best?.price ?? Infinity) && price < bulk(state, machine))
      best = { host, out, price };
  }
  if (best === null) return null;
  const { host, out } = best;
  for (const other of out) state.take(other);
  if (!state.arrive(machine, source, host)) {
    for (const other of out) state.put(other, host);
    return null;
  }
  return out.map((other) => ({ machine: other, host }));
}

/** The smallest machines that make room for it on the host, or null where all of them would not do. */
function displaced(state: PlacementState, machine: number, host: number): readonly number[] | null {
  const { resources, demand, capacity } = state.model;
  const short = Float64Array.from({ length: resources }, (_, r) => {
    const needed = demand[machine * resources + r]!;
    return needed === 0 ? 0 : state.claimOf(host, r) + needed - capacity[host * resources + r]!;
  });
  const sorted = [...state.onHost[host]!].sort((a, b) => bulk(state, a) - bulk(state, b) || a - b);
  const out: number[] = [];
  for (const other of sorted) {
    if (short.every((each) => each <= 0)) break;
    let helps = false;
    for (let r = 0; r < resources; r += 1) {
      if (short[r]! > 0 && demand[other * resources + r]! > 0) helps = true;
    }
    if (!helps) continue;
    for (let r = 0; r < resources; r += 1) short[r]! -= demand[other * resources + r]!;
    out.push(other);
  }
  return short.every((each) => each <= 0) ? out : null;
}

/** A size to compare two machines by: the sum of their shares of an average host. */
function bulk(state: PlacementState, machine: number): number {
  const { resources, demand, capacity } = state.model;
  let sum = 0;
  for (let r = 0; r < resources; r += 1) {
    sum += demand[machine * resources + r]! / Math.max(1, capacity[r]!);
  }
  return sum;
}
