import { readFileSync } from "node:fs";
import { loadavg } from "node:os";
import { basename } from "node:path";
import { gunzipSync } from "node:zlib";
import { plan } from "@novacron/control-plane/app/placement/plan";
import { type BenchResult, type Figure, rounded } from "../lib/result.ts";
import { readInstance } from "./instance.ts";

/** Published-code figures of the same instances, build and search, in seconds. */
const theirs: Readonly<Record<string, number>> = { li3: 2.0, nr3: 9.3, li4: 2.9, nr4: 16.3 };
const goalSeconds = 2;

/** Repairs of 5,000 hosts by the product's planner; each argument is a file of the data archive. */
export async function benchBtrplace(files: readonly string[]): Promise<BenchResult> {
  if (files.length === 0) throw new RangeError("usage: npm run bench -- btrplace FILE.gz ...");
  const notes: string[] = [];
  const figures = files.map((file): Figure => {
    const name = basename(file).replace(/\.gz$/, "");
    const fleet = readInstance(gunzipSync(readFileSync(file)).toString());
    const begin = performance.now();
    const made = plan(fleet, { seed: 1, mode: "repair" });
    const seconds = (performance.now() - begin) / 1_000;
    const { violations, unplaced } = made.after;
    notes.push(
      `${name}: ${fleet.machines.length} machines, ${made.before.violations} broken rules before, ` +
        `${violations} after, ${unplaced} without a host, ${made.moves.length} moves in ` +
        `${made.stages} stages; load average ${loadavg()[0]?.toFixed(1)}`,
    );
    const peer = theirs[name] ?? null;
    return {
      figure: `${name}, seconds to a plan`,
      ours: rounded(seconds),
      peer,
      ratio: peer === null ? null : rounded(seconds / peer),
      goal: `<= ${goalSeconds} s, nothing broken`,
      unit: "s",
      met: violations === 0 && seconds <= goalSeconds,
    };
  });
  return { bench: "btrplace", met: figures.every(({ met }) => met), figures, notes };
}
