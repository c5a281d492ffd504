import type { HostPool } from "@novacron/protocol/domain/host";
import type { HostId } from "@novacron/protocol/domain/ids";
import { describe, expect, it } from "vitest";
import { HostLimits } from "./host-limits.ts";
import type { HostRoom } from "./judge-room.ts";

const GiB = 2 ** 30;
const total = 100 * GiB;
type Figures = Readonly<Record<string, number>>;

function room(figures: Figures, more: Partial<HostRoom> = {}): HostRoom {
  const known: Figures = { memoryTotalBytes: total, memoryAvailableBytes: 50 * GiB, ...figures };
  return {
    host: "h1" as HostId,
    name: "h1",
    value: (field) => known[field] ?? null,
    memoryBytes: total,
    promisedBytes: 0,
    pools: [],
    ...more,
  };
}

const pool = (name: string, freeGiB: number, more: Partial<HostPool> = {}): HostPool => ({
  name,
  type: "dir",
  active: true,
  capacityBytes: total,
  allocationBytes: total - freeGiB * GiB,
  availableBytes: freeGiB * GiB,
  path: null,
  ...more,
});

/** What is said of a host that is looked at for the first time. */
function told(one: HostRoom): string[] {
  const limits = new HostLimits();
  limits.take(one, 0);
  return limits.notes(one).map(({ code, severity }) => `${code} ${severity}`);
}
const left = (gib: number, figures: Figures = {}) =>
  room({ memoryAvailableBytes: gib * GiB, ...figures });

describe("a host's memory", () => {
  it("is told by what can be had, sooner where tasks wait or swap", () => {
    expect(told(left(6))).toEqual([]);
    expect(told(left(3))).toEqual(["memory-low warning"]);
    expect(told(left(1))).toEqual(["memory-low critical"]);
    expect(told(left(6, { pressureMemorySome: 0.2 }))).toEqual(["memory-low warning"]);
    expect(told(left(3, { swapOutBytesPerSecond: 5e6 }))).toEqual(["memory-low critical"]);
  });

  it("is not wrong where huge pages were set apart of it", () => {
    expect(told(left(4))).toEqual(["memory-low warning"]);
    expect(told(left(4, { memoryHugeTotalBytes: 90 * GiB }))).toEqual([]);
  });

  it("is not judged where the agent does not say", () => {
    expect(told(room({}, { value: () => null }))).toEqual([]);
  });

  it("says the evidence, the limit and since when, and is right again only well above it", () => {
    const limits = new HostLimits();
    const changes: number[] = [];
    const look = (gib: number, from: number, to: number) => {
      for (let at = from; at < to; at += 5_000) {
        if (limits.take(left(gib), at)) changes.push(at);
      }
    };
    look(50, 0, 100_000);
    look(4, 100_000, 300_000);
    const [note] = limits.notes(left(4));
    expect(note).toMatchObject({ since: 100_000, see: "machines" });
    expect(note?.why).toBe(
      "4 GiB of 100 GiB left (4 %), told below 5 % until 12 %; tasks waited for memory 0 % of the time; 0 B/s go to swap",
    );
    look(9, 300_000, 600_000);
    expect(limits.notes(left(9))).toHaveLength(1);
    look(13, 600_000, 700_000);
    expect(limits.notes(left(13))).toEqual([]);
    expect(changes).toEqual([160_000, 660_000]);
  });

  it("may be promised up to all of it", () => {
    expect(told(room({}, { promisedBytes: total }))).toEqual([]);
    expect(told(room({}, { promisedBytes: total + 1 }))).toEqual(["memory-promised warning"]);
  });
});

describe("a host's disks", () => {
  it("are told for pools that grow, once for those on one file system", () => {
    const pools = [pool("default", 4), pool("images", 4), pool("big", 40)];
    const limits = new HostLimits();
    limits.take(room({}, { pools }), 0);
    expect(limits.notes(room({}, { pools })).map(({ text }) => text)).toEqual([
      "Storage default, images on h1 is nearly full",
    ]);
    expect(told(room({}, { pools: [pool("vg", 0, { type: "logical" })] }))).toEqual([]);
    expect(told(room({}, { pools: [pool("off", 0, { active: false })] }))).toEqual([]);
  });

  it("are told for the agent's own file system", () => {
    const disk = (gib: number) =>
      room({ agentDiskTotalBytes: total, agentDiskAvailableBytes: gib * GiB });
    expect(told(disk(20))).toEqual([]);
    expect(told(disk(8))).toEqual(["agent-disk-low warning"]);
    expect(told(disk(1))).toEqual(["agent-disk-low critical"]);
  });
});
