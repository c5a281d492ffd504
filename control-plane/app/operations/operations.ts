import type { CommandId, HostId, MachineId, OperationId } from "@novacron/protocol/domain/ids";
import type { MachineReport } from "@novacron/protocol/domain/machine";
import type { Holder } from "@novacron/protocol/domain/may";
import { hasEnded, type Operation } from "@novacron/protocol/domain/operation";
import type { TunnelTicket } from "@novacron/protocol/domain/ticket";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { RequestOperation } from "@novacron/protocol/http/operations";
import type { CommandEvent, Downlink } from "@novacron/protocol/messages/command";
import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import type { StateTx } from "../../ports/state-store.ts";
import type { Draft } from "../inventory/draft.ts";
import { contradictionEntry, operationEntry } from "../record/operation-entries.ts";
import { BoundedMap } from "../support/bounded-map.ts";
import type { Committer } from "../support/committer.ts";
import { isSameRequest } from "./admission.ts";
import { commandIdOf, parseCommandId } from "./command-id.ts";
import {
  dueMs,
  type EngineEffect,
  type EngineEvent,
  type Now,
  type OpenOperation,
  open,
  stepOperation,
} from "./engine.ts";
import { Fences } from "./fences.ts";
import { actionOf, kindPlans } from "./kinds.ts";
import { holdSentence } from "./sentence.ts";

export const operationLimits = {
  open: 1_000,
  endedKept: 2_000,
  lastKept: 50_000,
  /** Shortest pause between two rounds of the timer. */
  tickMs: 250,
} as const;

/** What the engine needs of the rest of the application. */
export interface OperationsPorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly committer: Committer;
  /** Operations open at once. */
  readonly limit: number;
  readonly epoch: () => number;
  /** Place of a command in the order of all. */
  readonly turnOf: (command: CommandId) => number;
  /** The agent session that the host reported last. */
  readonly sessionOf: (host: HostId) => string;
  readonly send: (host: HostId, message: Downlink) => Promise<void>;
  readonly report: (machine: MachineId, host: HostId) => MachineReport | null;
  readonly isHostHeard: (host: HostId) => boolean;
  /** Makes the operation of a request, or throws why it is not possible. */
  readonly admit: (by: Requester, body: RequestOperation) => Operation;
  /** Its state or its progress is another one now. */
  readonly changed: (operation: Operation) => void;
  /** What goes into the store together with the outcome. */
  readonly settle: (draft: Draft, operation: Operation) => void;
}

export interface Requester {
  readonly name: string;
  readonly who: Holder;
}

/** All open operations: carries out what the engine decides, stores first and sends afterwards. */
export class Operations {
  readonly #ports: OperationsPorts;
  readonly #open = new Map<OperationId, OpenOperation>();
  readonly #byMachine = new Map<MachineId, Set<OperationId>>();
  readonly #ended = new BoundedMap<OperationId, Operation>(operationLimits.endedKept);
  readonly #last = new BoundedMap<MachineId, Operation>(operationLimits.lastKept);
  readonly #tickets = new Map<OperationId, TunnelTicket>();
  /** Acts that were given up and may still be on their way. */
  readonly #fences = new Fences();
  readonly #lateSaid = new BoundedMap<OperationId, true>(operationLimits.endedKept);
  #stale = 0;
  #cancelTimer: (() => void) | null = null;
  #isRunning = false;

  constructor(ports: OperationsPorts) {
    this.#ports = ports;
  }

  /** All that were open when the process ended carry on; consoles cannot, their secret is gone. */
  async load(tx: StateTx): Promise<void> {
    const recent = await tx.operations({ limit: operationLimits.endedKept, offset: 0 });
    for (const operation of [...recent.items].reverse()) this.#remember(operation);
    for (const operation of await tx.openOperations()) {
      this.#remember(operation);
      this.#put(open(operation, this.#now()));
    }
  }

  start(): void {
    this.#isRunning = true;
    for (const { operation } of this.#open.values()) {
      if (operation.kind === "machine.console") this.#loseConsole(operation);
    }
    this.#arm();
  }

  stop(): void {
    this.#isRunning = false;
    this.#cancelTimer?.();
    this.#cancelTimer = null;
  }

  /** `ticket`: for a console; it stays in memory and is never stored. */
  async request(
    by: Requester,
    body: RequestOperation,
    ticket: TunnelTicket | null = null,
  ): Promise<Operation> {
    const { committer } = this.#ports;
    return committer.runWith(async (draft, tx) => {
      const known = this.now(body.id) ?? (await tx.operation(body.id));
      if (known !== null) {
        if (isSameRequest(known, by.name, body)) return known;
        throw new NovaError("ID_REUSED", `${body.kind} of machine ${body.machine}`);
      }
      const operation = this.#ports.admit(by, body);
      const { limit } = this.#ports;
      if (this.#open.size >= limit) {
        const details = { open: this.#open.size, limit };
        throw new NovaError("OVERLOADED", `${body.kind} of machine ${body.machine}`, { details });
      }
      this.#write(draft, null, operation);
      draft.after(() => {
        if (ticket !== null) this.#tickets.set(operation.id, ticket);
        this.#put(open(operation, this.#now()));
        this.#ports.changed(operation);
        this.#arm();
      });
      return operation;
    });
  }

  async cancel(by: string, id: OperationId): Promise<Operation> {
    const known = this.now(id);
    if (known === null) throw new NovaError("NOT_FOUND", `cancel operation ${id}`);
    if (!this.#open.has(id)) throw new NovaError("OPERATION_ENDED", `cancel operation ${id}`);
    await this.#handle(id, { type: "cancel", by });
    return this.now(id) ?? known;
  }

  /** An event of an agent; what is not about an open operation is a repeat and counted. */
  async onCommandEvent(event: CommandEvent): Promise<void> {
    const about = parseCommandId(event.id);
    if (about === null || !this.#open.has(about.operation)) {
      this.#stale += 1;
      if (about !== null) await this.#lateWord(about.operation, event);
      return;
    }
    await this.#handle(about.operation, { type: "agent", event });
  }

  /** The inventory changed these machines. */
  onObserved(machines: Iterable<MachineId>): void {
    for (const machine of machines) {
      for (const id of this.#byMachine.get(machine) ?? []) this.#observe(id);
    }
  }

  onHostReconnected(host: HostId): void {
    for (const { operation } of this.#open.values()) {
      if (operation.host === host) this.#later(operation.id, { type: "reconnected" });
    }
    for (const command of this.#fences.of(host, this.#now().monotonicMs)) {
      this.#sendCancel(host, command);
    }
  }

  /** An outcome after the operation was given up: it changes nothing, and a person wants to read it. */
  async #lateWord(id: OperationId, event: CommandEvent): Promise<void> {
    const operation = this.#ended.get(id);
    const isOutcome = event.type === "succeeded" || event.type === "failed";
    if (!isOutcome || operation?.state !== "needs-attention") return;
    this.#fences.answered(event.id);
    if (this.#lateSaid.get(id) === true) return;
    const said = event.type === "succeeded" ? "it was done" : `it failed (${event.problem.code})`;
    const text = `after operation ${id} was given up, the agent says that ${said}`;
    await this.#ports.committer.run((draft) => {
      draft.record(contradictionEntry(operation, text, this.#now().wallMs));
      draft.after(() => this.#lateSaid.set(id, true));
    });
  }

  onStream(id: OperationId): void {
    this.#later(id, { type: "stream" });
  }

  onStreamFailed(id: OperationId, error: NovaError): void {
    const { code, message, attempted, next, retryable } = error;
    const problem = { code, message, attempted, next, retryable };
    this.#later(id, { type: "stream-failed", problem });
  }

  /** Open, or ended lately. */
  now(id: OperationId): Operation | null {
    return this.#open.get(id)?.operation ?? this.#ended.get(id) ?? null;
  }

  openList(): readonly Operation[] {
    return [...this.#open.values()].map((one) => one.operation);
  }

  openOf(machine: MachineId): readonly Operation[] {
    return [...(this.#byMachine.get(machine) ?? [])].flatMap(
      (id) => this.#open.get(id)?.operation ?? [],
    );
  }

  last(machine: MachineId): Operation | null {
    return this.#last.get(machine) ?? null;
  }

  /** The operation that keeps others of its machine out, or null. */
  holder(machine: MachineId): Operation | null {
    for (const id of this.#byMachine.get(machine) ?? []) {
      const operation = this.#open.get(id)?.operation;
      if (operation !== undefined && !kindPlans[operation.kind].besideOthers) return operation;
    }
    return null;
  }

  heldBy(machine: MachineId): { readonly id: OperationId; readonly sentence: string } | null {
    const operation = this.holder(machine);
    return operation === null ? null : { id: operation.id, sentence: holdSentence(operation) };
  }

  gauge(): { readonly open: number; readonly limit: number; readonly stale: number } {
    return { open: this.#open.size, limit: this.#ports.limit, stale: this.#stale };
  }

  #observe(id: OperationId): void {
    const operation = this.#open.get(id)?.operation;
    if (operation === undefined) return;
    this.#later(id, { type: "observed", ...this.#seen(operation) });
  }

  #seen(operation: Operation) {
    return {
      report: this.#ports.report(operation.machine, operation.host),
      isHostHeard: this.#ports.isHostHeard(operation.host),
    };
  }

  /** For events that come again by themselves: a store that fails now is asked again by the timer. */
  #later(id: OperationId, event: EngineEvent): void {
    this.#handle(id, event).catch((error: unknown) => {
      this.#ports.log.warn(
        { operation: id, event: event.type, error },
        "operation step not stored",
      );
    });
  }

  #handle(id: OperationId, event: EngineEvent): Promise<void> {
    return this.#ports.committer.run((draft) => {
      const before = this.#open.get(id);
      if (before === undefined) return;
      const [after, effects] = stepOperation(before, event, this.#now());
      if (isNews(before.operation, after.operation)) {
        this.#write(draft, before.operation, after.operation);
      }
      this.#noteContradictions(draft, after.operation, effects);
      draft.after(() => {
        this.#put(after);
        if (after.operation !== before.operation) this.#ports.changed(after.operation);
        this.#carryOut(after, effects);
        this.#arm();
      });
    });
  }

  #write(draft: Draft, before: Operation | null, after: Operation): void {
    draft.putOperation(after);
    const { wallMs } = this.#now();
    const entry = operationEntry(before, after, wallMs);
    if (entry !== null) draft.record(entry);
    if (hasEnded(after.state)) this.#ports.settle(draft, after);
  }

  #noteContradictions(draft: Draft, operation: Operation, effects: readonly EngineEffect[]): void {
    for (const effect of effects) {
      if (effect.type !== "contradiction") continue;
      draft.record(contradictionEntry(operation, effect.text, this.#now().wallMs));
    }
  }

  #carryOut(open: OpenOperation, effects: readonly EngineEffect[]): void {
    const { operation } = open;
    for (const effect of effects) {
      if (effect.type === "contradiction") continue;
      if (effect.type === "send-cancel") {
        if (hasEnded(operation.state)) {
          this.#fences.add(operation.host, effect.command, this.#now().monotonicMs);
        }
        this.#sendCancel(operation.host, effect.command);
        continue;
      }
      const message = this.#command(open, effect.step);
      if (message !== null) this.#send(operation.host, message);
    }
  }

  #sendCancel(host: HostId, id: CommandId): void {
    const { epoch, sessionOf } = this.#ports;
    const session = sessionOf(host);
    this.#send(host, { v: 1, type: "cancel", id, host, epoch: epoch(), session });
  }

  #send(host: HostId, message: Downlink): void {
    this.#ports.send(host, message).catch((error: unknown) => {
      this.#ports.log.debug({ host, command: message.id, error }, "not sent, again later");
    });
  }

  #command(open: OpenOperation, step: number): Downlink | null {
    const { operation } = open;
    const ticket = this.#tickets.get(operation.id);
    const action =
      actionOf(operation) ??
      (ticket === undefined ? null : { kind: "tunnel.open" as const, ticket });
    if (action === null) return null;
    const { epoch, sessionOf, turnOf } = this.#ports;
    const leftMs = Math.round(open.deadlineMs - this.#now().monotonicMs);
    const id = commandIdOf(operation.id, step);
    return {
      v: 1,
      type: "do",
      id,
      operation: operation.id,
      host: operation.host,
      epoch: epoch(),
      session: sessionOf(operation.host),
      turn: turnOf(id),
      issuedAt: operation.requestedAt,
      validForMs: Math.min(3_600_000, Math.max(1_000, leftMs)),
      action,
    };
  }

  #put(one: OpenOperation): void {
    const { operation } = one;
    this.#remember(operation);
    const ids = this.#byMachine.get(operation.machine) ?? new Set<OperationId>();
    if (hasEnded(operation.state)) {
      this.#open.delete(operation.id);
      this.#tickets.delete(operation.id);
      ids.delete(operation.id);
    } else {
      this.#open.set(operation.id, one);
      ids.add(operation.id);
    }
    if (ids.size === 0) this.#byMachine.delete(operation.machine);
    else this.#byMachine.set(operation.machine, ids);
  }

  #remember(operation: Operation): void {
    if (hasEnded(operation.state)) this.#ended.set(operation.id, operation);
    const last = this.#last.get(operation.machine);
    if (last === undefined || last.requestedAt <= operation.requestedAt) {
      this.#last.set(operation.machine, operation);
    }
  }

  #loseConsole(operation: Operation): void {
    const attempted = `open the console of ${operation.machineName} on ${operation.hostName}`;
    const cause = new NovaError("NOT_READY", "keep its ticket over a restart of the control plane");
    this.onStreamFailed(operation.id, new NovaError("STREAM_CLOSED", attempted, { cause }));
  }

  #arm(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    if (!this.#isRunning || this.#open.size === 0) return;
    let due = Number.POSITIVE_INFINITY;
    for (const one of this.#open.values()) due = Math.min(due, dueMs(one));
    const { clock } = this.#ports;
    const delayMs = Math.max(0, due - clock.monotonicMs());
    this.#cancelTimer = clock.after(delayMs, () => void this.#tick());
  }

  async #tick(): Promise<void> {
    const { monotonicMs } = this.#now();
    for (const one of [...this.#open.values()]) {
      if (dueMs(one) > monotonicMs) continue;
      const event = { type: "tick", ...this.#seen(one.operation) } as const;
      await this.#handle(one.operation.id, event).catch((error: unknown) => {
        this.#ports.log.warn({ operation: one.operation.id, error }, "operation step not stored");
      });
    }
    this.#armSoon();
  }

  /** After a round, so that a store that refuses every step is not asked without pause. */
  #armSoon(): void {
    this.#cancelTimer?.();
    if (!this.#isRunning) return;
    const { clock } = this.#ports;
    this.#cancelTimer = clock.after(operationLimits.tickMs, () => this.#arm());
  }

  #now(): Now {
    const { clock } = this.#ports;
    return { wallMs: clock.now(), monotonicMs: clock.monotonicMs() };
  }
}

/** Progress alone is shown and not stored: it comes again. */
function isNews(before: Operation, after: Operation): boolean {
  return (
    before !== after &&
    JSON.stringify({ ...before, progress: 0 }) !== JSON.stringify({ ...after, progress: 0 })
  );
}
