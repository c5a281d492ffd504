import type { SimMachine } from "@novacron/agent/sim/sim-machine";
import type { AgentNode } from "./agent-node.ts";

/** States in which a copy's processors run. */
const runs = new Set<string>(["running", "shutting-down"]);

/** Watches from above, at each change of a state, that no machine runs twice. */
export class Copies {
  readonly violations: string[] = [];
  /** Times that a machine went on running on another host. */
  moved = 0;
  readonly #agents: () => readonly AgentNode[];
  readonly #note: (text: string) => void;

  constructor(agents: () => readonly AgentNode[], note: (text: string) => void) {
    this.#agents = agents;
    this.#note = note;
  }

  entered(host: string, machine: SimMachine): void {
    if (!runs.has(machine.state)) return;
    if (machine.reason === "migrated") this.moved += 1;
    const { id, name } = machine.spec;
    for (const agent of this.#agents()) {
      if (agent.name === host) continue;
      const other = agent.hypervisor.power.all().find(({ spec }) => spec.id === id);
      if (other === undefined || !runs.has(other.state)) continue;
      const text = `two copies run: ${name} ${machine.reason} on ${host}, ${other.reason} on ${agent.name}`;
      this.#note(text);
      this.violations.push(text);
    }
  }
}
