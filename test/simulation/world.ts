import {
  simulatedHostId,
  simulatedHostName,
  simulatedMachines,
} from "@novacron/agent/sim/machine-specs";
import { SimNetwork } from "@novacron/agent/sim/sim-network";
import { AgentNode } from "./agent-node.ts";
import { SimulatedBus } from "./bus.ts";
import { ControlNode } from "./control-node.ts";
import { Copies } from "./copies.ts";
import { Emissions } from "./emissions.ts";
import { Obedience } from "./obedience.ts";
import type { Plan } from "./plan.ts";
import { Random } from "./random.ts";
import { Scheduler } from "./scheduler.ts";
import { Trace } from "./trace.ts";

/** One whole fleet: hosts with their agents, the bus, the control plane, and the time they share. */
export class World {
  readonly plan: Plan;
  readonly scheduler = new Scheduler();
  readonly trace: Trace;
  readonly emissions = new Emissions();
  readonly obedience = new Obedience();
  readonly random: Random;
  readonly bus: SimulatedBus;
  readonly control: ControlNode;
  /** The ways between the hosts, over which machines move. */
  readonly network = new SimNetwork();
  readonly copies: Copies;
  readonly agents: readonly AgentNode[];

  constructor(plan: Plan, keepLines: number) {
    this.plan = plan;
    this.trace = new Trace(keepLines);
    this.random = new Random(plan.seed ^ 0x5eed);
    const { scheduler, trace, emissions, obedience } = this;
    this.bus = new SimulatedBus({
      scheduler,
      trace,
      random: this.random.fork(),
      faults: {
        loss: plan.loss,
        duplicate: plan.duplicate,
        minDelayMs: 1,
        maxDelayMs: plan.maxDelayMs,
      },
    });
    const shared = { scheduler, trace, emissions, obedience, bus: this.bus };
    const { network } = this;
    this.copies = new Copies(
      () => this.agents ?? [],
      (text) => trace.note(scheduler.nowMs, text),
    );
    const moving = plan.moves ? { moving: { network, copies: this.copies } } : {};
    this.control = new ControlNode({ ...shared, random: this.random.fork() });
    this.control.disk.faults.syncLies = plan.lyingDisk;
    this.agents = Array.from(
      { length: plan.hosts },
      (_, index) =>
        new AgentNode({
          ...shared,
          random: this.random.fork(),
          host: simulatedHostId(plan.seed, index),
          name: simulatedHostName(index),
          seed: plan.seed,
          machines: simulatedMachines(plan.seed, index, plan.machinesPerHost),
          outboxBytes: plan.outboxBytes,
          ...moving,
        }),
    );
  }

  /** Everything starts within the first second, in no fixed order. */
  boot(): void {
    const { scheduler, random } = this;
    scheduler.after(random.between(0, 900), null, () => this.control.boot());
    for (const agent of this.agents)
      scheduler.after(random.between(0, 900), null, () => agent.boot());
  }

  /** Ends every accident, so that what is not well afterwards is the software's own doing. */
  heal(): void {
    // One delay for all: a broker that is well keeps the order of a topic, as MQTT 3.1.1 demands (4.6).
    Object.assign(this.bus.faults, { loss: 0, duplicate: 0, minDelayMs: 2, maxDelayMs: 2 });
    this.bus.restart();
    this.network.healAll();
    this.control.clearCrash();
    delete this.control.disk.faults.at;
    this.control.disk.faults.full = false;
    this.control.disk.faults.dead = false;
    this.control.disk.faults.syncLies = false;
    this.control.boot();
    for (const agent of this.agents) {
      agent.clearCrash();
      agent.setLinked(true);
      agent.hypervisor.faults.clear();
      if (agent.hypervisor.health().state === "failed") agent.hypervisor.restoreLibvirt();
      agent.outboxDisk.capacityBytes = Number.POSITIVE_INFINITY;
      agent.boot();
    }
    this.trace.note(this.scheduler.nowMs, "healed");
  }
}
