import { describe, it } from "vitest";
import { runBlock } from "./run-block.ts";
import { fuzzTargets } from "./targets.ts";

/** A slice, another one for each commit; the campaign does 100,000 inputs of each. */
const slice = Number(process.env.NOVACRON_SLICE ?? 0);

describe("fuzzing", () => {
  it.each(fuzzTargets)("$name survives what $from may send", (target) => {
    runBlock(target, 1_000_000 + slice, 500);
  });
});
