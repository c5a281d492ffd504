import type { SimMachine } from "@novacron/agent/sim/sim-machine";
import { type Accident, later } from "./accidents.ts";
import type { AgentNode } from "./agent-node.ts";
import type { Random } from "./random.ts";
import type { World } from "./world.ts";

interface Mover {
  readonly agent: AgentNode;
  readonly machine: SimMachine;
}

/** A machine that is on its way just now, or any where none is. */
function mover(world: World, random: Random): Mover | undefined {
  const all = machinesOf(world);
  const moving = all.filter(({ machine }) => machine.job !== null);
  return random.pick(moving.length > 0 ? moving : all);
}

function machinesOf(world: World): Mover[] {
  return world.agents.flatMap((agent) =>
    agent.hypervisor.power.all().map((machine) => ({ agent, machine })),
  );
}

const watchEveryMs = 20;
const watchesMax = 3_000;
/** Longer than an agent waits for the control plane's word on what to start at its host's boot. */
const aloneMs = 150_000;

/**
 * The source of the next move loses its power when the machine runs on its target already, of which it was not told, and
 * is alone when it is back: what it may start it knows from its own disk.
 */
function loseSwitchedOver(world: World, random: Random, watched: Mover | null, watch = 0): void {
  const { scheduler, agents } = world;
  const found = watched ?? machinesOf(world).find(startsAlone) ?? null;
  if (found !== null) {
    const { agent, machine } = found;
    const { id } = machine.spec;
    agent.hypervisor.faults.answerLost.add(id);
    if (machine.isAlive && agents.some((other) => other !== agent && other.runs(id))) {
      agent.setLinked(false);
      agent.losePower(random.between(1_000, 20_000));
      scheduler.after(aloneMs, null, () => agent.setLinked(true));
      return;
    }
  }
  if (watch === watchesMax) return;
  scheduler.after(watchEveryMs, null, () => loseSwitchedOver(world, random, found, watch + 1));
}

/** On its way to another host, and one that its host starts by itself and without asking. */
function startsAlone({ machine: { job, spec } }: Mover): boolean {
  return job === "migration-out" && spec.autostart === "novacron" && spec.sharedDisk !== true;
}

/** What can go wrong with moves, each with how often. */
export const movingAccidents: readonly (readonly [weight: number, accident: Accident])[] = [
  [
    5,
    (world, agent, random) => {
      const other = random.pick(world.agents);
      if (other === agent) return;
      world.network.cut(agent.host, other.host);
      later(world, random, () => world.network.heal(agent.host, other.host));
    },
  ],
  [
    2,
    (world, _, random) => {
      const found = mover(world, random);
      if (found === undefined) return;
      const { moveFails } = found.agent.hypervisor.faults;
      moveFails.set(found.machine.spec.id, "internal error: the migration job failed");
      later(world, random, () => moveFails.delete(found.machine.spec.id));
    },
  ],
  [
    4,
    (world, _, random) => {
      const found = mover(world, random);
      if (found === undefined) return;
      const { answerLost, switchLost } = found.agent.hypervisor.faults;
      const lost = random.pick([answerLost, switchLost]);
      lost.add(found.machine.spec.id);
      later(world, random, () => lost.delete(found.machine.spec.id));
    },
  ],
  [
    1,
    (world, _, random) => {
      const found = mover(world, random);
      if (found === undefined) return;
      const { staleCopy } = found.agent.hypervisor.faults;
      staleCopy.add(found.machine.spec.id);
      later(world, random, () => staleCopy.delete(found.machine.spec.id));
    },
  ],
  [
    2,
    (world, _, random) => {
      const found = mover(world, random);
      found?.agent.hypervisor.power.crash(found.machine);
    },
  ],
  [
    2,
    (world, _, random) => {
      mover(world, random)?.agent.losePower(random.between(1_000, 20_000));
    },
  ],
  [2, (world, _, random) => loseSwitchedOver(world, random, null)],
  [
    4,
    (world, _, random) => {
      mover(world, random)?.agent.plantCrash(random.between(1, 40), random.chance(0.5));
    },
  ],
];
