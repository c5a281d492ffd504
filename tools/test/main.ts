import { questDbJar } from "../bootstrap/artifacts.ts";
import { install } from "../bootstrap/packages.ts";
import { checkSteps } from "../check/steps.ts";
import { sliceOfCommit } from "../run/slice.ts";
import { type Outcome, report } from "../run/stage.ts";
import { summarise } from "../run/summary.ts";
import { runVitest } from "../run/vitest-stage.ts";
import { realTests } from "./real-tests.ts";
import { isInSlice } from "./taken-in-turn.ts";

/**
 * All tests: set-up, the checks of `npm run check`, a slice of the simulation, then everything that runs
 * against the real parts. `npm test -- PATH ...` runs only the matching real tests after the set-up.
 */
const paths = process.argv.slice(2);
const slice = sliceOfCommit();
const env = { NOVACRON_SLICE: String(slice) };

const outcomes: Outcome[] = [await setUp()];
if (outcomes[0]?.failed === 0) {
  if (paths.length === 0) {
    outcomes.push(...(await checkSteps()));
    outcomes.push(await runVitest({ name: "simulation", project: "simulation", paths: [], env }));
  }
  const chosen = paths.length > 0 ? paths : realTests().filter((path) => isInSlice(path, slice));
  outcomes.push(await runVitest({ name: "real", project: "real", paths: chosen, env }));
}
process.exitCode = summarise(outcomes);

async function setUp(): Promise<Outcome> {
  const begun = performance.now();
  let failed = 0;
  try {
    process.stdout.write(`slice of the long suites: ${slice}\n`);
    await install("test");
    await questDbJar();
    const { buildDashboard } = await import("../dashboard/build.ts");
    await buildDashboard();
  } catch (error) {
    failed = 1;
    process.stdout.write(`set-up: ${error instanceof Error ? error.message : String(error)}\n`);
  }
  const seconds = (performance.now() - begun) / 1000;
  report("set-up", failed === 0, seconds);
  return { name: "set-up", passed: 1 - failed, failed, seconds };
}
