import fc from "fast-check";
import { expect, test } from "vitest";
import type { OutboxLimits } from "./limits.ts";
import {
  type OutboxEffect,
  type OutboxEvent,
  type OutboxRow,
  type OutboxState,
  openOutbox,
  outboxFloor,
  outboxWakeMs,
  stepOutbox,
} from "./outbox.ts";

const limits: OutboxLimits = {
  maxBytes: 400,
  maxAgeMs: 1_000_000,
  tailBytes: 120,
  window: 3,
  maxAhead: 6,
  maxAheadBytes: 300,
  ackTimeoutMs: 100,
  maxBackoffMs: 1_000,
  writeRetryMs: 50,
  syncDelayMs: 10,
};

type Happening =
  | { readonly do: "append"; readonly bytes: number }
  | { readonly do: "write" | "write-fails" | "connect" | "disconnect" | "crash" | "hurry" }
  | {
      readonly do: "puback" | "deliver" | "lose" | "ack" | "lose-ack" | "refuse";
      readonly nth: number;
    }
  | { readonly do: "stale-ack"; readonly upTo: number; readonly foreign: boolean }
  | { readonly do: "pass"; readonly ms: number };

const nth = fc.nat({ max: 5 });
const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("append" as const),
      bytes: fc.integer({ min: 5, max: 60 }),
    }),
  },
  { weight: 6, arbitrary: fc.record({ do: fc.constantFrom("write" as const) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom("connect" as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constantFrom("write-fails", "disconnect", "crash", "hurry") }),
  },
  { weight: 8, arbitrary: fc.record({ do: fc.constantFrom("puback", "deliver", "ack"), nth }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom("lose", "lose-ack", "refuse"), nth }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("stale-ack" as const),
      upTo: fc.nat({ max: 40 }),
      foreign: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant("pass" as const), ms: fc.nat({ max: 400 }) }),
  },
);

/** The outbox between a disk, a bus that loses and reorders, and a control plane that stores in order. */
class World {
  nowMs = 0;
  state: OutboxState = openOutbox({ boot: "b1", nextSeq: 1, rows: [] });
  readonly disk: OutboxRow[] = [];
  readonly bytesOf = new Map<number, number>();
  readonly written = new Set<number>();
  readonly dropped = new Set<number>();
  readonly stored: number[] = [];
  inHand: { seq: number; link: number }[] = [];
  onBus: { seq: number; floor: number }[] = [];
  acks: number[] = [];
  diskNextSeq = 1;

  get mark(): number {
    return this.stored.at(-1) ?? 0;
  }

  step(event: OutboxEvent): void {
    const [state, effects] = stepOutbox(this.state, event, { nowMs: this.nowMs, limits });
    this.state = state;
    for (const effect of effects) this.perform(effect);
    this.check();
  }

  perform(effect: OutboxEffect): void {
    if (effect.type === "send") {
      expect(this.disk.some((row) => row.seq === effect.seq)).toBe(true);
      this.inHand.push({ seq: effect.seq, link: effect.link });
      this.onBus.push({ seq: effect.seq, floor: outboxFloor(this.state) });
    } else if (effect.type === "trim") {
      for (const row of this.disk.filter((one) => one.seq <= effect.upTo)) {
        expect(row.seq <= this.mark || this.dropped.has(row.seq)).toBe(true);
      }
      this.disk.splice(0, this.disk.length, ...this.disk.filter((row) => row.seq > effect.upTo));
    } else if (effect.type === "forget") {
      for (const seq of effect.seqs) this.dropped.add(seq);
    }
  }

  check(): void {
    const { rows, rowBytes, tail, tailBytes, inFlight } = this.state;
    const seqs = [...rows, ...tail].map((row) => row.seq);
    expect(seqs).toEqual([...seqs].sort((one, other) => one - other));
    expect(rowBytes).toBe(rows.reduce((sum, row) => sum + row.bytes, 0));
    expect(rowBytes).toBeLessThanOrEqual(limits.maxBytes);
    expect(tailBytes).toBeLessThanOrEqual(limits.tailBytes + 120);
    expect(inFlight.length).toBeLessThanOrEqual(limits.window);
    const sent = rows.filter((row) => row.seq <= this.state.sentUpTo);
    expect(sent.length).toBeLessThanOrEqual(limits.maxAhead);
  }

  happen(one: Happening): void {
    switch (one.do) {
      case "append": {
        const { nextSeq } = this.state;
        this.bytesOf.set(nextSeq, one.bytes);
        // After a crash the seq of an entry that never reached the disk is given again.
        this.dropped.delete(nextSeq);
        this.step({ type: "append", seq: nextSeq, bytes: one.bytes });
        return;
      }
      case "write":
        this.write();
        return;
      case "write-fails":
        if (this.state.writing === null) return;
        this.step({ type: "write-failed", seq: this.state.writing, code: "DISK_FULL" });
        return;
      case "connect":
        this.inHand = [];
        this.step({ type: "connected" });
        return;
      case "disconnect":
        this.inHand = [];
        this.step({ type: "disconnected" });
        return;
      case "hurry":
        this.step({ type: "hurry" });
        return;
      case "crash":
        this.crash();
        return;
      case "puback":
        this.answer(one.nth, "taken");
        return;
      case "refuse":
        this.answer(one.nth, "not-taken");
        return;
      case "deliver":
        this.deliver(one.nth);
        return;
      case "lose":
        this.onBus.splice(one.nth, 1);
        return;
      case "lose-ack":
        this.acks.splice(one.nth, 1);
        return;
      case "ack": {
        const [upTo] = this.acks.splice(one.nth, 1);
        if (upTo !== undefined) this.step({ type: "ack", boot: "b1", upTo });
        return;
      }
      case "stale-ack":
        // Foreign boots are ignored whatever they say; an old mark of ours may come at any time.
        if (one.foreign) this.step({ type: "ack", boot: "other", upTo: one.upTo });
        else this.step({ type: "ack", boot: "b1", upTo: Math.min(one.upTo, this.mark) });
        return;
      case "pass":
        this.nowMs += one.ms;
        this.step({ type: "wake" });
        return;
    }
  }

  write(): void {
    const seq = this.state.writing;
    if (seq === null) return;
    this.disk.push({ seq, bytes: this.bytesOf.get(seq) ?? 0, bornMs: this.nowMs });
    this.written.add(seq);
    this.diskNextSeq = seq + 1;
    this.step({ type: "written", seq });
  }

  answer(index: number, type: "taken" | "not-taken"): void {
    const [one] = this.inHand.splice(index, 1);
    if (one !== undefined) this.step({ type, ...one });
  }

  /** The receiver's rule: only what follows its mark, or the floor the sender vouches for. */
  deliver(index: number): void {
    const [one] = this.onBus.splice(index, 1);
    if (one === undefined) return;
    if (one.seq > this.mark && one.seq - 1 <= Math.max(this.mark, one.floor)) {
      this.stored.push(one.seq);
    }
    this.acks.push(this.mark);
  }

  /** The process dies: what was not written is gone, the rest is found again. */
  crash(): void {
    for (const row of this.state.tail) {
      if (!this.written.has(row.seq)) this.dropped.add(row.seq);
    }
    this.inHand = [];
    this.state = openOutbox({ boot: "b1", nextSeq: this.diskNextSeq, rows: [...this.disk] });
  }

  /** Everything works from here on: what is left must come through. */
  settle(): void {
    this.happen({ do: "connect" });
    for (let round = 0; round < 2_000; round += 1) {
      if (this.state.rows.length + this.state.tail.length === 0) return;
      this.happen({ do: "write" });
      while (this.inHand.length > 0) this.answer(0, "taken");
      while (this.onBus.length > 0) this.deliver(0);
      while (this.acks.length > 0) this.happen({ do: "ack", nth: 0 });
      const wake = outboxWakeMs(this.state, limits);
      if (wake !== null && wake > this.nowMs) this.nowMs = wake;
      this.step({ type: "wake" });
    }
    expect.unreachable("the outbox did not drain");
  }
}

test("any interleaving keeps order, loses nothing that fits and stores nothing twice", () => {
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 150, size: "max" }), (happenings) => {
      const world = new World();
      for (const one of happenings) world.happen(one);
      world.settle();
      const { stored } = world;
      expect(stored).toEqual([...new Set(stored)].sort((one, other) => one - other));
      for (const seq of world.written) {
        expect(stored.includes(seq) || world.dropped.has(seq)).toBe(true);
      }
    }),
    { numRuns: 300 },
  );
});

test("resending slows down while nobody acknowledges, and hurries when the control plane is back", () => {
  const world = new World();
  world.happen({ do: "connect" });
  for (let count = 0; count < 6; count += 1) {
    world.happen({ do: "append", bytes: 10 });
    world.happen({ do: "write" });
    while (world.inHand.length > 0) world.answer(0, "taken");
  }
  world.onBus = [];
  const times: number[] = [];
  for (let round = 0; round < 6; round += 1) {
    world.nowMs = outboxWakeMs(world.state, limits) ?? world.nowMs;
    world.step({ type: "wake" });
    while (world.inHand.length > 0) world.answer(0, "taken");
    if (world.onBus.length > 0) times.push(world.nowMs);
    expect(world.onBus.map((one) => one.seq).filter((seq) => seq !== 1)).toEqual([]);
    world.onBus = [];
  }
  const pauses = times.slice(1).map((time, index) => time - (times[index] ?? 0));
  expect(pauses.at(-1)).toBe(limits.maxBackoffMs);
  expect(pauses).toEqual([...pauses].sort((one, other) => one - other));
  world.step({ type: "hurry" });
  world.step({ type: "wake" });
  expect(world.onBus.map((one) => one.seq)).toEqual([1]);
});

test("a new connection begins again at the first unacknowledged, at once", () => {
  const world = new World();
  world.happen({ do: "connect" });
  for (let count = 0; count < 3; count += 1) {
    world.happen({ do: "append", bytes: 10 });
    world.happen({ do: "write" });
  }
  world.onBus = [];
  world.happen({ do: "disconnect" });
  expect(world.onBus).toEqual([]);
  world.happen({ do: "connect" });
  expect(world.onBus.map((one) => one.seq)).toEqual([1, 2, 3]);
});

test("old entries are dropped by age, counted, and never by a jump of the wall clock", () => {
  const world = new World();
  world.happen({ do: "append", bytes: 10 });
  world.happen({ do: "write" });
  world.nowMs = limits.maxAgeMs - 1;
  world.step({ type: "wake" });
  expect(world.state.rows.length).toBe(1);
  world.nowMs += 1;
  world.step({ type: "wake" });
  expect(world.state.rows.length).toBe(0);
  expect(world.state.dropped.old).toBe(1);
});

test("a full disk keeps the newest in memory and writes them when there is room", () => {
  const world = new World();
  for (let count = 0; count < 20; count += 1) {
    world.happen({ do: "append", bytes: 20 });
    world.happen({ do: "write-fails" });
  }
  expect(world.state.problem).toBe("DISK_FULL");
  expect(world.state.dropped.unwritten).toBeGreaterThan(0);
  const kept = world.state.tail.map((row) => row.seq);
  expect(kept.at(-1)).toBe(20);
  world.settle();
  expect(world.state.problem).toBe(null);
  expect(world.stored).toEqual(kept);
});

test("an ack beyond all that was given begins a new boot, once, and goes on under it", () => {
  const given = fc.record({
    known: fc.nat({ max: 9 }),
    beyond: fc.integer({ min: 0, max: 20 }),
    before: fc.nat({ max: 5 }),
    after: fc.nat({ max: 5 }),
  });
  fc.assert(
    fc.property(given, ({ known, beyond, before, after }) => {
      const step = (state: OutboxState, event: OutboxEvent) =>
        stepOutbox(state, event, { nowMs: 0, limits });
      let state = openOutbox({ boot: "b1", nextSeq: known + 1, rows: [] });
      const take = (event: OutboxEvent): readonly OutboxEffect[] => {
        const [next, effects] = step(state, event);
        state = next;
        return effects;
      };
      const add = () => take({ type: "append", seq: state.nextSeq, bytes: 5 });
      take({ type: "connected" });
      for (let count = 0; count < before; count += 1) {
        add();
        if (state.writing !== null) take({ type: "written", seq: state.writing });
      }
      const upTo = state.nextSeq + beyond;
      expect(take({ type: "ack", boot: "b1", upTo })).toContainEqual({ type: "renew", upTo });
      const told: string[] = [];
      for (let count = 0; count < after; count += 1) told.push(...add().map((one) => one.type));
      told.push(...take({ type: "ack", boot: "b1", upTo: upTo + 1 }).map((one) => one.type));
      for (const type of ["send", "write", "trim", "renew"]) expect(told).not.toContain(type);
      take({ type: "renewed", boot: "b2", lost: 0 });
      expect(state).toMatchObject({ boot: "b2", nextSeq: 1, rows: [], tail: [], connected: true });
      take({ type: "append", seq: 1, bytes: 5 });
      expect(take({ type: "written", seq: 1 })).toMatchObject([{ type: "send", seq: 1 }]);
      take({ type: "ack", boot: "b1", upTo: 99 });
      expect(state.rows).toHaveLength(1);
      // Whoever acknowledges what nobody gave a second time is not believed.
      const again = take({ type: "ack", boot: "b2", upTo: 99 });
      expect(again.map((one) => one.type)).not.toContain("renew");
    }),
  );
});
