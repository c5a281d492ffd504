import fc from "fast-check";
import { expect, test } from "vitest";
import { moveProgress } from "../testing/move-progress.ts";
import { type MoveEffect, type MoveLimits, stepMove, watchMove } from "./move-watch.ts";

const MiB = 1024 ** 2;
const patient: MoveLimits = { giveUpAfterMs: null, stallAfterMs: 10_000, postCopy: false };

interface Run {
  readonly rate: number;
  readonly dirty: number;
  readonly seconds: number;
  readonly limits?: MoveLimits;
}

/** A guest of 1 GiB that writes `dirty` over a link of `rate` bytes a second, looked at once a second. */
function run({ rate, dirty, seconds, limits = patient }: Run): (MoveEffect | null)[] {
  let state = watchMove(0);
  let remaining = 1024 * MiB;
  let written = 0;
  let iteration = 1;
  const effects: (MoveEffect | null)[] = [];
  for (let second = 1; second <= seconds; second += 1) {
    written = Math.min(1024 * MiB, written + dirty);
    remaining -= rate;
    if (remaining <= 0) {
      iteration += 1;
      remaining = written;
      written = 0;
    }
    const said = moveProgress({ iteration, memoryRemainingBytes: Math.max(0, remaining) });
    const [next, effect] = stepMove(state, said, { nowMs: second * 1_000, limits });
    state = next;
    effects.push(effect);
  }
  return effects;
}

const whatever = (effects: readonly (MoveEffect | null)[]) =>
  effects.flatMap((effect) => effect?.type ?? []);

test("a slow first pass is no stall, however long it takes", () => {
  expect(whatever(run({ rate: 4 * MiB, dirty: 0, seconds: 250 }))).toEqual([]);
});

test("a link that carries nothing is a stall", () => {
  const effects = run({ rate: 0, dirty: 0, seconds: 20 });
  expect(effects.findIndex((effect) => effect?.type === "abort")).toBeGreaterThanOrEqual(9);
  expect(whatever(effects)).toEqual(["abort"]);
});

test("a guest that writes as fast as the link is given up once, or switched to post-copy where it may be", () => {
  const busy = { rate: 64 * MiB, dirty: 70 * MiB, seconds: 200 };
  expect(whatever(run(busy))).toEqual(["abort"]);
  const limits = { ...patient, postCopy: true };
  expect(whatever(run({ ...busy, limits }))).toEqual(["post-copy", "abort"]);
});

test("passes that shrink are no stall", () => {
  expect(whatever(run({ rate: 200 * MiB, dirty: 100 * MiB, seconds: 9 }))).toEqual([]);
});

test("a second pass that takes longer than the patience is no stall while it flows and passes shrink", () => {
  expect(whatever(run({ rate: 20 * MiB, dirty: 14 * MiB, seconds: 130 }))).toEqual([]);
});

test("what QEMU says before its first pass is not taken for the least that ever remained", () => {
  let state = watchMove(0);
  for (let second = 1; second < 60; second += 1) {
    const isSetUp = second > 2;
    const memoryRemainingBytes = isSetUp ? (100 - second) * MiB : 0;
    const said = moveProgress({ iteration: isSetUp ? 1 : 0, memoryRemainingBytes });
    const [next, effect] = stepMove(state, said, { nowMs: second * 1_000, limits: patient });
    state = next;
    expect(effect).toBe(null);
  }
});

test("a link that dies in a later pass is a stall", () => {
  let state = watchMove(0);
  const effects: (MoveEffect | null)[] = [];
  for (let second = 1; second < 30; second += 1) {
    const memoryRemainingBytes = Math.max(50, 100 - second) * MiB;
    const said = moveProgress({ iteration: 3, memoryRemainingBytes });
    const [next, effect] = stepMove(state, said, { nowMs: second * 5_000, limits: patient });
    state = next;
    effects.push(effect);
  }
  expect(whatever(effects)).toEqual([]);
  const stuck = moveProgress({ iteration: 3, memoryRemainingBytes: 71 * MiB });
  const [, effect] = stepMove(state, stuck, { nowMs: 155_000, limits: patient });
  expect(effect?.type).toBe("abort");
});

test("disks that are copied are progress while the memory waits", () => {
  let state = watchMove(0);
  for (let second = 1; second < 100; second += 1) {
    const said = moveProgress({ diskRemainingBytes: (100 - second) * MiB });
    const [next, effect] = stepMove(state, said, { nowMs: second * 5_000, limits: patient });
    expect(effect).toBe(null);
    state = next;
  }
});

test("what was asked to end in time is given up, but never in post-copy", () => {
  const limits = { ...patient, giveUpAfterMs: 30_000 };
  expect(whatever(run({ rate: 4 * MiB, dirty: 0, seconds: 60, limits }))).toEqual(["abort"]);
  const state = watchMove(0);
  const said = moveProgress({ postCopy: true, memoryRemainingBytes: 5 });
  expect(stepMove(state, said, { nowMs: 1e9, limits })[1]).toBe(null);
});

test("it asks at most twice, whatever it sees", () => {
  const seen = fc.record({
    iteration: fc.option(fc.nat(20), { nil: null }),
    memoryRemainingBytes: fc.option(fc.nat(1e9), { nil: null }),
    diskRemainingBytes: fc.option(fc.nat(1e9), { nil: null }),
    postCopy: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(seen, { maxLength: 60 }), fc.boolean(), (all, postCopy) => {
      let state = watchMove(0);
      const effects: MoveEffect[] = [];
      for (const [index, one] of all.entries()) {
        const turn = { nowMs: index * 4_000, limits: { ...patient, postCopy } };
        const [next, effect] = stepMove(state, moveProgress(one), turn);
        state = next;
        if (effect !== null) effects.push(effect);
      }
      expect(effects.length).toBeLessThanOrEqual(2);
      expect(effects.filter((effect) => effect.type === "abort").length).toBeLessThanOrEqual(1);
    }),
  );
});
