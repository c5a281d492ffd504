import { AgentCore } from "@novacron/agent/core/agent";
import { type AgentLimits, defaultLimits } from "@novacron/agent/core/limits";
import type { Hypervisor } from "@novacron/agent/ports/hypervisor";
import type { JournalStore } from "@novacron/agent/ports/journal-store";
import type { OutboxStore } from "@novacron/agent/ports/outbox-store";
import { MemoryJournalDisk, MemoryJournalStore } from "@novacron/agent/sim/memory-journal-store";
import { MemoryOutboxDisk, MemoryOutboxStore } from "@novacron/agent/sim/memory-outbox-store";
import type { MachineSpec, SimMachine } from "@novacron/agent/sim/sim-machine";
import type { SimNetwork } from "@novacron/agent/sim/sim-network";
import { SimulatedHostFacts } from "@novacron/agent/sim/simulated-host-facts";
import { SimulatedHypervisor } from "@novacron/agent/sim/simulated-hypervisor";
import { firstMemoryKey } from "@novacron/control-plane/adapters/memory/memory-signing-keys";
import type { HostId, MachineId } from "@novacron/protocol/domain/ids";
import type { SimulatedBus } from "./bus.ts";
import type { Copies } from "./copies.ts";
import { type CrashPlan, crashable } from "./crash-points.ts";
import type { Emissions } from "./emissions.ts";
import { NodeClock, SeededIds } from "./node-clock.ts";
import type { Obedience } from "./obedience.ts";
import { plainCheck, silentLog } from "./plain-ports.ts";
import type { Random } from "./random.ts";
import type { Life, Scheduler } from "./scheduler.ts";
import { SimUplink } from "./sim-uplink.ts";
import type { Trace } from "./trace.ts";

export interface AgentNodeParts {
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly trace: Trace;
  readonly bus: SimulatedBus;
  readonly host: HostId;
  readonly name: string;
  readonly seed: number;
  readonly machines: readonly MachineSpec[];
  readonly outboxBytes: number;
  readonly emissions: Emissions;
  readonly obedience: Obedience;
  /** Where machines can move: the ways between the hosts, and who watches the copies. */
  readonly moving?: { readonly network: SimNetwork; readonly copies: Copies };
}

/** An act that reached a machine: what "executed" means when operations are counted. */
export interface Act {
  readonly kind: string;
  readonly machine: MachineId;
  readonly atMs: number;
}

const actKinds: Readonly<Record<string, string>> = {
  startMachine: "machine.start",
  shutdownMachine: "machine.shutdown",
  rebootMachine: "machine.reboot",
  forceOffMachine: "machine.force-off",
  pauseMachine: "machine.pause",
  resumeMachine: "machine.resume",
};

/** One host: its hypervisor and machines live on while its agent dies and is started again. */
export class AgentNode {
  readonly host: HostId;
  readonly name: string;
  readonly skew = { ms: 0 };
  readonly outboxDisk: MemoryOutboxDisk;
  readonly journalDisk = new MemoryJournalDisk();
  readonly acts: Act[] = [];
  readonly staleActs: string[] = [];
  /** The newest host report that was given to the bus, whether or not it arrived. */
  said: { readonly session: string; readonly revision: number } | null = null;
  readonly hypervisor: SimulatedHypervisor;
  /** False while the network between this host and the broker is cut. */
  linked = true;
  deaths = 0;
  powerLosses = 0;
  readonly #parts: AgentNodeParts;
  readonly #facts: SimulatedHostFacts;
  /** The computer itself: ends only with the power. */
  readonly #machineLife: Life;
  #life: Life = { name: "agent", alive: false };
  #plan: CrashPlan | null = null;

  constructor(parts: AgentNodeParts) {
    this.#parts = parts;
    this.host = parts.host;
    this.name = parts.name;
    this.outboxDisk = new MemoryOutboxDisk(parts.random.uuid());
    this.#machineLife = { name: parts.name, alive: true };
    const clock = new NodeClock(parts.scheduler, this.#machineLife, this.skew);
    const { seed, host, machines, name, moving } = parts;
    const ways = moving && {
      network: moving.network,
      pools: ["default", "fast"],
      // A move of an ordinary machine takes a few seconds, so that many go through in one life.
      linkBytesPerSecond: 6e9,
      entered: (machine: SimMachine) => moving.copies.entered(this.name, machine),
    };
    this.hypervisor = new SimulatedHypervisor({ clock, seed, host, machines, ...ways });
    this.#facts = new SimulatedHostFacts({ clock, seed, name, hypervisor: this.hypervisor });
  }

  get alive(): boolean {
    return this.#life.alive;
  }

  has(machine: MachineId): boolean {
    return this.hypervisor.power.all().some(({ spec }) => spec.id === machine);
  }

  runs(machine: MachineId): boolean {
    return this.hypervisor.power
      .all()
      .some(({ spec, state }) => spec.id === machine && state === "running");
  }

  boot(): void {
    if (this.#life.alive) return;
    const life: Life = { name: this.name, alive: true };
    const plan: CrashPlan = { countdown: null, afterEffect: false, die: (at) => this.die(at, 0) };
    this.#life = life;
    this.#plan = plan;
    const { scheduler, random, bus } = this.#parts;
    const clock = new NodeClock(scheduler, life, this.skew);
    const ids = new SeededIds(random.fork());
    const session = ids.uuid();
    const uplink = new SimUplink({
      bus,
      clock,
      host: this.host,
      session,
      reachable: () => this.linked,
      reported: ({ revision }) => {
        this.said = { session, revision };
      },
    });
    const core = new AgentCore({
      hypervisor: crashable(this.#watched(), "hypervisor", life, plan),
      uplink: crashable(uplink, "uplink", life, plan),
      outboxStore: crashable(this.#outboxStore(), "outbox", life, plan),
      journalStore: crashable(this.#journalStore(session), "journal", life, plan),
      hostFacts: this.#facts,
      clock,
      ids,
      log: silentLog,
      limits: this.#limits(),
      identity: { host: this.host, session, agentVersion: "simulated", simulated: true },
      trust: { keys: [firstMemoryKey], check: plainCheck },
    });
    this.#note("agent starts");
    core.start(new AbortController().signal).catch((error: unknown) => {
      if (life.alive) this.die(`start failed: ${String(error)}`, 2_000);
    });
  }

  /** The agent's process dies at once; machines run on. */
  die(at: string, downMs: number): void {
    if (!this.#life.alive) return;
    this.#life.alive = false;
    this.deaths += 1;
    this.#note(`agent dies ${at}`);
    this.#parts.bus.disconnect(`agent-${this.host}`, "died", true);
    const pauseMs = downMs > 0 ? downMs : this.#parts.random.between(100, 8_000);
    this.#parts.scheduler.after(pauseMs, null, () => this.boot());
  }

  /** The whole host: every machine is off, what was not synced is gone, the kernel boots anew. */
  losePower(downMs: number): void {
    this.die("power lost", downMs);
    this.powerLosses += 1;
    const before = this.outboxDisk.entries.map(({ seq }) => seq);
    this.outboxDisk.losePower();
    const left = new Set(this.outboxDisk.entries.map(({ seq }) => seq));
    const gone = before.filter((seq) => !left.has(seq));
    this.#parts.emissions.gone(this.host, this.outboxDisk.boot, gone);
    this.hypervisor.power.rebootHost();
    this.#facts.reboot();
  }

  /** The network to the broker is cut, or healed. */
  setLinked(linked: boolean): void {
    if (this.linked === linked) return;
    this.linked = linked;
    this.#note(linked ? "network healed" : "network cut");
    if (!linked) this.#parts.bus.disconnect(`agent-${this.host}`, "network cut", true);
  }

  plantCrash(calls: number, afterEffect: boolean): void {
    if (this.#plan === null || !this.#life.alive) return;
    this.#plan.countdown = calls;
    this.#plan.afterEffect = afterEffect;
  }

  clearCrash(): void {
    if (this.#plan !== null) this.#plan.countdown = null;
  }

  /** Notes each act whose effect happened, however the call ended for the one who made it. */
  #watched(): SimulatedHypervisor {
    const { acts } = this;
    const { scheduler } = this.#parts;
    const note = (text: string): void => this.#note(text);
    const noteStale = (kind: string, machine: MachineId): void => this.#noteStale(kind, machine);
    return new Proxy(this.hypervisor, {
      get(target, key): unknown {
        const value: unknown = Reflect.get(target, key, target);
        if (typeof value !== "function") return value;
        const kind = actKinds[String(key)];
        if (kind === undefined) return value.bind(target);
        return async (machine: MachineId) => {
          noteStale(kind, machine);
          await (target[key as keyof Hypervisor] as (id: MachineId) => Promise<void>)(machine);
          acts.push({ kind, machine, atMs: scheduler.nowMs });
          note(`acts ${kind} ${machine}`);
        };
      },
    });
  }

  /** A command made for an older generation than the agent knows must not reach the machine. */
  #noteStale(kind: string, machine: MachineId): void {
    const known = this.journalDisk.facts.generations[machine] ?? 0;
    for (const { begun, outcome, command } of this.journalDisk.entries.values()) {
      const { action } = command;
      if (!begun || outcome !== null || !("machine" in action)) continue;
      if (action.kind !== kind || action.machine !== machine) continue;
      if (action.generation >= known) continue;
      this.staleActs.push(
        `${action.kind} ${machine}: generation ${action.generation}, now ${known}`,
      );
    }
  }

  #journalStore(session: string): JournalStore {
    return this.#parts.obedience.watch(new MemoryJournalStore(this.journalDisk), session);
  }

  #outboxStore(): OutboxStore {
    const store = new MemoryOutboxStore(this.outboxDisk);
    return this.#parts.emissions.watch(store, this.outboxDisk, this.host);
  }

  #limits(): AgentLimits {
    const outbox = { ...defaultLimits.outbox, maxBytes: this.#parts.outboxBytes };
    return { ...defaultLimits, outbox };
  }

  #note(text: string): void {
    this.#parts.trace.note(this.#parts.scheduler.nowMs, `${this.name} ${text}`);
  }
}
