import type { MachineId } from "@novacron/protocol/domain/ids";
import { type Command, command } from "@novacron/protocol/messages/command";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { AgentFacts, JournalEntry } from "../ports/journal-store.ts";
import { uuidOf } from "../sim/chance.ts";
import { simulatedHostId } from "../sim/machine-specs.ts";
import {
  type JournalEffect,
  type JournalEvent,
  type JournalNow,
  type JournalState,
  type JournalStep,
  journalWakeMs,
  openJournal,
  stepJournal,
} from "./journal.ts";

const host = simulatedHostId(1, 0);
const limits = {
  queue: 6,
  parallel: 2,
  keep: 1_000,
  storeRetryMs: 100,
  repeatOutcomes: 8,
  inspectTimeoutMs: 1_000,
};
const machines = [1, 2, 3].map((nth) => uuidOf(1, `m${nth}`) as MachineId);

function commandOf(nth: number, epoch: number, generation: number): Command {
  return command.parse({
    v: 1,
    type: "do",
    id: `c-${nth}`,
    operation: uuidOf(1, `o${nth}`),
    host,
    epoch,
    session: "s",
    turn: nth + 1,
    issuedAt: 1,
    validForMs: 5_000,
    action: { kind: "machine.start", machine: machines[nth % 3], generation },
  });
}

type Put = JournalEffect & { readonly type: "put" };

/** The journal between a bus that repeats, a disk that may be full, and a process that may die. */
class World {
  nowMs = 0;
  state!: JournalState;
  readonly disk = new Map<string, JournalEntry>();
  diskFacts: AgentFacts = { epoch: 0, generations: {}, departed: [], autostartDoneFor: null };
  lateFacts: AgentFacts | null = null;
  puts: (Put | { readonly type: "put-facts"; readonly facts: AgentFacts })[] = [];
  acting: { readonly command: Command; readonly isInspection: boolean }[] = [];
  readonly acts = new Map<string, number>();
  readonly said = new Map<string, string>();
  readonly asked = new Set<string>();
  aborted = new Set<string>();

  constructor() {
    this.open();
  }

  get now(): JournalNow {
    return {
      wallMs: 1_000_000 + this.nowMs,
      monotonicMs: this.nowMs,
      limits,
      generationOf: () => 0,
      laneOf: ({ action }) => ("machine" in action ? action.machine : "none"),
    };
  }

  open(): void {
    const found = { entries: [...this.disk.values()], facts: this.diskFacts };
    this.take(openJournal(host, found, this.now));
  }

  /** The process dies: what the disk did not have by then is gone. */
  crash(): void {
    this.puts = [];
    this.lateFacts = null;
    this.acting = [];
    this.aborted = new Set();
    this.open();
  }

  step(event: JournalEvent): void {
    this.take(stepJournal(this.state, event, this.now));
  }

  take([state, effects]: JournalStep): void {
    this.state = state;
    for (const effect of effects) this.perform(effect);
    const lanes = this.acting.map(({ command: { action } }) =>
      "machine" in action ? action.machine : "",
    );
    expect(new Set(lanes).size).toBe(lanes.length);
    const begun = this.acting.filter(({ isInspection }) => !isInspection);
    expect(begun.length).toBeLessThanOrEqual(limits.parallel);
  }

  perform(effect: JournalEffect): void {
    switch (effect.type) {
      case "put":
      case "put-facts":
        this.puts.push(effect);
        return;
      case "act": {
        const { id, epoch } = effect.command;
        expect(this.disk.get(id), "intent is on disk before the act").toMatchObject({
          begun: true,
        });
        expect(this.disk.get(id)?.outcome).toBe(null);
        expect(this.diskFacts.epoch).toBeGreaterThanOrEqual(epoch);
        expect(epoch, "never for an older epoch").toBe(this.state.facts.epoch);
        this.acts.set(id, (this.acts.get(id) ?? 0) + 1);
        expect(this.acts.get(id), "never twice").toBe(1);
        this.acting.push({ command: effect.command, isInspection: false });
        return;
      }
      case "inspect":
        expect(this.acts.get(effect.command.id) ?? 0).toBeLessThanOrEqual(1);
        this.acting.push({ command: effect.command, isInspection: true });
        return;
      case "abort":
        this.aborted.add(effect.id);
        return;
      case "publish":
        this.publish(effect);
        return;
      case "prune":
        return;
    }
  }

  publish({ event }: JournalEffect & { readonly type: "publish" }): void {
    expect(this.disk.has(event.id), "nothing is said before it is written").toBe(true);
    if (event.type === "accepted") return;
    const text = JSON.stringify(event);
    expect(JSON.stringify(this.disk.get(event.id)?.outcome)).toBe(text);
    expect(this.said.get(event.id) ?? text, "an outcome never changes").toBe(text);
    this.said.set(event.id, text);
  }

  /** The disk takes the oldest write, or has no room for it. */
  store(hasRoom: boolean): void {
    const put = this.puts.shift();
    if (put === undefined) return;
    if (put.type === "put-facts") {
      // The shell repeats the newest facts until they are written, whatever was written meanwhile.
      if (!hasRoom) this.lateFacts = put.facts;
      else this.storeFacts(put.facts);
      return;
    }
    if (!hasRoom) {
      const problem = { code: "DISK_FULL", message: "", attempted: "", next: "", retryable: true };
      this.step({ type: "store-failed", id: put.id, phase: put.phase, problem });
      return;
    }
    this.disk.set(put.id, put.entry);
    this.step({ type: "stored", id: put.id, phase: put.phase });
  }

  storeFacts(facts: AgentFacts): void {
    this.diskFacts = facts;
    this.lateFacts = null;
    this.step({ type: "facts-stored", epoch: facts.epoch });
  }

  finish(nth: number, ok: boolean): void {
    const [one] = this.acting.splice(nth, 1);
    if (one === undefined) return;
    const problem = { code: "INTERNAL", message: "", attempted: "", next: "", retryable: false };
    const outcome = ok ? { ok, result: {} } : { ok, problem };
    this.step({ type: "finished", id: one.command.id, outcome });
  }

  settle(): void {
    for (let round = 0; round < 500; round += 1) {
      while (this.puts.length > 0) this.store(true);
      if (this.lateFacts !== null) this.storeFacts(this.lateFacts);
      while (this.acting.length > 0) this.finish(0, true);
      const wake = journalWakeMs(this.state);
      if (this.puts.length === 0 && this.acting.length === 0 && wake === null) return;
      if (wake !== null) this.nowMs = Math.max(this.nowMs, wake);
      this.step({ type: "wake" });
    }
    expect.unreachable("commands did not end");
  }
}

const happening = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("arrive" as const),
      nth: fc.nat({ max: 12 }),
      epoch: fc.constantFrom(1, 1, 1, 1, 2),
      generation: fc.constantFrom(0, 0, 0, 0, 0, 1),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant("store" as const),
      room: fc.constantFrom(true, true, true, false),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("finish" as const),
      nth: fc.nat({ max: 2 }),
      ok: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("cancel" as const), nth: fc.nat({ max: 12 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom("crash" as const, "facts" as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("pass" as const), ms: fc.nat({ max: 3_000 }) }),
  },
);

test("no command acts twice, unwritten or out of line, and every one ends, whatever happens", () => {
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 120, size: "max" }), (happenings) => {
      const world = new World();
      // A command's content belongs to its id: the first form of each counts.
      const forms = new Map<number, Command>();
      for (const one of happenings) {
        if (one.do === "arrive") {
          const form = forms.get(one.nth) ?? commandOf(one.nth, one.epoch, one.generation);
          forms.set(one.nth, form);
          world.step({ type: "arrived", message: form });
        } else if (one.do === "store") world.store(one.room);
        else if (one.do === "finish") world.finish(one.nth, one.ok);
        else if (one.do === "cancel") {
          const id = commandOf(one.nth, 1, 0).id;
          world.step({
            type: "arrived",
            message: { v: 1, type: "cancel", id, host, epoch: 2, session: "s" },
          });
        } else if (one.do === "facts" && world.lateFacts !== null)
          world.storeFacts(world.lateFacts);
        else if (one.do === "crash") world.crash();
        else if (one.do === "pass") {
          world.nowMs += one.ms;
          world.step({ type: "wake" });
        }
      }
      world.settle();
      for (const [id, entry] of world.disk) {
        expect(entry.outcome, `${id} ended`).not.toBe(null);
        expect(
          world.said.has(id) || world.state.items.get(entry.command.id)?.phase === "ended",
        ).toBe(true);
      }
    }),
    { numRuns: 300 },
  );
});

function events(world: World): string[] {
  return [...world.said.values()].map((text) => {
    const event = JSON.parse(text);
    return `${event.id} ${event.problem?.code ?? event.type}`;
  });
}

test("a duplicate is answered from the journal, also after a restart", () => {
  const world = new World();
  const first = commandOf(1, 1, 0);
  world.step({ type: "arrived", message: first });
  world.settle();
  world.crash();
  world.said.clear();
  world.step({ type: "arrived", message: first });
  expect(events(world)).toEqual(["c-1 succeeded"]);
  expect(world.acts.get("c-1")).toBe(1);
});

test("older epochs, other generations and too many at once are refused, in writing", () => {
  const world = new World();
  world.step({ type: "epoch", epoch: 2 });
  world.step({ type: "arrived", message: commandOf(1, 1, 0) });
  world.step({ type: "arrived", message: commandOf(2, 2, 7) });
  for (let nth = 3; nth < 12; nth += 1) {
    world.step({ type: "arrived", message: commandOf(nth, 2, 0) });
  }
  while (world.puts.length > 0) world.store(true);
  expect(events(world)).toEqual([
    "c-1 EPOCH_REFUSED",
    "c-2 GENERATION_REFUSED",
    "c-7 OVERLOADED",
    "c-8 OVERLOADED",
    "c-9 OVERLOADED",
    "c-10 OVERLOADED",
    "c-11 OVERLOADED",
  ]);
});

test("what waits too long expires; what was interrupted is looked at, never done again", () => {
  const world = new World();
  world.step({ type: "arrived", message: commandOf(1, 1, 0) });
  world.step({ type: "arrived", message: commandOf(4, 1, 0) });
  while (world.puts.length > 0) world.store(true);
  expect(world.acting.map((one) => one.command.id)).toEqual(["c-1"]);
  world.crash();
  expect(world.acting).toMatchObject([{ command: { id: "c-1" }, isInspection: true }]);
  world.nowMs += 5_000;
  world.step({ type: "wake" });
  while (world.puts.length > 0) world.store(true);
  expect(events(world)).toEqual(["c-4 COMMAND_EXPIRED"]);
});

test("a cancel ends what waits, aborts what runs, and may overtake its command", () => {
  const world = new World();
  const cancel = (nth: number) =>
    world.step({
      type: "arrived",
      message: { v: 1, type: "cancel", id: commandOf(nth, 1, 0).id, host, epoch: 1, session: "s" },
    });
  cancel(2);
  for (const nth of [1, 4, 2]) world.step({ type: "arrived", message: commandOf(nth, 1, 0) });
  while (world.puts.length > 0) world.store(true);
  cancel(4);
  cancel(1);
  while (world.puts.length > 0) world.store(true);
  expect(events(world).sort()).toEqual(["c-2 CANCELLED", "c-4 CANCELLED"]);
  expect([...world.aborted]).toEqual(["c-1"]);
});

test("a command of a newer epoch waits until that epoch is on disk, and is refused to none before", () => {
  const world = new World();
  world.step({ type: "arrived", message: commandOf(1, 2, 0) });
  // The facts find no room, the command does.
  world.store(false);
  while (world.puts.length > 0) world.store(true);
  expect(world.acting).toEqual([]);
  expect(world.diskFacts.epoch).toBe(0);
  const late = world.lateFacts;
  expect(late).toMatchObject({ epoch: 2 });
  if (late !== null) world.storeFacts(late);
  while (world.puts.length > 0) world.store(true);
  expect(world.acting).toMatchObject([{ command: { id: "c-1" }, isInspection: false }]);
  world.crash();
  world.step({ type: "arrived", message: commandOf(4, 1, 0) });
  world.settle();
  expect(events(world)).toContain("c-4 EPOCH_REFUSED");
});
