import process from "node:process";
import { huntMutant, seedsForMutant } from "./mutants/hunt.ts";
import { mutants } from "./mutants/list.ts";
import { movingPlanOf, planOf } from "./plan.ts";
import { runSeed, runSeedTwice } from "./run-seed.ts";

const words = process.argv.slice(2).filter((word) => word !== "--moves");
const [mode = "", first = "1", last = first] = words;
/** Fleets in which machines move. */
const planFor = process.argv.includes("--moves") ? movingPlanOf : planOf;
const from = Number(first);
const to = Number(last);

switch (mode) {
  case "seed":
    await showSeed(from);
    break;
  case "seeds":
    await runSeeds();
    break;
  case "find":
    await findFirst();
    break;
  case "mutants":
    await runMutants();
    break;
  default:
    process.stderr.write(
      "usage: main.ts seed N | seeds FROM TO | find FROM TO | mutants FROM TO [--moves]\n",
    );
    process.exitCode = 2;
}

/** One seed, with its plan and its whole trace. */
async function showSeed(seed: number): Promise<void> {
  const result = await runSeed(planFor(seed), 1_000_000);
  process.stdout.write(`${JSON.stringify(planFor(seed))}\n`);
  process.stdout.write(`${result.tail.join("\n")}\n`);
  for (const operation of await result.told()) process.stdout.write(`${operation}\n`);
  for (const violation of result.violations) process.stdout.write(`violated: ${violation}\n`);
  process.stdout.write(`${JSON.stringify(result.stats)} ${result.digest}\n`);
  process.exitCode = result.violations.length === 0 ? 0 : 1;
}

async function runSeeds(): Promise<void> {
  for (let seed = from; seed <= to; seed += 1) {
    const { violations, stats } = await runSeedTwice(planFor(seed));
    const ok = violations.length === 0;
    print({ n: seed, ok, ...(ok ? {} : { detail: violations.slice(0, 5).join("; ") }), stats });
  }
}

/** Stops at the first seed that finds anything; used on trees with a planted bug. */
async function findFirst(): Promise<void> {
  for (let seed = from; seed <= to; seed += 1) {
    const { violations } = await runSeed(planFor(seed));
    if (violations.length === 0) continue;
    print({ n: seed, ok: false, detail: violations.slice(0, 3).join("; ") });
    return;
  }
  print({ n: to, ok: true });
}

async function runMutants(): Promise<void> {
  if (from === 0) return print({ n: 0, ok: true, stats: { count: mutants.length } });
  for (let index = from; index <= to; index += 1) {
    const mutant = mutants[index - 1];
    if (mutant === undefined) continue;
    const found = await huntMutant(mutant, seedsForMutant);
    const detail = `${mutant.name}: ${found.detail}`;
    print({
      n: index,
      ok: found.seed !== null,
      detail,
      stats: { seeds: found.seed ?? seedsForMutant },
    });
    process.stderr.write(`${detail}\n`);
  }
}

function print(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
