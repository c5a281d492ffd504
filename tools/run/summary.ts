import type { Outcome } from "./stage.ts";

/** Prints the closing line; returns the exit code. */
export function summarise(outcomes: readonly Outcome[]): number {
  const passed = outcomes.reduce((sum, outcome) => sum + outcome.passed, 0);
  const failed = outcomes.reduce((sum, outcome) => sum + outcome.failed, 0);
  for (const outcome of outcomes.filter(({ failed }) => failed > 0)) {
    process.stdout.write(`failed: ${outcome.name} (log in .cache/logs)\n`);
  }
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  return failed === 0 ? 0 : 1;
}
