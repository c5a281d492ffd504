import { expect, test } from "vitest";
import { VirtualClock } from "../../kit/virtual-clock.ts";
import type { StateTx } from "../../ports/state-store.ts";
import { PrecopyForecaster } from "../forecast/precopy-forecaster.ts";
import { simulatedMoves } from "../forecast/testing/simulated-moves.ts";
import { MoveMemory } from "./move-memory.ts";

test("what was recorded is learned beside the start, in its order, and cool-downs are known at once", async () => {
  const [first, ...rest] = simulatedMoves(5, 101).reverse();
  const newest = rest;
  const recorded = async ({ limit, offset }: { limit: number; offset: number }) => ({
    items: newest.slice(offset, offset + limit),
    total: newest.length,
  });
  const clock = new VirtualClock();
  const memory = new MoveMemory(new PrecopyForecaster(), clock);
  await memory.load({ moves: { recorded } } as unknown as StateTx);
  expect(memory.state().learnedFrom).toBe(0);
  const moved = newest.find(({ outcome }) => outcome === "completed");
  expect(memory.lastMoved(moved!.subject.machine)).toBe(moved?.endedAt);
  // One that ends meanwhile comes after those that ended before it.
  memory.learn(first!);
  await clock.advance(1_000);
  expect(memory.state().learnedFrom).toBe(101);
  const plain = new PrecopyForecaster();
  for (const move of [...newest].reverse()) plain.learn(move);
  plain.learn(first!);
  expect(memory.forecast(first!.subject)).toEqual(plain.forecast(first!.subject));
});
