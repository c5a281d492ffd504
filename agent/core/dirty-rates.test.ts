import type { MachineId } from "@novacron/protocol/domain/ids";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import { describe, expect, it } from "vitest";
import type { DirtyRateReading } from "../ports/hypervisor.ts";
import { VirtualClock } from "../testing/virtual-clock.ts";
import { DirtyRates, type DirtyTurn, dueSample } from "./dirty-rates.ts";

const [a, b, c] = ["a", "b", "c"] as MachineId[] as [MachineId, MachineId, MachineId];
const quietLog = { debug() {}, info() {}, warn() {}, error() {} };

describe("whose turn it is", () => {
  const turns = (...entries: [MachineId, DirtyTurn][]) => new Map(entries);

  it("is that of one never sampled, then of the one sampled longest ago", () => {
    const known = turns([a, { atMs: 0, count: 1 }], [b, { atMs: 5_000, count: 1 }]);
    expect(dueSample(known, [a, b, c], 700_000)?.id).toBe(c);
    expect(dueSample(known, [b, a], 700_000)?.id).toBe(a);
  });

  it("leaves room between two, so that a start is no burst", () => {
    const known = turns([a, { atMs: 0, count: 1 }]);
    expect(dueSample(known, [a, b, c], 19_999)).toBeNull();
    expect(dueSample(known, [a, b, c], 20_000)?.id).toBe(b);
  });

  it("is nobody's where all were sampled in the last ten minutes, or none runs", () => {
    expect(dueSample(turns([a, { atMs: 0, count: 1 }]), [a], 599_999)).toBeNull();
    expect(dueSample(turns([a, { atMs: 0, count: 1 }]), [a], 600_000)).toEqual({
      id: a,
      seconds: 1,
    });
    expect(dueSample(turns(), [], 0)).toBeNull();
  });

  it("is for a long sample each third time", () => {
    const lengths = [0, 1, 2, 3, 4, 5].map(
      (count) => dueSample(turns([a, { atMs: 0, count }]), [a], 600_000)?.seconds,
    );
    expect(lengths).toEqual([1, 1, 8, 1, 1, 8]);
  });
});

describe("sampling in turn", () => {
  /** Answers come when the test gives them. */
  function kit() {
    const clock = new VirtualClock();
    const asked: { id: MachineId; answer: (rate: number | NovaError) => Promise<void> }[] = [];
    const sampleDirtyRate = (id: MachineId) =>
      new Promise<DirtyRateReading>((resolve, reject) => {
        const answer = async (rate: number | NovaError) => {
          if (rate instanceof NovaError) reject(rate);
          else resolve({ bytesPerSecond: rate, mode: "page-sampling" });
          await clock.advance(0);
        };
        asked.push({ id, answer });
      });
    const rates = new DirtyRates({ hypervisor: { sampleDirtyRate }, clock, log: quietLog });
    return { clock, asked, rates };
  }

  it("leaves a machine that has begun to run its time to boot", async () => {
    const { clock, asked, rates } = kit();
    rates.tick([a]);
    await clock.advance(59_999);
    rates.tick([a]);
    expect(asked).toEqual([]);
    await clock.advance(1);
    rates.tick([a]);
    expect(asked.map(({ id }) => id)).toEqual([a]);
  });

  it("never asks for two at once, and gives each answer once", async () => {
    const { clock, asked, rates } = kit();
    rates.tick([a, b]);
    await clock.advance(60_000);
    rates.tick([a, b]);
    rates.tick([a, b]);
    expect(asked.map(({ id }) => id)).toEqual([a]);
    expect(rates.take(a)).toEqual({});
    await asked[0]!.answer(7);
    expect(rates.take(b)).toEqual({});
    expect(rates.take(a)).toEqual({ dirtyBytesPerSecond: 7, dirtySampleMs: 1_000 });
    expect(rates.take(a)).toEqual({});
    await clock.advance(20_000);
    rates.tick([a, b]);
    expect(asked.map(({ id }) => id)).toEqual([a, b]);
  });

  it("gives one that cannot be sampled no second turn before the others", async () => {
    const { clock, asked, rates } = kit();
    rates.tick([a, b]);
    await clock.advance(60_000);
    rates.tick([a, b]);
    await asked[0]!.answer(new NovaError("ACTION_NOT_POSSIBLE", "sample"));
    await clock.advance(20_000);
    rates.tick([a, b]);
    expect(asked.map(({ id }) => id)).toEqual([a, b]);
    expect(rates.take(a)).toEqual({});
  });

  it("drops the answer of a machine that stopped meanwhile", async () => {
    const { clock, asked, rates } = kit();
    rates.tick([a]);
    await clock.advance(60_000);
    rates.tick([a]);
    rates.tick([]);
    await asked[0]!.answer(7);
    rates.tick([a]);
    await clock.advance(60_000);
    rates.tick([a]);
    expect(rates.take(a)).toEqual({});
    expect(asked).toHaveLength(2);
  });

  it("does nothing on a hypervisor that cannot", async () => {
    const clock = new VirtualClock();
    const rates = new DirtyRates({ hypervisor: {}, clock, log: quietLog });
    rates.tick([a]);
    await clock.advance(0);
    expect(rates.take(a)).toEqual({});
  });
});
