import type { HostId } from "@novacron/protocol/domain/ids";
import type { MigrationForecast } from "@novacron/protocol/domain/migration-forecast";
import { defaultMoveLimits } from "@novacron/protocol/domain/move-limits";
import { expect, it } from "vitest";
import { planDuration, type TimedMove } from "./plan-duration.ts";

const move = (from: string, to: string, ms: number, stage = 0): TimedMove => ({
  source: from as HostId,
  target: to as HostId,
  stage,
  forecast: { durationMs: { p50: ms } } as MigrationForecast,
});
const many = (count: number, to: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => move("a", to(at), 1_000));

it("is nothing for no moves, and unknown where one has no forecast", () => {
  expect(planDuration([], defaultMoveLimits)).toBe(0);
  const unknown = { ...move("a", "b", 1), forecast: null };
  expect(planDuration([move("a", "b", 1), unknown], defaultMoveLimits)).toBeNull();
});

it("counts as many moves at once as the limits let", () => {
  expect(
    planDuration(
      many(8, () => "b"),
      defaultMoveLimits,
    ),
  ).toBe(4_000);
  const spread = many(8, (at) => (at % 2 === 0 ? "b" : "c"));
  expect(planDuration(spread, defaultMoveLimits)).toBe(2_000);
  expect(planDuration(spread, { ...defaultMoveLimits, fleet: 1 })).toBe(8_000);
});

it("begins a move as soon as its places are free, and a stage when the one before is over", () => {
  const limits = { ...defaultMoveLimits, link: 1 };
  const uneven = [move("a", "b", 5_000), move("a", "b", 1_000), move("a", "c", 2_000)];
  expect(planDuration(uneven, limits)).toBe(6_000);
  expect(planDuration([...uneven, move("d", "c", 500, 1)], limits)).toBe(6_500);
});
