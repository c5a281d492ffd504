import type { HostId } from "@novacron/protocol/domain/ids";
import type { CommandAction } from "@novacron/protocol/messages/command";
import { type Command, command } from "@novacron/protocol/messages/command";
import type { Assignments } from "@novacron/protocol/messages/report";
import { topicFor } from "@novacron/protocol/messages/topics";
import { AgentCore } from "../core/agent.ts";
import { type AgentLimits, defaultLimits } from "../core/limits.ts";
import type { HookRunner } from "../ports/hooks.ts";
import type { Log } from "../ports/log.ts";
import type { TunnelDialer } from "../ports/tunnel.ts";
import { uuidOf } from "../sim/chance.ts";
import { simulatedHostId, simulatedHostName, simulatedMachines } from "../sim/machine-specs.ts";
import { MemoryJournalDisk, MemoryJournalStore } from "../sim/memory-journal-store.ts";
import { MemoryOutboxDisk, MemoryOutboxStore } from "../sim/memory-outbox-store.ts";
import type { MachineSpec } from "../sim/sim-machine.ts";
import type { SimNetwork } from "../sim/sim-network.ts";
import { SimulatedHostFacts } from "../sim/simulated-host-facts.ts";
import { SimulatedHypervisor } from "../sim/simulated-hypervisor.ts";
import { proofOf, testCheck, testKey } from "./test-signing.ts";
import { TestUplink } from "./test-uplink.ts";
import { ProcessClock, SeededIds, VirtualClock } from "./virtual-clock.ts";

export const quietLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

const seed = 7;
const never = new Promise<never>(() => undefined);

/** A port as one process has it: once that is dead, calls do nothing and answers do not come. */
function mortal<T extends object>(port: T, life: ProcessClock): T {
  return new Proxy(port, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      // An optional power of the port is a port itself.
      if (name === "migration" && typeof value === "object" && value !== null) {
        return mortal(value, life);
      }
      if (typeof value !== "function") return value;
      return (...args: unknown[]) => {
        if (life.isDead) return never;
        const answer: unknown = value.apply(target, args);
        const wait = <V>(settle: () => V) => (life.isDead ? never : settle());
        return answer instanceof Promise
          ? answer.then(
              (result) => wait(() => result),
              (error) => wait(() => Promise.reject(error)),
            )
          : answer;
      };
    },
  });
}

/** What a host shares with others, where there are others. */
export interface Neighbourhood {
  readonly index: number;
  readonly clock?: VirtualClock;
  readonly network?: SimNetwork;
}

/** One host in virtual time with a real core: a world that outlives the agents that run in it. */
export class TestHost {
  readonly clock: VirtualClock;
  readonly host: HostId;
  readonly machines: readonly MachineSpec[];
  readonly hypervisor: SimulatedHypervisor;
  readonly hostFacts: SimulatedHostFacts;
  readonly outboxDisk = new MemoryOutboxDisk(uuidOf(seed, "boot"));
  readonly journalDisk = new MemoryJournalDisk();
  readonly limits: AgentLimits;
  uplink = new TestUplink();
  /** Given to the next agent that begins. */
  tunnel: TunnelDialer | null = null;
  hooks: HookRunner | null = null;
  agent: AgentCore | null = null;
  session = "";
  /** The control plane's mark: it acknowledges what comes in order. */
  stored = 0;
  #process: ProcessClock;
  #sessions = 0;
  #commands = 0;
  #turn = 0;

  constructor(
    machines = simulatedMachines(seed, 0, 6),
    limits: Partial<AgentLimits> = {},
    beside: Neighbourhood = { index: 0 },
  ) {
    this.machines = machines;
    this.limits = { ...defaultLimits, ...limits };
    this.clock = beside.clock ?? new VirtualClock();
    this.#process = new ProcessClock(this.clock);
    this.host = simulatedHostId(seed, beside.index);
    const { clock, host } = this;
    const network = beside.network === undefined ? {} : { network: beside.network };
    this.hypervisor = new SimulatedHypervisor({ clock, seed, host, machines, ...network });
    const name = simulatedHostName(beside.index);
    this.hostFacts = new SimulatedHostFacts({ clock, seed, name, hypervisor: this.hypervisor });
  }

  /** A new agent process on the same stores and the same world. */
  async begin(): Promise<AgentCore> {
    this.#sessions += 1;
    this.session = `session-${this.#sessions}`;
    this.uplink = new TestUplink();
    this.#process = new ProcessClock(this.clock);
    const { hostFacts, uplink, limits, host, session } = this;
    const clock = this.#process;
    this.agent = new AgentCore({
      hypervisor: mortal(this.hypervisor, clock),
      uplink,
      hostFacts,
      clock,
      limits,
      outboxStore: mortal(new MemoryOutboxStore(this.outboxDisk), clock),
      journalStore: mortal(new MemoryJournalStore(this.journalDisk), clock),
      ids: new SeededIds(this.#sessions),
      log: quietLog,
      identity: { host, session, agentVersion: "0.1.0", simulated: true },
      trust: { keys: [testKey], check: testCheck },
      ...(this.tunnel === null ? {} : { tunnel: this.tunnel }),
      ...(this.hooks === null ? {} : { hooks: this.hooks }),
    });
    await this.agent.start(new AbortController().signal);
    return this.agent;
  }

  /** kill -9: the process hears nothing any more. The world goes on. */
  kill(): void {
    this.#process.die();
    this.hypervisor.listen(() => undefined);
    this.uplink.disconnect();
  }

  /** Acknowledges every batch as a control plane with a sound store does. */
  acknowledge(): void {
    const { uplink, host } = this;
    uplink.onBatch = ({ boot, seq, floor }) => {
      if (seq - 1 <= Math.max(this.stored, floor)) this.stored = Math.max(this.stored, seq);
      const payload = { v: 1 as const, host, boot, upTo: this.stored };
      this.clock.after(5, () => uplink.send({ topic: "hostAck", payload }));
    };
  }

  command(action: CommandAction, over: Partial<Command> = {}): Command {
    const made = this.makeCommand(action, over);
    this.uplink.send({ topic: "hostCommand", payload: made });
    return made;
  }

  /** Not sent. */
  makeCommand(action: CommandAction, over: Partial<Command> = {}): Command {
    this.#commands += 1;
    return command.parse({
      v: 1,
      type: "do",
      id: `cmd-${this.#commands}`,
      operation: uuidOf(seed, `operation/${this.#commands}`),
      host: this.host,
      epoch: 1,
      session: this.session,
      turn: this.#commands,
      issuedAt: 1,
      validForMs: 60_000,
      action,
      ...over,
    });
  }

  assign(over: Partial<Assignments> = {}, key = testKey): void {
    this.#turn += 1;
    const payload: Assignments = {
      v: 1,
      host: this.host,
      epoch: 1,
      session: this.session,
      turn: this.#turn,
      at: 1,
      machines: [],
      metricsIntervalMs: 5_000,
      detail: [],
      ...over,
    };
    const topic = topicFor("hostAssignments", { host: this.host });
    this.uplink.send({ topic: "hostAssignments", payload }, proofOf(topic, payload, key));
  }

  /** Outcomes published so far, by command id. */
  outcomes(): Record<string, string> {
    const ended = this.uplink.commandEvents.filter((event) => event.type !== "progress");
    return Object.fromEntries(
      ended.map((event) => [event.id, event.type === "failed" ? event.problem.code : event.type]),
    );
  }
}
