import { describe, expect, it } from "vitest";
import { movingPlanOf, planOf } from "./plan.ts";
import { runSeedTwice } from "./run-seed.ts";

/** Seeds that once failed, and the large fleet: run every time. */
const fixedSeeds = [1, 2, 3, 7, 50];
/** Seeds of the campaign's range beyond, chosen by the commit, so that in time all are run. */
const sliceSize = 40;
/** The same for fleets in which machines move; the first is the large one. */
const fixedMovingSeeds = [20, 1, 2, 3];
const movingSliceSize = 10;

describe("the simulated fleet", () => {
  it.each(fixedSeeds)("keeps its promises under seed %i", async (seed) => {
    const { violations, tail } = await runSeedTwice(planOf(seed));
    expect(violations, tail.slice(-60).join("\n")).toEqual([]);
  });

  const first = 1_000 + (Number(process.env.NOVACRON_SLICE ?? 0) % 90_000);
  it.each(Array.from({ length: sliceSize }, (_, index) => first + index))(
    "keeps its promises under the commit's seed %i",
    async (seed) => {
      const { violations, tail } = await runSeedTwice(planOf(seed));
      expect(violations, tail.slice(-60).join("\n")).toEqual([]);
    },
  );
});

describe("the simulated fleet whose machines move", () => {
  it.each(fixedMovingSeeds)("keeps its promises under seed %i", async (seed) => {
    const { violations, tail } = await runSeedTwice(movingPlanOf(seed));
    expect(violations, tail.slice(-60).join("\n")).toEqual([]);
  });

  const first = 1_000 + (Number(process.env.NOVACRON_SLICE ?? 0) % 90_000);
  it.each(Array.from({ length: movingSliceSize }, (_, index) => first + index))(
    "keeps its promises under the commit's seed %i",
    async (seed) => {
      const { violations, tail } = await runSeedTwice(movingPlanOf(seed));
      expect(violations, tail.slice(-60).join("\n")).toEqual([]);
    },
  );
});
