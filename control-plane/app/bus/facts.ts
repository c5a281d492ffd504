import type { HostId, MachineId } from "@novacron/protocol/domain/ids";
import type { Operation } from "@novacron/protocol/domain/operation";
import type { HostView, ProblemNote } from "@novacron/protocol/http/hosts";
import type { MachineRow } from "@novacron/protocol/http/machines";
import type { RecordEntry } from "@novacron/protocol/http/record";
import type {
  HostFact,
  MachineFact,
  OperationFact,
  RecordFact,
} from "@novacron/protocol/messages/fleet-event";
import type { AgentLink } from "../../ports/agent-link.ts";
import type { Clock } from "../../ports/clock.ts";
import { operationSentence } from "../operations/sentence.ts";
import { Outgoing } from "./outgoing.ts";

export interface FactsPorts {
  readonly clock: Clock;
  readonly link: AgentLink;
  readonly machineRow: (id: MachineId) => MachineRow | null;
  readonly hostView: (id: HostId) => HostView | null;
}

/** Events of operations and the record wait here while the bus is away; the oldest are dropped. */
const eventsKept = 2_000;
const retryMs = 2_000;
const problemsTold = 64;

type Key = `machine ${string}` | `host ${string}`;

/** Tells outside tools what the control plane holds to be true. Never holds the control plane up. */
export class Facts {
  readonly #ports: FactsPorts;
  readonly #states: Outgoing<Key>;
  readonly #events: Outgoing<"events">;
  #queue: (() => Promise<void>)[] = [];
  #dropped = 0;

  constructor(ports: FactsPorts) {
    this.#ports = ports;
    this.#states = new Outgoing(ports.clock, retryMs, (key) => this.#sendState(key));
    this.#events = new Outgoing(ports.clock, retryMs, () => this.#sendEvents());
  }

  start(): void {
    this.#states.start();
    this.#events.start();
  }

  stop(): void {
    this.#states.stop();
    this.#events.stop();
  }

  machineChanged(id: MachineId): void {
    this.#states.add(`machine ${id}`);
  }

  hostChanged(id: HostId): void {
    this.#states.add(`host ${id}`);
  }

  operationChanged(operation: Operation): void {
    const { clock, link } = this.#ports;
    const fact = operationFact(operation, clock.now());
    this.#push(() => link.sendFact("fleetOperation", { operation: operation.id }, fact));
  }

  recorded(entries: readonly RecordEntry[]): void {
    for (const entry of entries) {
      this.#push(() => this.#ports.link.sendFact("fleetRecord", {}, recordFact(entry)));
    }
  }

  gauge(): { readonly waiting: number; readonly dropped: number } {
    return { waiting: this.#states.waiting() + this.#queue.length, dropped: this.#dropped };
  }

  #push(send: () => Promise<void>): void {
    this.#queue.push(send);
    if (this.#queue.length > eventsKept) {
      this.#queue.shift();
      this.#dropped += 1;
    }
    this.#events.add("events");
  }

  async #sendEvents(): Promise<void> {
    for (let send = this.#queue[0]; send !== undefined; send = this.#queue[0]) {
      await send();
      if (this.#queue[0] === send) this.#queue.shift();
    }
  }

  async #sendState(key: Key): Promise<void> {
    const { link, machineRow, hostView, clock } = this.#ports;
    const [kind, id] = key.split(" ") as ["machine" | "host", string];
    const at = clock.now();
    if (kind === "machine") {
      const machine = id as MachineId;
      const row = machineRow(machine);
      await link.sendFact("fleetMachine", { machine }, row === null ? null : machineFact(row, at));
      return;
    }
    const host = id as HostId;
    const view = hostView(host);
    await link.sendFact("fleetHost", { host }, view === null ? null : hostFact(view, at));
  }
}

function machineFact(row: MachineRow, at: number): MachineFact {
  const { id, name, host, hostName, state, reason, since, conflict } = row;
  return { v: 1, machine: id, name, host, hostName, state, reason, since, conflict, at };
}

function hostFact(view: HostView, at: number): HostFact {
  const { id, name, state, since, machines, maintenance } = view;
  const problems = view.problems.slice(0, problemsTold).map(problemFact);
  const about = { v: 1, host: id, name, state, since, machines: machines.total } as const;
  return { ...about, maintenance, problems, at };
}

/** Machine and place stand in the fact already. */
function problemFact({ code, severity, text, why, since }: ProblemNote) {
  return { code, severity, text, ...(why === undefined ? {} : { why }), since };
}

function operationFact(operation: Operation, at: number): OperationFact {
  const { id, kind, state, machine, host, progress, requestedBy, problem, migration } = operation;
  const about = { v: 1, operation: id, kind, state, machine, host, progress, requestedBy } as const;
  const fact = {
    ...about,
    sentence: operationSentence(operation),
    ...(problem !== null && { problem: { code: problem.code, next: problem.next } }),
    at,
  };
  if (migration === undefined) return fact;
  const { target, phase, waitsFor, outcome, progress: flow, measured, because } = migration;
  const more = { ...(waitsFor.length > 0 && { waitsFor }), ...(because && { because }) };
  return { ...fact, migration: { target, phase, outcome, progress: flow, measured, ...more } };
}

function recordFact(entry: RecordEntry): RecordFact {
  const { id, at, kind, machine, host, actor, sentence } = entry;
  return { v: 1, id, at, kind, machine, host, actor, sentence };
}
