import type { CommandId, HostId, MachineId, OperationId } from "@novacron/protocol/domain/ids";
import type { MachineReport } from "@novacron/protocol/domain/machine";
import type { Holder } from "@novacron/protocol/domain/may";
import {
  hasEnded,
  isScheduled,
  type Operation,
  type OperationStep,
} from "@novacron/protocol/domain/operation";
import type { MoveBecause } from "@novacron/protocol/domain/operation-migration";
import type { TunnelTicket } from "@novacron/protocol/domain/ticket";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { RequestOperation } from "@novacron/protocol/http/operations";
import type { CommandEvent } from "@novacron/protocol/messages/command";
import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import type { MoveRow } from "../../ports/move-tables.ts";
import type { StateTx } from "../../ports/state-store.ts";
import type { Commander, Wanted } from "../bus/commander.ts";
import type { Draft } from "../inventory/draft.ts";
import { contradictionEntry, operationEntry } from "../record/operation-entries.ts";
import { BoundedMap } from "../support/bounded-map.ts";
import type { Committer } from "../support/committer.ts";
import { isSameRequest } from "./admission.ts";
import { commandIdOf, parseCommandId } from "./command-id.ts";
import type { Now } from "./engine.ts";
import { Fences } from "./fences.ts";
import { kindPlans } from "./kinds.ts";
import type { Running, RunningEffect, RunningEvent, See } from "./running.ts";
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
  readonly commander: Commander;
  readonly report: (machine: MachineId, host: HostId) => MachineReport | null;
  readonly isHostHeard: (host: HostId) => boolean;
  /** Makes the operation of a request, or throws why it is not possible. */
  readonly admit: (by: Requester, body: RequestOperation) => Operation;
  /** Its state or its progress is another one now. */
  readonly changed: (operation: Operation) => void;
  /** The operation with the engine of its kind, as it begins or goes on after a restart. */
  readonly carry: (operation: Operation, move: MoveRow | null, now: Now) => Running;
  /** The private part of a new operation; null where its kind has none. */
  readonly privately: (operation: Operation) => MoveRow | null;
}

export interface Requester {
  readonly name: string;
  readonly who: Holder;
  /** Id of the API token that speaks for them. */
  readonly token?: string | null;
  /** When that token ends; null or absent where it does not. */
  readonly tokenExpiresAt?: number | null;
  /** The plan for which it is asked. */
  readonly because?: MoveBecause;
}

/** All open operations: carries out what the engine decides, stores first and sends afterwards. */
export class Operations {
  readonly #ports: OperationsPorts;
  readonly #open = new Map<OperationId, Running>();
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
    const moves = new Map((await tx.moves.open()).map((row) => [row.operation, row]));
    for (const operation of await tx.openOperations()) {
      this.#carryOn(operation, moves.get(operation.id) ?? null);
      moves.delete(operation.id);
    }
    // Ended, and something is owed on a host that was away.
    for (const row of moves.values()) {
      const operation = await tx.operation(row.operation);
      if (operation !== null) this.#carryOn(operation, row);
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
      const move = this.#ports.privately(operation);
      const running = this.#ports.carry(operation, move, this.#now());
      this.#write(draft, null, running);
      draft.after(() => {
        if (ticket !== null) this.#tickets.set(operation.id, ticket);
        this.#put(running);
        this.#ports.changed(operation);
        this.#arm();
      });
      return operation;
    });
  }

  /**
   * The time has come for which this was asked: it is judged anew, as if it were asked for now, and goes on as what that
   * gives. Where something stands against it, it is told.
   */
  async comeDue(by: Requester, id: OperationId): Promise<void> {
    await this.#ports.committer.run((draft) => {
      const before = this.#open.get(id);
      if (before === undefined || !isScheduled(before.operation)) return;
      const { kind, machine, params } = before.operation;
      const operation = this.#ports.admit(by, { id, kind, machine, params });
      const after = this.#ports.carry(operation, this.#ports.privately(operation), this.#now());
      this.#write(draft, before, after);
      draft.after(() => {
        this.#put(after);
        this.#ports.changed(operation);
        this.#arm();
      });
    });
  }

  async cancel(by: string, id: OperationId): Promise<Operation> {
    const known = this.now(id);
    if (known === null) throw new NovaError("NOT_FOUND", `cancel operation ${id}`);
    if (hasEnded(known.state)) throw new NovaError("OPERATION_ENDED", `cancel operation ${id}`);
    return (await this.signal(id, { type: "cancel", by })) ?? known;
  }

  /** Something that is asked of an operation under way; null where there is none. */
  async signal(id: OperationId, event: RunningEvent): Promise<Operation | null> {
    await this.#handle(id, event);
    return this.now(id);
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
    for (const { operation, hosts } of this.#open.values()) {
      if (hosts.includes(host)) this.#later(operation.id, { type: "reconnected", host });
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
    return [...this.#open.values()].flatMap(({ operation }) =>
      hasEnded(operation.state) ? [] : [operation],
    );
  }

  /** Also those that have ended and owe something yet. */
  running(): readonly Running[] {
    return [...this.#open.values()];
  }

  runningOf(id: OperationId): Running | null {
    return this.#open.get(id) ?? null;
  }

  openOf(machine: MachineId): readonly Operation[] {
    return [...(this.#byMachine.get(machine) ?? [])].flatMap((id) => {
      const operation = this.#open.get(id)?.operation;
      return operation === undefined || hasEnded(operation.state) ? [] : [operation];
    });
  }

  last(machine: MachineId): Operation | null {
    return this.#last.get(machine) ?? null;
  }

  /** The newest of each machine, as far back as they are kept. */
  newest(): Iterable<Operation> {
    return this.#last.values();
  }

  /** The operation that keeps others of its machine out, or null. */
  holder(machine: MachineId): Operation | null {
    const holds = (one: Operation) => !kindPlans[one.kind].besideOthers && !isScheduled(one);
    return this.openOf(machine).find(holds) ?? null;
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
    this.#later(id, { type: "observed", see: this.#seeing(operation) });
  }

  #seeing({ machine }: Operation): See {
    const { report, isHostHeard } = this.#ports;
    return (host) => ({ report: report(machine, host), isHostHeard: isHostHeard(host) });
  }

  /** For events that come again by themselves: a store that fails now is asked again by the timer. */
  #later(id: OperationId, event: RunningEvent): void {
    this.#handle(id, event).catch((error: unknown) => {
      this.#ports.log.warn(
        { operation: id, event: event.type, error },
        "operation step not stored",
      );
    });
  }

  #handle(id: OperationId, event: RunningEvent): Promise<void> {
    return this.#ports.committer.run((draft) => {
      const before = this.#open.get(id);
      if (before === undefined) return;
      const [after, effects] = before.step(event, this.#now());
      if (isNews(before, after)) this.#write(draft, before, after);
      this.#noteContradictions(draft, after.operation, effects);
      draft.after(() => {
        this.#put(after);
        if (after.operation !== before.operation) this.#ports.changed(after.operation);
        this.#carryOut(after, effects);
        this.#arm();
      });
    });
  }

  #write(draft: Draft, before: Running | null, after: Running): void {
    draft.putOperation(after.operation);
    const { wallMs } = this.#now();
    const entry = operationEntry(before?.operation ?? null, after.operation, wallMs);
    if (entry !== null) draft.record(entry);
    after.write(draft, before, wallMs);
  }

  #noteContradictions(draft: Draft, operation: Operation, effects: readonly RunningEffect[]): void {
    for (const effect of effects) {
      if (effect.type !== "contradiction") continue;
      draft.record(contradictionEntry(operation, effect.text, this.#now().wallMs));
    }
  }

  #carryOut(running: Running, effects: readonly RunningEffect[]): void {
    for (const effect of effects) {
      if (effect.type === "contradiction") continue;
      const { host } = effect;
      if (effect.type === "send-cancel") {
        if (hasEnded(running.operation.state)) {
          this.#fences.add(host, effect.command, this.#now().monotonicMs);
        }
        this.#sendCancel(host, effect.command);
        continue;
      }
      const wanted = this.#wanted(running, effect.step);
      if (wanted !== null) this.#sent(host, wanted.id, this.#ports.commander.send(host, wanted));
    }
  }

  #sendCancel(host: HostId, id: CommandId): void {
    this.#sent(host, id, this.#ports.commander.cancel(host, id));
  }

  #sent(host: HostId, command: CommandId, sent: Promise<void>): void {
    sent.catch((error: unknown) => {
      this.#ports.log.debug({ host, command, error }, "not sent, again later");
    });
  }

  #wanted(running: Running, step: number): Wanted | null {
    const { operation } = running;
    const ticket = this.#tickets.get(operation.id);
    const action =
      running.act(step) ?? (ticket === undefined ? null : { kind: "tunnel.open" as const, ticket });
    if (action === null) return null;
    const leftMs = Math.round(running.deadlineMs - this.#now().monotonicMs);
    return {
      id: commandIdOf(operation.id, step),
      operation: operation.id,
      issuedAt: operation.requestedAt,
      validForMs: Math.min(3_600_000, Math.max(1_000, leftMs)),
      action,
    };
  }

  #carryOn(operation: Operation, move: MoveRow | null): void {
    this.#put(this.#ports.carry(operation, move, this.#now()));
  }

  #put(one: Running): void {
    const { operation } = one;
    this.#remember(operation);
    const ids = this.#byMachine.get(operation.machine) ?? new Set<OperationId>();
    if (one.isOver) {
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
    for (const one of this.#open.values()) due = Math.min(due, one.dueMs);
    const { clock } = this.#ports;
    const delayMs = Math.max(0, due - clock.monotonicMs());
    this.#cancelTimer = clock.after(delayMs, () => void this.#tick());
  }

  async #tick(): Promise<void> {
    const { monotonicMs } = this.#now();
    for (const one of [...this.#open.values()]) {
      if (one.dueMs > monotonicMs) continue;
      const event = { type: "tick", see: this.#seeing(one.operation) } as const;
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

/**
 * Progress alone, for what a move waits, or that an agent took on a step of one is shown and not stored: it comes again.
 * What is kept beside may have changed alone.
 */
function isNews(before: Running, after: Running): boolean {
  if (before.isOver !== after.isOver) return true;
  if (before.operation === after.operation) return false;
  return lasting(before.operation) !== lasting(after.operation);
}

function lasting(operation: Operation): string {
  const { migration } = operation;
  const steps = operation.steps.map(untaken);
  const still =
    migration === undefined
      ? {}
      : { migration: { ...migration, progress: null, waitsFor: [] }, steps };
  return JSON.stringify({ ...operation, progress: 0, ...still });
}

/** Whoever asks for it again after a restart hears anew that it was taken on. */
function untaken(step: OperationStep): OperationStep {
  return step.state === "running" ? { ...step, state: "waiting", startedAt: null } : step;
}
