import { causeAccident } from "./accidents.ts";
import { Intruder } from "./intruder.ts";
import { findViolations } from "./invariants.ts";
import { planOf } from "./plan.ts";
import { Wishes } from "./wishes.ts";
import { World } from "./world.ts";

export interface SeedResult {
  readonly seed: number;
  readonly digest: string;
  readonly violations: readonly string[];
  readonly tail: readonly string[];
  readonly stats: Readonly<Record<string, number>>;
}

/** Longer than every deadline, so that whatever has not ended by then never will. */
const calmMs = 480_000;
/** Most fleets are well much sooner; then there is nothing to wait for. */
const lookEveryMs = 80_000;

/** One life of a fleet: trouble, then calm, then the questions. A function of the seed. `keepLines` of the trace. */
export async function runSeed(seed: number, keepLines = 400): Promise<SeedResult> {
  const plan = planOf(seed);
  const world = new World(plan, keepLines);
  const wishes = new Wishes(world, world.random.fork());
  const accidents = world.random.fork();
  const pace = world.random.fork();
  const intruder = new Intruder(world, world.random.fork());
  const { scheduler } = world;
  world.boot();
  const repeat = (everyMs: number, run: () => void): void => {
    const next = (): void => {
      if (scheduler.nowMs >= plan.activeMs) return;
      run();
      scheduler.after(everyMs * 2 * pace.next(), null, next);
    };
    scheduler.after(2_000 + everyMs * pace.next(), null, next);
  };
  repeat(plan.wishEveryMs, () => wishes.next());
  repeat(plan.wishEveryMs / 2, () => wishes.guestReboots());
  repeat(plan.accidentEveryMs, () => causeAccident(world, accidents));
  repeat(plan.wishEveryMs, () => intruder.strike());
  await scheduler.runUntil(plan.activeMs);
  world.heal();
  let violations: readonly string[] = [];
  for (let calm = lookEveryMs; calm <= calmMs; calm += lookEveryMs) {
    await scheduler.runUntil(plan.activeMs + calm);
    violations = await findViolations(world, wishes);
    if (violations.length === 0) break;
  }
  return {
    seed,
    digest: world.trace.digest(),
    violations,
    tail: world.trace.tail(),
    stats: {
      events: world.trace.count,
      operations: wishes.all.filter((wish) => wish.accepted).length,
      acts: world.agents.reduce((sum, agent) => sum + agent.acts.length, 0),
      accepted: world.emissions.accepted().length,
      deaths: world.control.deaths + world.agents.reduce((sum, agent) => sum + agent.deaths, 0),
      virtualSeconds: Math.round(scheduler.nowMs / 1000),
    },
  };
}

/** Twice, because a run that cannot be repeated proves nothing. */
export async function runSeedTwice(seed: number): Promise<SeedResult> {
  const first = await runSeed(seed);
  const second = await runSeed(seed);
  if (first.digest === second.digest) return first;
  const text = `not deterministic: ${first.digest} and ${second.digest}`;
  return { ...first, violations: [...first.violations, text] };
}
