import { execFileSync } from "node:child_process";
import { root } from "./stage.ts";

/**
 * A number that is the same for the same commit and differs between commits: it chooses which seeds of the
 * long suites a run of the tests takes, so that in time all are run. NOVACRON_SLICE sets it by hand.
 */
export function sliceOfCommit(): number {
  const given = process.env.NOVACRON_SLICE;
  if (given !== undefined && /^\d{1,9}$/.test(given)) return Number(given);
  try {
    const commit = execFileSync("git", ["rev-parse", "HEAD"], { cwd: root, encoding: "utf8" });
    return Number.parseInt(commit.slice(0, 7), 16);
  } catch {
    return 1;
  }
}
