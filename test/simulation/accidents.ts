import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { AgentNode } from "./agent-node.ts";
import { movingAccidents } from "./moving-accidents.ts";
import type { Random } from "./random.ts";
import type { World } from "./world.ts";

export type Accident = (world: World, agent: AgentNode, random: Random) => void;

/** Undoes something after a while, unless the world was healed before. */
export function later(world: World, random: Random, run: () => void): void {
  world.scheduler.after(random.between(500, 25_000), null, run);
}

/** What can go wrong, each with how often. */
const accidents: readonly (readonly [weight: number, accident: Accident])[] = [
  [6, (_, agent, random) => agent.plantCrash(random.between(1, 300), random.chance(0.5))],
  [5, (world, _, random) => world.control.plantCrash(random.between(1, 400), random.chance(0.5))],
  [2, (_, agent, random) => agent.losePower(random.between(1_000, 20_000))],
  [1, (world, _, random) => world.control.losePower(random.between(1_000, 20_000))],
  [
    2,
    (world, _, random) => {
      if (!world.bus.up) return;
      world.bus.crash();
      later(world, random, () => world.bus.restart());
    },
  ],
  [
    3,
    (world, agent, random) => {
      agent.setLinked(false);
      later(world, random, () => agent.setLinked(true));
    },
  ],
  [1, (_, agent, random) => jump(agent.skew, random)],
  [1, (world, _, random) => jump(world.control.skew, random)],
  [
    2,
    (world, agent, random) => {
      agent.hypervisor.loseLibvirt();
      later(world, random, () => agent.hypervisor.restoreLibvirt());
    },
  ],
  [
    2,
    (world, agent, random) => {
      const { faults } = agent.hypervisor;
      const all = agent.hypervisor.power.all();
      if (all.length === 0) return;
      const machine = random.pick(all);
      const target = random.pick([faults.hung, faults.deaf]);
      target.add(machine.spec.id);
      later(world, random, () => target.delete(machine.spec.id));
    },
  ],
  [
    1,
    (world, agent, random) => {
      agent.hypervisor.faults.allHung = true;
      later(world, random, () => {
        agent.hypervisor.faults.allHung = false;
      });
    },
  ],
  [
    1,
    (world, agent, random) => {
      const { faults } = agent.hypervisor;
      faults.duplicateEvents = true;
      faults.eventDelayMs = random.between(0, 4_000);
      later(world, random, () => {
        faults.duplicateEvents = false;
        faults.eventDelayMs = 0;
      });
    },
  ],
  [
    1,
    (world, _, random) => {
      world.control.disk.faults.full = true;
      later(world, random, () => {
        world.control.disk.faults.full = false;
      });
    },
  ],
  [
    2,
    (world, _, random) => {
      refuseMetrics(world);
      later(world, random, () => {
        delete world.control.disk.faults.at;
      });
    },
  ],
  [
    1,
    (world, agent, random) => {
      agent.outboxDisk.capacityBytes = agent.outboxDisk.bytes + random.between(0, 3_000);
      later(world, random, () => {
        agent.outboxDisk.capacityBytes = Number.POSITIVE_INFINITY;
      });
    },
  ],
];

/** The metric store alone refuses: what was recorded just before must not be recorded again. */
function refuseMetrics(world: World): void {
  world.control.disk.faults.at = (point, store) => {
    if (store !== "metrics" || point !== "before-commit") return;
    throw new NovaError("STORE_UNAVAILABLE", "commit to metrics");
  };
}

/** Wall clocks jump: by seconds as NTP steps them, or by hours as a dead battery does. */
function jump(skew: { ms: number }, random: Random): void {
  const most = random.chance(0.7) ? 5_000 : 3 * 3_600_000;
  skew.ms += random.between(-most, most);
}

export function causeAccident(world: World, random: Random): void {
  const all = world.plan.moves ? [...accidents, ...movingAccidents] : accidents;
  let left = random.next() * all.reduce((sum, [weight]) => sum + weight, 0);
  for (const [weight, accident] of all) {
    left -= weight;
    if (left >= 0) continue;
    accident(world, random.pick(world.agents), random);
    return;
  }
}
