import type { CommandId, HostId, MachineId } from "@novacron/protocol/domain/ids";
import { NovaError, type Problem, toProblem } from "@novacron/protocol/errors/nova-error";
import type {
  CancelCommand,
  Command,
  CommandEvent,
  Downlink,
} from "@novacron/protocol/messages/command";
import type { MigrationAnswer } from "@novacron/protocol/messages/migration-answer";
import type { AgentFacts, JournalEntry } from "../ports/journal-store.ts";
import { afterAbandon } from "./abandoned.ts";
import { beforeAll, type CommandOrder, isAfter, laterOf } from "./command-order.ts";
import type { JournalLimits } from "./limits.ts";
import { attempt, staleness } from "./staleness.ts";

/**
 * The life of commands, without I/O.
 *
 *   arrived -> recording -> waiting -> beginning -> acting -> ending -> ended
 *                 \________________________________________/
 *                   refused, expired, cancelled: straight to ending
 *
 * The order that makes a crash harmless: intent is on disk (begun) before the act, the outcome is on disk
 * before anybody hears of it. What a crash cut off while acting is never acted again: its true state is
 * looked at instead. Nothing begins before the epoch that it may rest on is on disk, or after a crash an older
 * control plane would be obeyed again. A refusal is written down too, or a late duplicate could still be obeyed after its
 * operation had failed.
 */
export type Phase =
  | "recording"
  | "waiting"
  | "beginning"
  | "acting"
  | "inspecting"
  | "ending"
  | "ended";

export interface JournalItem {
  readonly command: Command;
  readonly receivedAt: number;
  readonly begun: boolean;
  readonly outcome: CommandEvent | null;
  readonly phase: Phase;
  /** Monotonic time after which it is not begun any more. */
  readonly expiresMs: number;
  /** Commands of one lane run one after the other. */
  readonly lane: string;
  readonly isCancelled: boolean;
  /** The outcome could not be written: again at this time. */
  readonly retryMs: number | null;
}

export interface JournalState {
  readonly host: HostId;
  readonly facts: AgentFacts;
  /** Epoch of the facts on disk; below `facts.epoch` while they are being written. */
  readonly durableEpoch: number;
  /** In the order of arrival. */
  readonly items: ReadonlyMap<CommandId, JournalItem>;
  readonly ended: number;
  /** Cancels of commands that have not arrived; they may be overtaken on the bus. */
  readonly earlyCancels: readonly CommandId[];
  /** Commands dropped unanswered, because even refusing them would be without bound. */
  readonly ignored: number;
}

export type Outcome =
  | {
      readonly ok: true;
      readonly result: CommandResult;
      readonly migration?: MigrationAnswer | undefined;
    }
  | { readonly ok: false; readonly problem: Problem };
export type CommandResult = Readonly<Record<string, string | number | boolean | null>>;

export type JournalEvent =
  | { readonly type: "arrived"; readonly message: Downlink }
  | { readonly type: "epoch"; readonly epoch: number }
  | { readonly type: "facts"; readonly facts: Partial<Omit<AgentFacts, "epoch">> }
  | { readonly type: "facts-stored"; readonly epoch: number }
  | { readonly type: "stored"; readonly id: CommandId; readonly phase: Phase }
  | {
      readonly type: "store-failed";
      readonly id: CommandId;
      readonly phase: Phase;
      readonly problem: Problem;
    }
  | { readonly type: "finished"; readonly id: CommandId; readonly outcome: Outcome }
  | { readonly type: "wake" };

export type JournalEffect =
  | {
      readonly type: "put";
      readonly id: CommandId;
      readonly phase: Phase;
      readonly entry: JournalEntry;
    }
  | { readonly type: "put-facts"; readonly facts: AgentFacts }
  | { readonly type: "prune"; readonly keep: number }
  | { readonly type: "act"; readonly command: Command }
  | { readonly type: "inspect"; readonly command: Command }
  | { readonly type: "abort"; readonly id: CommandId }
  /** A command that was ended and forgotten came again: it is not obeyed. */
  | { readonly type: "replayed"; readonly command: Command }
  | { readonly type: "publish"; readonly event: CommandEvent };

export interface JournalNow {
  readonly wallMs: number;
  readonly monotonicMs: number;
  readonly limits: JournalLimits;
  /** Generation under which a machine is known here, or null. */
  readonly generationOf: (machine: MachineId) => number | null;
  readonly laneOf: (command: Command) => string;
}

export type JournalStep = readonly [JournalState, readonly JournalEffect[]];

export function openJournal(
  host: HostId,
  found: { readonly entries: readonly JournalEntry[]; readonly facts: AgentFacts },
  now: JournalNow,
): JournalStep {
  const turn: Turn = { now, effects: [] };
  const items = new Map<CommandId, JournalItem>();
  for (const entry of found.entries) {
    const age = Math.max(0, now.wallMs - entry.receivedAt);
    items.set(entry.command.id, {
      ...entry,
      phase: entry.outcome !== null ? "ended" : entry.begun ? "inspecting" : "waiting",
      expiresMs: now.monotonicMs + entry.command.validForMs - age,
      lane: now.laneOf(entry.command),
      isCancelled: false,
      retryMs: null,
    });
    if (entry.outcome === null && entry.begun) {
      turn.effects.push({ type: "inspect", command: entry.command });
    }
  }
  const ended = found.entries.filter((entry) => entry.outcome !== null).length;
  const state: JournalState = {
    host,
    facts: found.facts,
    durableEpoch: found.facts.epoch,
    items,
    ended,
    earlyCancels: [],
    ignored: 0,
  };
  // What a crash kept from the facts may stand in a command that was written.
  const epochs = found.entries.map((entry) => entry.command.epoch);
  const seen = withEpoch(state, Math.max(0, ...epochs), turn);
  return [beginWaiting(seen, turn), turn.effects];
}

export function stepJournal(
  state: JournalState,
  event: JournalEvent,
  now: JournalNow,
): JournalStep {
  const turn: Turn = { now, effects: [] };
  let next = apply(state, event, turn);
  next = beginWaiting(next, turn);
  next = forgetOldest(next, turn);
  return [next, turn.effects];
}

export function journalWakeMs(state: JournalState): number | null {
  let least: number | null = null;
  for (const item of state.items.values()) {
    if (item.phase === "ended") continue;
    const time = item.phase === "waiting" ? item.expiresMs : item.retryMs;
    if (time !== null && (least === null || time < least)) least = time;
  }
  return least;
}

interface Turn {
  readonly now: JournalNow;
  readonly effects: JournalEffect[];
}

function apply(state: JournalState, event: JournalEvent, turn: Turn): JournalState {
  switch (event.type) {
    case "arrived":
      return event.message.type === "do"
        ? arrived(state, event.message, turn)
        : cancelled(state, event.message, turn);
    case "epoch":
      return withEpoch(state, event.epoch, turn);
    case "facts": {
      const facts = { ...state.facts, ...event.facts };
      turn.effects.push({ type: "put-facts", facts });
      return { ...state, facts };
    }
    case "facts-stored":
      return { ...state, durableEpoch: Math.max(state.durableEpoch, event.epoch) };
    case "stored":
      return stored(state, event, turn);
    case "store-failed":
      return storeFailed(state, event, turn);
    case "finished":
      return finished(state, event.id, event.outcome, turn);
    case "wake":
      return retryStores(expire(state, turn), turn);
  }
}

function arrived(state: JournalState, command: Command, turn: Turn): JournalState {
  if (command.host !== state.host) return { ...state, ignored: state.ignored + 1 };
  const known = state.items.get(command.id);
  if (known !== undefined) {
    answerAgain(state, known, turn);
    return state;
  }
  if (!isAfter(command, state.facts.forgotten ?? beforeAll)) {
    turn.effects.push({ type: "replayed", command });
    return { ...state, ignored: state.ignored + 1 };
  }
  const next = withEpoch(state, command.epoch, turn);
  const pending = next.items.size - next.ended;
  if (pending >= turn.now.limits.queue * 2) return { ...next, ignored: next.ignored + 1 };
  const item: JournalItem = {
    command,
    receivedAt: Math.max(0, Math.round(turn.now.wallMs)),
    begun: false,
    outcome: null,
    phase: "recording",
    expiresMs: turn.now.monotonicMs + command.validForMs,
    lane: turn.now.laneOf(command),
    isCancelled: false,
    retryMs: null,
  };
  const refusal = staleness(next, command, turn.now) ?? afterAbandon(next.items.values(), command);
  if (refusal !== null) return end(next, item, failure(refusal), turn);
  if (next.earlyCancels.includes(command.id)) {
    const earlyCancels = next.earlyCancels.filter((id) => id !== command.id);
    return end({ ...next, earlyCancels }, item, cancelOutcome(command), turn);
  }
  if (pending >= turn.now.limits.queue) {
    const attempted = `${attempt(command)} beside ${pending} other commands`;
    return end(next, item, failure(new NovaError("OVERLOADED", attempted)), turn);
  }
  if (mayBegin(next, item, turn)) return begin(next, item, turn);
  return put(next, item, turn);
}

function cancelled(state: JournalState, cancel: CancelCommand, turn: Turn): JournalState {
  if (cancel.host !== state.host || cancel.epoch < state.facts.epoch) {
    return { ...state, ignored: state.ignored + 1 };
  }
  const next = withEpoch(state, cancel.epoch, turn);
  const item = next.items.get(cancel.id);
  if (item === undefined) {
    return { ...next, earlyCancels: [...next.earlyCancels, cancel.id].slice(-1_000) };
  }
  if (item.phase === "ended") {
    answerAgain(next, item, turn);
    return next;
  }
  if (item.phase === "waiting") return end(next, item, cancelOutcome(item.command), turn);
  if (item.phase === "acting") turn.effects.push({ type: "abort", id: cancel.id });
  return withItem(next, { ...item, isCancelled: true });
}

/** What is being written is answered when it is. */
function answerAgain(state: JournalState, item: JournalItem, turn: Turn): void {
  const { phase, outcome, command } = item;
  if (phase === "ended" && outcome !== null) turn.effects.push({ type: "publish", event: outcome });
  else if (phase === "waiting" || phase === "acting" || phase === "inspecting") {
    turn.effects.push({ type: "publish", event: accepted(state, command, turn) });
  }
}

function stored(
  state: JournalState,
  { id, phase }: { readonly id: CommandId; readonly phase: Phase },
  turn: Turn,
): JournalState {
  const item = state.items.get(id);
  if (item === undefined || item.phase !== phase) return state;
  if (phase === "ending") {
    if (item.outcome !== null) turn.effects.push({ type: "publish", event: item.outcome });
    return withItem({ ...state, ended: state.ended + 1 }, { ...item, phase: "ended" });
  }
  if (phase === "recording") {
    if (item.isCancelled) return end(state, item, cancelOutcome(item.command), turn);
    turn.effects.push({ type: "publish", event: accepted(state, item.command, turn) });
    return withItem(state, { ...item, phase: "waiting" });
  }
  if (phase !== "beginning") return state;
  if (item.isCancelled) return end(state, item, cancelOutcome(item.command), turn);
  // A newer epoch or generation may have come while the intent was written.
  const refusal = staleness(state, item.command, turn.now);
  if (refusal !== null) return end(state, item, failure(refusal), turn);
  turn.effects.push({ type: "publish", event: accepted(state, item.command, turn) });
  turn.effects.push({ type: "act", command: item.command });
  return withItem(state, { ...item, phase: "acting" });
}

function storeFailed(
  state: JournalState,
  {
    id,
    phase,
    problem,
  }: { readonly id: CommandId; readonly phase: Phase; readonly problem: Problem },
  turn: Turn,
): JournalState {
  const item = state.items.get(id);
  if (item === undefined || item.phase !== phase) return state;
  const retryMs = turn.now.monotonicMs + turn.now.limits.storeRetryMs;
  if (phase === "ending") return withItem(state, { ...item, retryMs });
  // Nothing was done yet, and nothing will be: that too is said only when it is written down.
  const event = outcomeEvent(state, item.command, { ok: false, problem }, turn);
  return withItem(state, { ...item, outcome: event, phase: "ending", retryMs });
}

function finished(state: JournalState, id: CommandId, outcome: Outcome, turn: Turn): JournalState {
  const item = state.items.get(id);
  if (item === undefined || (item.phase !== "acting" && item.phase !== "inspecting")) return state;
  return end(state, item, outcome, turn);
}

function expire(state: JournalState, turn: Turn): JournalState {
  let next = state;
  for (const item of state.items.values()) {
    if (item.phase !== "waiting" || item.expiresMs > turn.now.monotonicMs) continue;
    next = end(next, item, expiredOutcome(item.command), turn);
  }
  return next;
}

function retryStores(state: JournalState, turn: Turn): JournalState {
  let next = state;
  for (const item of state.items.values()) {
    if (item.retryMs === null || item.retryMs > turn.now.monotonicMs) continue;
    next = put(next, { ...item, retryMs: null }, turn);
  }
  return next;
}

/** Begins what may begin, in the order of arrival. */
function beginWaiting(state: JournalState, turn: Turn): JournalState {
  let next = state;
  for (const item of state.items.values()) {
    if (item.phase !== "waiting" || !mayBegin(next, item, turn)) continue;
    const refusal = staleness(next, item.command, turn.now);
    if (item.expiresMs <= turn.now.monotonicMs) {
      next = end(next, item, expiredOutcome(item.command), turn);
    } else if (refusal !== null) {
      next = end(next, item, failure(refusal), turn);
    } else {
      next = begin(next, item, turn);
    }
  }
  return next;
}

/** A lane is served in the order of arrival; an item that is not in the list yet comes last. */
function mayBegin(state: JournalState, item: JournalItem, turn: Turn): boolean {
  if (state.durableEpoch < state.facts.epoch) return false;
  let busy = 0;
  let isEarlier = true;
  for (const other of state.items.values()) {
    if (other.command.id === item.command.id) {
      isEarlier = false;
      continue;
    }
    const isBusy =
      other.phase === "beginning" || other.phase === "acting" || other.phase === "inspecting";
    if (isBusy) busy += 1;
    const isAhead = isEarlier && (other.phase === "recording" || other.phase === "waiting");
    // Until its outcome is on disk a crash would have it looked at, and find what came after it.
    const isUnwritten = other.begun && other.phase === "ending";
    if (other.lane === item.lane && (isBusy || isAhead || isUnwritten)) return false;
  }
  return busy < turn.now.limits.parallel;
}

function begin(state: JournalState, item: JournalItem, turn: Turn): JournalState {
  return put(state, { ...item, begun: true, phase: "beginning" }, turn);
}

function end(state: JournalState, item: JournalItem, outcome: Outcome, turn: Turn): JournalState {
  const event = outcomeEvent(state, item.command, outcome, turn);
  return put(state, { ...item, outcome: event, phase: "ending" }, turn);
}

function put(state: JournalState, item: JournalItem, turn: Turn): JournalState {
  const { command, receivedAt, begun, outcome, phase } = item;
  const entry: JournalEntry = { command, receivedAt, begun, outcome };
  turn.effects.push({ type: "put", id: command.id, phase, entry });
  return withItem(state, item);
}

function withItem(state: JournalState, item: JournalItem): JournalState {
  return { ...state, items: new Map(state.items).set(item.command.id, item) };
}

function withEpoch(state: JournalState, epoch: number, turn: Turn): JournalState {
  if (epoch <= state.facts.epoch) return state;
  const facts = { ...state.facts, epoch };
  turn.effects.push({ type: "put-facts", facts });
  return { ...state, facts };
}

function forgetOldest(state: JournalState, turn: Turn): JournalState {
  const { keep } = turn.now.limits;
  // A quarter at a time, so that not every command costs a pruning.
  if (state.ended <= keep * 1.25) return state;
  let excess = state.ended - keep;
  const items = new Map(state.items);
  let forgotten: CommandOrder = state.facts.forgotten ?? beforeAll;
  for (const [id, item] of state.items) {
    if (excess === 0) break;
    if (item.phase !== "ended") continue;
    items.delete(id);
    forgotten = laterOf(item.command, forgotten);
    excess -= 1;
  }
  const facts = { ...state.facts, forgotten };
  // First what outlasts them: a crash between the two forgets nothing that could then be sent again.
  turn.effects.push({ type: "put-facts", facts }, { type: "prune", keep });
  return { ...state, items, ended: keep, facts };
}

function accepted(state: JournalState, command: Command, turn: Turn): CommandEvent {
  return { ...about(state, command, turn), type: "accepted" };
}

function outcomeEvent(
  state: JournalState,
  command: Command,
  outcome: Outcome,
  turn: Turn,
): CommandEvent {
  const base = about(state, command, turn);
  if (!outcome.ok) return { ...base, type: "failed", problem: outcome.problem };
  const { result, migration } = outcome;
  return { ...base, type: "succeeded", result, ...(migration === undefined ? {} : { migration }) };
}

function about(state: JournalState, command: Command, turn: Turn) {
  return {
    v: 1 as const,
    id: command.id,
    operation: command.operation,
    host: state.host,
    epoch: Math.max(1, state.facts.epoch),
    at: Math.max(0, Math.round(turn.now.wallMs)),
  };
}

function cancelOutcome(command: Command): Outcome {
  return failure(new NovaError("CANCELLED", `${attempt(command)}, not begun`));
}

function expiredOutcome(command: Command): Outcome {
  const details = { validForMs: command.validForMs };
  return failure(new NovaError("COMMAND_EXPIRED", attempt(command), { details }));
}

function failure(error: NovaError): Outcome {
  return { ok: false, problem: toProblem(error, error.attempted) };
}
