import process from "node:process";
import { pairOf, singleOf, singles } from "./fault-plans.ts";
import { FaultRound, type RoundPlan } from "./fault-round.ts";
import { MoveSite } from "./move-site.ts";

/**
 * `fault-campaign.ts [--pairs] FROM TO`: one lab for all numbers, one move under faults for each. `0 0` tells how many
 * there are one by one.
 */
async function run(from: number, to: number, planOf: (n: number) => RoundPlan): Promise<void> {
  let site: MoveSite | null = null;
  try {
    for (let n = from; n <= to; n += 1) {
      site ??= await MoveSite.up();
      const plan = planOf(n);
      const what = plan.faults.map(({ name, at }) => `${name} at ${at}`).join(", ");
      const begun = performance.now();
      const { findings, outcome, struck, hit } = await new FaultRound(site, plan)
        .run()
        .catch((error: Error) => ({ ...broken, findings: [error.message] }));
      const seconds = Math.round((performance.now() - begun) / 1_000);
      process.stderr.write(`${n} ${plan.storage}: ${what}: ${outcome}, ${seconds} s\n`);
      const detail = `${plan.storage} disk, ${what}: ${outcome}: ${findings.slice(0, 8).join("; ")}`;
      const ok = findings.length === 0;
      const moved = outcome.includes(" moved") ? 1 : 0;
      const stats = { faults: plan.faults.length, struck, hit, moved };
      process.stdout.write(`${JSON.stringify({ n, ok, detail: ok ? "" : detail, stats })}\n`);
      // What is left of one round must not be held against the next.
      if (!ok) {
        process.stderr.write(`${detail}\n${site.stack.logs(logsMax)}\n`);
        await site.down();
        site = null;
      }
    }
  } finally {
    await site?.down();
  }
}

/** Characters of each part: what led to a finding may lie minutes before it. */
const logsMax = 50_000;

const broken = { outcome: "broken", struck: 0, hit: 0 } as const;

const isPairs = process.argv.includes("--pairs");
const [from = 0, to = from] = process.argv
  .slice(2)
  .filter((word) => !word.startsWith("--"))
  .map(Number);
if (from === 0) {
  process.stdout.write(`${JSON.stringify({ n: 0, ok: true, stats: { count: singles.length } })}\n`);
} else {
  await run(from, to, isPairs ? pairOf : singleOf);
}
process.exit(0);
