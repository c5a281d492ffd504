import { simulatedMachines } from "@novacron/agent/sim/machine-specs";
import type { World } from "./world.ts";

/**
 * After all moves: each machine stands on one host, none is lost, no host keeps a gate or volumes of a move, and
 * nothing is reserved for one; and each may be moved again.
 */
export function movesLeaveNothing(world: World): readonly string[] {
  const { plan, agents, control } = world;
  const found: string[] = [];
  const names = new Map<string, string>();
  for (let index = 0; index < plan.hosts; index += 1) {
    for (const { id, name } of simulatedMachines(plan.seed, index, plan.machinesPerHost)) {
      names.set(id, name);
      const places = agents.filter((agent) => agent.has(id)).map((agent) => agent.name);
      if (places.length === 0) found.push(`machine lost: ${name}`);
      if (places.length > 1) found.push(`machine ${name} stands on ${places.join(" and ")}`);
      const unsettled = control.app?.moving.fleet.unsettled(id) ?? null;
      if (unsettled !== null) found.push(`machine ${name} can never be moved again: ${unsettled}`);
    }
  }
  for (const agent of agents) {
    for (const id of agent.hypervisor.incoming?.expected() ?? []) {
      found.push(`${agent.name} keeps what was made for a move of ${names.get(id)}`);
    }
    for (const machine of agent.hypervisor.power.all()) {
      if (machine.job !== null) found.push(`job never ends: ${machine.spec.name} ${machine.job}`);
      if (machine.state === "paused" && machine.reason === "migration") {
        found.push(`machine ${machine.spec.name} stands switched over on ${agent.name} for ever`);
      }
    }
  }
  for (const [host, { memoryBytes }] of control.app?.moving.fleet.reserved() ?? []) {
    found.push(`reservation leaks: ${memoryBytes} bytes on ${host}`);
  }
  return found;
}
