import { Random } from "../simulation/random.ts";
import type { RoundPlan } from "./fault-round.ts";
import { type MoveFault, moveFaults } from "./move-faults.ts";
import { type Storage, storages } from "./move-site.ts";

/** Every fault alone, with shared and with local disks. */
export const singles: readonly Omit<RoundPlan, "name">[] = moveFaults.flatMap((fault) =>
  storages.filter((one) => fits(fault, one)).map((storage) => ({ storage, faults: [fault] })),
);

/** The first numbers are the faults one by one; those above are pairs of them, by the number as a seed. */
export function planOf(n: number): RoundPlan {
  const name = `m${n}`;
  const single = singles[n - 1];
  if (single !== undefined) return { name, ...single };
  const random = new Random(n);
  const storage = random.pick(storages);
  const all = moveFaults.filter((fault) => fits(fault, storage));
  const first = random.pick(all);
  const second = random.pick(all.filter((fault) => fault !== first));
  return { name, storage, faults: [first, second] };
}

function fits(fault: MoveFault, storage: Storage): boolean {
  return fault.storage === undefined || fault.storage === storage;
}
