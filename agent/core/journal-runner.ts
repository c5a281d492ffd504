import type { CommandId, HostId, MachineId } from "@novacron/protocol/domain/ids";
import { NovaError, toProblem } from "@novacron/protocol/errors/nova-error";
import type {
  Command,
  CommandEvent,
  CommandKind,
  Downlink,
} from "@novacron/protocol/messages/command";
import {
  type Bars,
  type CommandContext,
  type CommandHandler,
  type CommandResult,
  commandCancelled,
  MoveAnswer,
} from "../commands/handler.ts";
import { handlerOf } from "../commands/index.ts";
import type { Clock } from "../ports/clock.ts";
import type { AgentFacts, JournalStore } from "../ports/journal-store.ts";
import type { Log } from "../ports/log.ts";
import type { Uplink } from "../ports/uplink.ts";
import { fencedHypervisor } from "./fenced-hypervisor.ts";
import {
  type JournalEffect,
  type JournalEvent,
  type JournalNow,
  type JournalState,
  journalWakeMs,
  type Outcome,
  openJournal,
  stepJournal,
} from "./journal.ts";
import type { JournalLimits } from "./limits.ts";
import { attempt, staleness } from "./staleness.ts";
import { WakeTimer } from "./wake-timer.ts";

type Base = Omit<CommandContext<CommandKind>, "action" | "signal" | "progress" | "bars">;

export interface JournalPorts {
  readonly store: JournalStore;
  readonly uplink: Uplink;
  readonly clock: Clock;
  readonly log: Log;
  readonly host: HostId;
  readonly limits: JournalLimits;
  readonly context: Base;
  readonly generationOf: (machine: MachineId) => number | null;
  /** Resolves when the hypervisor can be asked; for looking at what a crash left behind. */
  readonly hypervisorReady: (signal: AbortSignal, timeoutMs: number) => Promise<void>;
  /** Name of another manager that runs this host, which is then only watched. */
  readonly foreignManager: () => string | null;
  readonly onBegin: (command: Command) => void;
  readonly onEnd: (command: Command) => void;
  readonly onReplayed: (command: Command) => void;
}

/** Carries out what the journal decides: writes, acts through the commands, publishes. */
export class JournalRunner {
  readonly #ports: JournalPorts;
  readonly #wake: WakeTimer;
  readonly #running = new Map<CommandId, AbortController>();
  /** Outcomes the broker has not taken yet; said again at each connect. */
  readonly #unsaid = new Map<CommandId, CommandEvent>();
  #state: JournalState | null = null;
  #factsDirty: AgentFacts | null = null;
  readonly #factsAwaited = new Set<PromiseWithResolvers<void>>();
  #cancelFactsRetry: (() => void) | null = null;
  #stopped = false;

  constructor(ports: JournalPorts) {
    this.#ports = ports;
    this.#wake = new WakeTimer(ports.clock, () => this.#dispatch({ type: "wake" }));
  }

  /** Reads the journal; `begin` goes on with what it holds. */
  async open(): Promise<() => void> {
    const found = await this.#ports.store.open();
    // The facts are being read here, so what they say of a generation cannot be asked of the agent yet.
    const known = found.facts.generations;
    const now = { ...this.#now(), generationOf: (id: MachineId) => known[id] ?? null };
    const [state, effects] = openJournal(this.#ports.host, found, now);
    this.#state = state;
    for (const entry of found.entries.slice(-this.#ports.limits.repeatOutcomes)) {
      if (entry.outcome !== null) this.#unsaid.set(entry.command.id, entry.outcome);
    }
    return () => {
      for (const effect of effects) this.#perform(effect);
      this.#wake.set(journalWakeMs(state));
    };
  }

  get facts(): AgentFacts {
    if (this.#state === null) throw new NovaError("INTERNAL", "use the journal before it is open");
    return this.#state.facts;
  }

  setFacts(facts: Partial<Omit<AgentFacts, "epoch">>): void {
    this.#dispatch({ type: "facts", facts });
  }

  /** Resolves once they are on disk, and rejects where they cannot be written now. */
  async keepFacts(facts: Partial<Omit<AgentFacts, "epoch">>): Promise<void> {
    const written = Promise.withResolvers<void>();
    this.#factsAwaited.add(written);
    this.setFacts(facts);
    await written.promise;
  }

  sawEpoch(epoch: number): void {
    this.#dispatch({ type: "epoch", epoch });
  }

  receive(message: Downlink): void {
    this.#dispatch({ type: "arrived", message });
  }

  /** Says again what the broker may not have taken. */
  connected(): void {
    for (const event of this.#unsaid.values()) this.#say(event);
  }

  /** What runs is left as begun: the next start looks at what became of it. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#wake.set(null);
    this.#cancelFactsRetry?.();
    for (const controller of this.#running.values()) controller.abort();
    if (this.#state !== null) await this.#ports.store.close();
  }

  #now(): JournalNow {
    const { clock, limits, generationOf } = this.#ports;
    return {
      wallMs: clock.now(),
      monotonicMs: clock.monotonicMs(),
      limits,
      generationOf,
      laneOf: (command) =>
        handlerOf(command.action.kind).lane(command.action) ?? `command:${command.id}`,
    };
  }

  #dispatch(event: JournalEvent): void {
    if (this.#state === null || this.#stopped) return;
    const [state, effects] = stepJournal(this.#state, event, this.#now());
    this.#state = state;
    this.#wake.set(journalWakeMs(state));
    for (const effect of effects) this.#perform(effect);
  }

  #perform(effect: JournalEffect): void {
    switch (effect.type) {
      case "put":
        void this.#put(effect);
        return;
      case "put-facts":
        void this.#putFacts(effect.facts);
        return;
      case "prune":
        this.#ports.store.prune(effect.keep).catch((error: unknown) => {
          this.#ports.log.warn({ error }, "journal: pruning failed");
        });
        return;
      case "act":
        void this.#run(effect.command, (handler, context) =>
          this.#act(effect.command, handler, context),
        );
        return;
      case "inspect":
        void this.#run(effect.command, (handler, context) =>
          this.#inspect(effect.command, handler, context),
        );
        return;
      case "abort":
        this.#running.get(effect.id)?.abort(commandCancelled);
        return;
      case "replayed":
        this.#ports.onReplayed(effect.command);
        return;
      case "publish":
        if (effect.event.type !== "accepted") this.#unsaid.set(effect.event.id, effect.event);
        this.#say(effect.event);
        return;
    }
  }

  async #put({ id, phase, entry }: JournalEffect & { readonly type: "put" }): Promise<void> {
    try {
      await this.#ports.store.put(entry);
    } catch (error) {
      this.#ports.log.error({ error, command: id, phase }, "journal: write failed");
      const problem = toProblem(error, `write command ${id} to the journal`);
      this.#dispatch({ type: "store-failed", id, phase, problem });
      return;
    }
    this.#dispatch({ type: "stored", id, phase });
  }

  async #putFacts(facts: AgentFacts): Promise<void> {
    this.#factsDirty = facts;
    try {
      await this.#ports.store.putFacts(facts);
      if (this.#factsDirty === facts) {
        this.#factsDirty = null;
        this.#tellFacts((one) => one.resolve());
      }
      this.#dispatch({ type: "facts-stored", epoch: facts.epoch });
    } catch (error) {
      this.#ports.log.error({ error }, "journal: facts could not be written");
      this.#tellFacts((one) => one.reject(error));
      this.#cancelFactsRetry?.();
      this.#cancelFactsRetry = this.#ports.clock.after(this.#ports.limits.storeRetryMs, () => {
        if (this.#factsDirty !== null && !this.#stopped) void this.#putFacts(this.#factsDirty);
      });
    }
  }

  #tellFacts(tell: (one: PromiseWithResolvers<void>) => void): void {
    for (const one of this.#factsAwaited) tell(one);
    this.#factsAwaited.clear();
  }

  readonly #bars: Bars = {
    of: (machine) => this.#state?.facts.barred?.[machine] ?? null,
    set: async (machine, bar) => {
      const since = Math.max(0, Math.round(this.#ports.clock.now()));
      await this.keepFacts({ barred: { ...this.facts.barred, [machine]: { ...bar, since } } });
    },
    lift: async (machine) => {
      const { [machine]: gone, ...barred } = this.facts.barred ?? {};
      if (gone !== undefined) await this.keepFacts({ barred });
    },
  };

  async #run(
    command: Command,
    work: (
      handler: CommandHandler<CommandKind>,
      context: CommandContext<CommandKind>,
    ) => Promise<Outcome>,
  ): Promise<void> {
    const controller = new AbortController();
    this.#running.set(command.id, controller);
    this.#ports.onBegin(command);
    const context: CommandContext<CommandKind> = {
      ...this.#ports.context,
      action: command.action,
      bars: this.#bars,
      signal: controller.signal,
      progress: (step, ratio = null, migration) =>
        this.#progress(command, { step, ratio, ...(migration === undefined ? {} : { migration }) }),
    };
    let outcome: Outcome;
    try {
      outcome = await work(handlerOf(command.action.kind), context);
    } catch (error) {
      outcome = { ok: false, problem: toProblem(error, attempt(command)) };
    }
    this.#running.delete(command.id);
    if (this.#stopped) return;
    this.#ports.onEnd(command);
    this.#dispatch({ type: "finished", id: command.id, outcome });
  }

  async #act(
    command: Command,
    handler: CommandHandler<CommandKind>,
    context: CommandContext<CommandKind>,
  ): Promise<Outcome> {
    const manager = this.#ports.foreignManager();
    // Another manager owns the machines there, not this program.
    if (manager !== null && command.action.kind !== "agent.upgrade") {
      const attempted = `${handler.kind} on a host run by ${manager}`;
      throw new NovaError("HOST_READ_ONLY", attempted, { details: { manager } });
    }
    const mayAct = () => this.#refuseStale(command);
    const hypervisor = fencedHypervisor(context.hypervisor, mayAct, this.#bars.of);
    return outcomeOf(await handler.act({ ...context, hypervisor }));
  }

  #refuseStale(command: Command): void {
    if (this.#state === null) return;
    const refusal = staleness(this.#state, command, this.#ports);
    if (refusal !== null) throw refusal;
  }

  /** Never acts: what is not seen to be reached counts as interrupted. */
  async #inspect(
    command: Command,
    handler: CommandHandler<CommandKind>,
    context: CommandContext<CommandKind>,
  ): Promise<Outcome> {
    let cause: unknown;
    try {
      await this.#ports.hypervisorReady(context.signal, this.#ports.limits.inspectTimeoutMs);
      const result = await handler.inspect(context);
      if (result !== null) return outcomeOf(result, { observed: true });
    } catch (error) {
      if (error instanceof NovaError && handler.certain?.has(error.code) === true) {
        return { ok: false, problem: toProblem(error, error.attempted) };
      }
      cause = error;
    }
    const error = new NovaError("COMMAND_INTERRUPTED", attempt(command), { cause });
    return { ok: false, problem: toProblem(error, error.attempted) };
  }

  #progress(
    command: Command,
    said: Pick<CommandEvent & { type: "progress" }, "step" | "ratio" | "migration">,
  ): void {
    const { clock, host } = this.#ports;
    this.#say({
      v: 1,
      type: "progress",
      id: command.id,
      operation: command.operation,
      host,
      epoch: Math.max(1, this.facts.epoch),
      at: Math.round(clock.now()),
      ...said,
    });
  }

  #say(event: CommandEvent): void {
    if (this.#stopped || !this.#ports.uplink.isConnected()) return;
    this.#ports.uplink.publish("hostCommandEvent", event).then(
      () => {
        if (this.#unsaid.get(event.id) === event) this.#unsaid.delete(event.id);
      },
      // Outcomes stay unsaid and follow at the next connect; the others have no use by then.
      () => undefined,
    );
  }
}

function outcomeOf(answer: CommandResult | MoveAnswer, more: CommandResult = {}): Outcome {
  if (answer instanceof MoveAnswer) {
    return { ok: true, result: { ...more }, migration: answer.migration };
  }
  return { ok: true, result: { ...answer, ...more } };
}
