import { causeAccident } from "./accidents.ts";
import { Intruder } from "./intruder.ts";
import { findViolations, storedOperations } from "./invariants.ts";
import type { Plan } from "./plan.ts";
import { Wishes } from "./wishes.ts";
import { World } from "./world.ts";

export interface SeedResult {
  readonly seed: number;
  readonly digest: string;
  readonly violations: readonly string[];
  readonly tail: readonly string[];
  readonly stats: Readonly<Record<string, number>>;
  /** How each operation ended, for a person who looks at one seed. */
  readonly told: () => Promise<readonly string[]>;
}

/** Longer than every deadline, so that whatever has not ended by then never will. */
const calmMs = 480_000;
const movingCalmMs = 2_400_000;
/** Most fleets are well much sooner; then there is nothing to wait for. */
const lookEveryMs = 80_000;

/** One life of a fleet: trouble, then calm, then the questions. A function of its plan. `keepLines` of the trace. */
export async function runSeed(plan: Plan, keepLines = 400): Promise<SeedResult> {
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
  const longestMs = plan.moves ? movingCalmMs : calmMs;
  for (let calm = lookEveryMs; calm <= longestMs; calm += lookEveryMs) {
    await scheduler.runUntil(plan.activeMs + calm);
    violations = await findViolations(world, wishes);
    if (violations.length === 0) break;
  }
  return {
    seed: plan.seed,
    digest: world.trace.digest(),
    told: () => tellOperations(world, wishes),
    violations,
    tail: world.trace.tail(),
    stats: {
      events: world.trace.count,
      operations: wishes.all.filter((wish) => wish.accepted).length,
      acts: world.agents.reduce((sum, agent) => sum + agent.acts.length, 0),
      accepted: world.emissions.accepted().length,
      ...(plan.moves && { moves: world.copies.moved }),
      deaths: world.control.deaths + world.agents.reduce((sum, agent) => sum + agent.deaths, 0),
      virtualSeconds: Math.round(scheduler.nowMs / 1000),
    },
  };
}

async function tellOperations(world: World, wishes: Wishes): Promise<readonly string[]> {
  const stored = await storedOperations(world, wishes);
  return [...stored.values()].map((one) => {
    const steps = one.steps.map(({ name, state }) => `${name}:${state}`).join(" ");
    const { kind, phase, outcome } = one.migration ?? {};
    const move =
      one.migration === undefined
        ? ""
        : `${kind} to ${one.migration.targetName} ${phase} ${outcome}`;
    const end = `${one.requestedAt} ${one.state} ${one.problem?.code ?? ""}`;
    return `${one.id} ${one.kind} ${one.machineName} on ${one.hostName} ${move} ${end} ${steps}`;
  });
}

/** Twice, because a run that cannot be repeated proves nothing. */
export async function runSeedTwice(plan: Plan): Promise<SeedResult> {
  const first = await runSeed(plan);
  const second = await runSeed(plan);
  if (first.digest === second.digest) return first;
  const text = `not deterministic: ${first.digest} and ${second.digest}`;
  return { ...first, violations: [...first.violations, text] };
}
