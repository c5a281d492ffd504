import { expect, test } from "vitest";
import { pairOf, pairsMax, singleOf, singles } from "./fault-plans.ts";
import { moments, moveFaults } from "./move-faults.ts";

const pairs = (count: number) => Array.from({ length: count }, (_, index) => pairOf(index + 1));
const met = (count: number) => pairs(count).flatMap(({ faults }) => faults);

test("a short run of pairs has every kind of fault and every moment of a move", () => {
  const faults = met(12);
  const kinds = new Set(moveFaults.map(({ name }) => name));
  expect(new Set(faults.map(({ name }) => name))).toEqual(kinds);
  expect(new Set(faults.map(({ at }) => at))).toEqual(new Set(["before", ...moments]));
});

test("a longer one has every fault", () => {
  const all = new Set(met(Math.ceil(moveFaults.length / 2) + 1));
  expect(moveFaults.filter((fault) => !all.has(fault)).map(({ name }) => name)).toEqual([]);
});

test("both of a pair can strike in one move", () => {
  for (const { storage, faults } of pairs(200)) {
    const [one, other] = faults;
    expect(one).not.toBe(other);
    expect(faults.filter((fault) => (fault.storage ?? storage) !== storage)).toEqual([]);
    expect(one?.changes === undefined || one.changes !== other?.changes).toBe(true);
  }
});

test("numbers name the same plan each time, and none beyond the last", () => {
  expect(pairOf(77)).toEqual(pairOf(77));
  expect(() => pairOf(pairsMax + 1)).toThrow(RangeError);
  expect(singleOf(singles.length).name).toBe(`m${singles.length}`);
  expect(() => singleOf(singles.length + 1)).toThrow(RangeError);
});
