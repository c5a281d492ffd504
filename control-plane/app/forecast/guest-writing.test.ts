import type { BootId, HostId, MachineId } from "@novacron/protocol/domain/ids";
import type { StoredBatch } from "@novacron/protocol/messages/batch";
import { describe, expect, it } from "vitest";
import { GuestWriting } from "./guest-writing.ts";

const MiB = 1024 ** 2;
const hourMs = 3_600_000;
const machine = "20000000-0000-4000-8000-000000000001" as MachineId;
const other = "20000000-0000-4000-8000-000000000002" as MachineId;

function batch(at: number, columns: string[], rows: (string | number | null)[][]): StoredBatch {
  return {
    v: 1,
    host: "10000000-0000-4000-8000-000000000001" as HostId,
    boot: "30000000-0000-4000-8000-000000000001" as BootId,
    seq: 1,
    floor: 0,
    at,
    samples: [{ target: "machine", columns, rows }],
    events: [],
  } as StoredBatch;
}

describe("how guests write, from the samples that arrive", () => {
  const columns = ["machine", "cpuUsed", "dirtyBytesPerSecond", "dirtySampleMs"];

  it("keeps what was sampled, apart by machine and by length", () => {
    const writing = new GuestWriting();
    writing.take(batch(hourMs, columns, [[machine, 0.1, 40 * MiB, 1_000]]));
    writing.take(
      batch(hourMs + 5_000, columns, [
        [machine, 0.1, 8 * MiB, 8_000],
        [other, 0.2, null, null],
      ]),
    );
    expect(writing.dirtyRate(machine, hourMs + 6_000)).toEqual({
      bytesPerSecond: 40 * MiB,
      spreadBytesPerSecond: null,
      samples: 1,
      ageMs: 1_000,
      workingSetBytes: 64 * MiB,
      mode: "page-sampling",
    });
    expect(writing.dirtyRate(other, hourMs + 6_000)).toBeNull();
  });

  it("learns from a description, and needs none soon after", () => {
    const writing = new GuestWriting();
    expect(writing.dirtyRate(machine, hourMs, 3 * MiB)).toMatchObject({ bytesPerSecond: 3 * MiB });
    expect(writing.isFresh(machine, hourMs)).toBe(false);
    writing.learnDescribed(machine, hourMs, 4 * MiB);
    expect(writing.dirtyRate(machine, hourMs, 3 * MiB)).toMatchObject({
      bytesPerSecond: 4 * MiB,
      samples: 1,
    });
    expect(writing.isFresh(machine, hourMs + 10 * 60_000)).toBe(true);
    expect(writing.isFresh(machine, hourMs + 20 * 60_000)).toBe(false);
  });

  it("takes batches without such columns", () => {
    const writing = new GuestWriting();
    writing.take(batch(hourMs, ["machine", "cpuUsed"], [[machine, 0.1]]));
    expect(writing.dirtyRate(machine, hourMs)).toBeNull();
    expect(writing.quieter(machine, hourMs)).toBeNull();
  });

  it("knows a quieter hour from the day before", () => {
    const writing = new GuestWriting();
    for (const [hour, mib] of [
      [3, 1],
      [14, 80],
    ] as const)
      writing.take(batch(hour * hourMs, columns, [[machine, 0.1, mib * MiB, 1_000]]));
    expect(writing.quieter(machine, 14.5 * hourMs)).toEqual({
      at: 27 * hourMs,
      dirtyBytesPerSecond: MiB,
    });
  });

  it("forgets samples beyond a dozen of a machine", () => {
    const writing = new GuestWriting();
    for (let at = 0; at < 40; at += 1)
      writing.take(batch(at * 1_000, columns, [[machine, 0.1, at * MiB, 1_000]]));
    expect(writing.dirtyRate(machine, 40_000)).toMatchObject({
      samples: 12,
      bytesPerSecond: 33.5 * MiB,
    });
  });
});
