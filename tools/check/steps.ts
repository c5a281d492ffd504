import { availableParallelism } from "node:os";
import { type Outcome, runCheck } from "../run/stage.ts";
import { runVitest } from "../run/vitest-stage.ts";

/** Format, lint, types, tidy, generated files, unit tests: what every change must pass. */
export async function checkSteps(): Promise<readonly Outcome[]> {
  const quick = [
    () => runCheck("format-and-lint", ["biome", "ci", "--error-on-warnings", "."]),
    () => runCheck("types-protocol", ["tsc", "-p", "protocol/tsconfig.json"]),
    () => runCheck("types", ["tsc", "-p", "tsconfig.json"]),
    () => runCheck("types-dashboard", ["tsc", "-p", "dashboard/tsconfig.json"]),
    () => runCheck("tidy", [process.execPath, "tools/tidy/main.ts"]),
    () => runCheck("generated", [process.execPath, "tools/generate/main.ts", "--check"]),
  ];
  const outcomes = await inPairs(quick, Math.min(2, availableParallelism()));
  outcomes.push(await runVitest({ name: "unit", project: "unit", paths: [] }));
  return outcomes;
}

async function inPairs<T>(jobs: readonly (() => Promise<T>)[], width: number): Promise<T[]> {
  const results: T[] = [];
  const queue = [...jobs];
  const worker = async (): Promise<void> => {
    for (let job = queue.shift(); job !== undefined; job = queue.shift()) results.push(await job());
  };
  await Promise.all(Array.from({ length: width }, worker));
  return results;
}
