import { Random } from "../simulation/random.ts";
import type { RoundPlan } from "./fault-round.ts";
import { type MoveFault, moveFaults } from "./move-faults.ts";
import { type Storage, storages } from "./move-site.ts";

/** Every fault alone, with shared and with local disks. */
export const singles: readonly Omit<RoundPlan, "name">[] = moveFaults.flatMap((fault) =>
  storages.filter((one) => fits(fault, one)).map((storage) => ({ storage, faults: [fault] })),
);

/** The fault of that number, from 1. */
export function singleOf(n: number): RoundPlan {
  const single = singles[n - 1];
  if (single === undefined) throw new RangeError(`there are ${singles.length} faults one by one`);
  return { name: `m${n}`, ...single };
}

/** As many as one campaign may ask for. */
export const pairsMax = 1_000;

/** The pair of that number, from 1. */
export function pairOf(n: number): RoundPlan {
  const random = new Random(1);
  let left: MoveFault[] = [];
  let met = new Set<string>();
  for (let number = 1; number <= Math.min(n, pairsMax); number += 1) {
    if (left.length === 0) {
      left = shuffled(moveFaults, random);
      met = new Set();
    }
    const first = newest(left, met);
    meet(first, { left, met });
    const others = left.filter((fault) => goTogether(first, fault));
    const second = newest(others.length > 0 ? others : partners(first, random), met);
    meet(second, { left, met });
    const faults = [first, second];
    const both = storages.filter((one) => faults.every((fault) => fits(fault, one)));
    const storage = random.pick(both);
    if (number === n) return { name: `p${n}`, storage, faults };
  }
  throw new RangeError(`pairs are numbered from 1 to ${pairsMax}`);
}

/**
 * Of those at hand the first that brings most of what no pair had yet: a kind of fault, a moment. So each kind and each
 * moment is met within the first few pairs, and each fault once before any is met again.
 */
function newest(faults: readonly MoveFault[], met: ReadonlySet<string>): MoveFault {
  const news = (fault: MoveFault) => traits(fault).filter((trait) => !met.has(trait)).length;
  const best = Math.max(...faults.map(news));
  const found = faults.find((fault) => news(fault) === best);
  if (found === undefined) throw new RangeError("there is no fault to choose from");
  return found;
}

function meet(
  fault: MoveFault,
  { left, met }: { readonly left: MoveFault[]; readonly met: Set<string> },
): void {
  const place = left.indexOf(fault);
  if (place >= 0) left.splice(place, 1);
  for (const trait of traits(fault)) met.add(trait);
}

function traits({ name, at }: MoveFault): readonly string[] {
  return [`what: ${name}`, `when: ${at}`];
}

/** For what is left over at the end of a turn. */
function partners(first: MoveFault, random: Random): readonly MoveFault[] {
  return shuffled(moveFaults, random).filter(
    (fault) => fault !== first && goTogether(first, fault),
  );
}

/**
 * Whether both can strike in one move: a condition that keeps it from beginning leaves no later moment, and two that
 * change the same thing would each undo the other's.
 */
function goTogether(one: MoveFault, other: MoveFault): boolean {
  if (one.changes !== undefined && one.changes === other.changes) return false;
  const isLate = ({ at }: MoveFault) => !early.has(at);
  if (one.keepsOut === true && isLate(other)) return false;
  return !(other.keepsOut === true && isLate(one));
}

const early: ReadonlySet<string> = new Set(["before", "describe", "check"]);

function shuffled<T>(items: readonly T[], random: Random): T[] {
  const keyed = items.map((item) => ({ item, key: random.next() }));
  return keyed.sort((a, b) => a.key - b.key).map(({ item }) => item);
}

function fits(fault: MoveFault, storage: Storage): boolean {
  return fault.storage === undefined || fault.storage === storage;
}
