import process from "node:process";
import { Random } from "../simulation/random.ts";
import { FaultRound, type RoundPlan } from "./fault-round.ts";
import { type MoveFault, moveFaults } from "./move-faults.ts";
import { MoveSite, type Storage, storages } from "./move-site.ts";

/**
 * `fault-campaign.ts FROM TO`: one lab for all numbers, one move under faults for each. The first numbers are the faults
 * one by one, with shared and with local disks; those above are pairs of them, by the number as a seed. `0 0` tells how
 * many there are one by one, and as many pairs again.
 */
const singles: readonly Omit<RoundPlan, "name">[] = moveFaults.flatMap((fault) =>
  storages.filter((one) => fits(fault, one)).map((storage) => ({ storage, faults: [fault] })),
);

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

async function run(from: number, to: number): Promise<void> {
  let site: MoveSite | null = null;
  try {
    for (let n = from; n <= to; n += 1) {
      site ??= await MoveSite.up();
      const plan = planOf(n);
      const what = plan.faults.map(({ name, at }) => `${name} at ${at}`).join(", ");
      const begun = performance.now();
      const { findings, outcome, hit } = await new FaultRound(site, plan)
        .run()
        .catch((error: Error) => ({ findings: [error.message], outcome: "broken", hit: 0 }));
      const seconds = Math.round((performance.now() - begun) / 1_000);
      process.stderr.write(`${n} ${plan.storage}: ${what}: ${outcome}, ${seconds} s\n`);
      const detail = `${plan.storage} disk, ${what}: ${outcome}: ${findings.slice(0, 8).join("; ")}`;
      const ok = findings.length === 0;
      const stats = { faults: plan.faults.length, hit, moved: outcome.includes(" moved") ? 1 : 0 };
      process.stdout.write(`${JSON.stringify({ n, ok, detail: ok ? "" : detail, stats })}\n`);
      // What is left of one round must not be held against the next.
      if (!ok) {
        process.stderr.write(`${detail}\n${site.stack.logs()}\n`);
        await site.down();
        site = null;
      }
    }
  } finally {
    await site?.down();
  }
}

const [from = 0, to = from] = process.argv.slice(2).map(Number);
if (from === 0) {
  process.stdout.write(
    `${JSON.stringify({ n: 0, ok: true, stats: { count: 2 * singles.length } })}\n`,
  );
} else {
  await run(from, to);
}
process.exit(0);
