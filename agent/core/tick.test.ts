import fc from "fast-check";
import { expect, test } from "vitest";
import { startTicks, stepTick, type TickEffect, type TickState, tickWakeMs } from "./tick.ts";

const limits = { bulkIntervalMs: 5_000, bulkGraceMs: 300 };

/** Runs ticks for a time; `bulkMs` says how long each bulk call takes, null for one that hangs. */
function run(options: {
  readonly forMs: number;
  readonly intervalMs: number;
  readonly bulkMs: (nth: number) => number | null;
  readonly lagMs?: (nth: number) => number;
}) {
  let nowMs = 0;
  let state: TickState = startTicks(options.intervalMs, nowMs);
  let bulkEndMs: number | null = null;
  let bulks = 0;
  let running = 0;
  let wakes = 0;
  const reads: number[] = [];
  const late: number[] = [];
  const emits: number[] = [];
  const perform = (effects: readonly TickEffect[]) => {
    for (const effect of effects) {
      if (effect.type === "read") {
        reads.push(nowMs);
        late.push(effect.lateMs);
      } else if (effect.type === "emit") emits.push(nowMs);
      else {
        running += 1;
        expect(running).toBe(1);
        const tookMs = options.bulkMs(bulks);
        bulks += 1;
        bulkEndMs = tookMs === null ? null : nowMs + tookMs;
      }
    }
  };
  for (;;) {
    wakes += 1;
    const wakeMs = tickWakeMs(state) + (options.lagMs?.(wakes) ?? 0);
    const isBulk = bulkEndMs !== null && bulkEndMs <= wakeMs;
    nowMs = Math.max(nowMs, isBulk ? (bulkEndMs ?? 0) : wakeMs);
    if (nowMs > options.forMs) break;
    if (isBulk) {
      bulkEndMs = null;
      running -= 1;
    }
    const event = { type: isBulk ? ("bulk-ended" as const) : ("wake" as const) };
    const [next, effects] = stepTick(state, event, { nowMs, limits });
    state = next;
    perform(effects);
  }
  return { reads, late, emits, bulks, state };
}

test("ticks stand on the grid and do not drift, however long the bulk call takes", () => {
  const { reads, emits, bulks } = run({ forMs: 60_500, intervalMs: 5_000, bulkMs: () => 120 });
  expect(reads).toEqual(Array.from({ length: 13 }, (_, index) => index * 5_000));
  expect(emits).toEqual(reads.map((ms) => ms + 120));
  expect(bulks).toBe(13);
});

test("a bulk call that hangs holds up no tick and is not made twice", () => {
  const { reads, emits, bulks } = run({ forMs: 60_500, intervalMs: 5_000, bulkMs: () => null });
  expect(reads.length).toBe(13);
  expect(emits).toEqual([300, ...reads.slice(1)]);
  expect(bulks).toBe(1);
});

test("at one second the bulk call keeps its own slower pace", () => {
  const { reads, emits, bulks } = run({ forMs: 60_500, intervalMs: 1_000, bulkMs: () => 20 });
  expect(reads.length).toBe(61);
  expect(emits.length).toBe(61);
  expect(bulks).toBe(13);
});

test("a late tick says how late, missed ones are counted and not made up for", () => {
  const lagMs = (nth: number) => (nth === 3 ? 12_700 : 0);
  const { reads, late, state } = run({ forMs: 40_000, intervalMs: 5_000, bulkMs: () => 0, lagMs });
  expect(Math.max(...late)).toBe(2_700 + 10_000);
  expect(state.missed).toBe(2);
  for (const ms of reads.filter((one) => one > 20_000)) expect(ms % 5_000).toBe(0);
});

test("a new interval takes effect from the last tick on", () => {
  let state = startTicks(60_000, 0);
  [state] = stepTick(state, { type: "wake" }, { nowMs: 0, limits });
  [state] = stepTick(state, { type: "bulk-ended" }, { nowMs: 10, limits });
  [state] = stepTick(state, { type: "interval", intervalMs: 1_000 }, { nowMs: 30_000, limits });
  expect(tickWakeMs(state)).toBe(30_000);
  [state] = stepTick(state, { type: "wake" }, { nowMs: 30_000, limits });
  [state] = stepTick(state, { type: "bulk-ended" }, { nowMs: 30_010, limits });
  expect(tickWakeMs(state)).toBe(31_000);
});

test("whatever the calls take and timers lag, every tick goes out once and before the next", () => {
  const bulk = fc.option(fc.integer({ min: 0, max: 20_000 }), { nil: null, freq: 8 });
  const lag = fc.integer({ min: 0, max: 4_000 });
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 60 }),
      fc.array(bulk, { minLength: 1, maxLength: 20 }),
      fc.array(lag, { minLength: 1, maxLength: 20 }),
      (seconds, bulks, lags) => {
        const { reads, emits } = run({
          forMs: seconds * 40_000,
          intervalMs: seconds * 1_000,
          bulkMs: (nth) => bulks[nth % bulks.length] ?? null,
          lagMs: (nth) => lags[nth % lags.length] ?? 0,
        });
        expect(reads.length - emits.length).toBeLessThanOrEqual(1);
        for (const [index, ms] of emits.entries()) {
          expect(ms).toBeGreaterThanOrEqual(reads[index] ?? 0);
          expect(ms).toBeLessThanOrEqual(reads[index + 1] ?? Number.POSITIVE_INFINITY);
        }
      },
    ),
  );
});
