import { expect } from "vitest";
import { isOver } from "../move-state.ts";
import type { Saga } from "./saga.ts";

/** Exactly one copy, on one of the two hosts, and nothing of the move left anywhere. */
export function expectWhole(saga: Saga): void {
  const { here, there, mostRunning } = saga.world;
  expect([here, there].filter((one) => one !== null)).toHaveLength(1);
  expect(mostRunning).toBeLessThanOrEqual(1);
  expect(isOver(saga.move)).toBe(true);
}
