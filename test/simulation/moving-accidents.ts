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
  const all = world.agents.flatMap((agent) =>
    agent.hypervisor.power.all().map((machine) => ({ agent, machine })),
  );
  const moving = all.filter(({ machine }) => machine.job !== null);
  return random.pick(moving.length > 0 ? moving : all);
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
  [
    4,
    (world, _, random) => {
      mover(world, random)?.agent.plantCrash(random.between(1, 40), random.chance(0.5));
    },
  ],
];
