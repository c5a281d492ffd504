import type { HostPool } from "@novacron/protocol/domain/host";
import {
  defaultHostLimits,
  type HostLimits,
  hostLimits,
} from "@novacron/protocol/domain/host-limits";
import type { HostId } from "@novacron/protocol/domain/ids";
import { describe, expect, it } from "vitest";
import { HostWatch } from "./host-watch.ts";
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
  const limits = new HostWatch(() => defaultHostLimits);
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
    const limits = new HostWatch(() => defaultHostLimits);
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
      "4.00 GiB of 100 GiB left (4.0 %), told below 5.0 % until 12 %; tasks waited for memory 0 % of the time; 0 B/s go to swap",
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

describe("limits that a person sets", () => {
  const { memory, pool: usual } = defaultHostLimits;

  it("count with the next sample, and what is still wrong keeps its since", () => {
    let limits: HostLimits = defaultHostLimits;
    const watch = new HostWatch(() => limits);
    watch.take(left(50), 0);
    for (let at = 5_000; at <= 70_000; at += 5_000) watch.take(left(4), at);
    limits = { ...limits, memory: { ...memory, critical: 0.045, criticalUntil: 0.05 } };
    expect(watch.take(left(4), 75_000)).toBe(true);
    const told = () => watch.notes(left(4)).map(({ severity, since }) => ({ severity, since }));
    expect(told()).toEqual([{ severity: "critical", since: 5_000 }]);
    limits = { ...limits, memory: { critical: 0, criticalUntil: 0, warning: 0, warningUntil: 0 } };
    expect(watch.take(left(0), 80_000)).toBe(true);
    expect(told()).toEqual([]);
    limits = defaultHostLimits;
    watch.take(left(4), 85_000);
    expect(told()).toEqual([{ severity: "warning", since: 85_000 }]);
  });

  it("hold for as long as is said", () => {
    const watch = new HostWatch(() => ({ ...defaultHostLimits, holdMs: 0 }));
    watch.take(left(50), 0);
    expect(watch.take(left(4), 5_000)).toBe(true);
  });

  it("let more memory be promised than there is, or any", () => {
    const said = (promised: number | null) => {
      const watch = new HostWatch(() => ({ ...defaultHostLimits, promised }));
      const crowded = room({}, { promisedBytes: 1.6 * total });
      watch.take(crowded, 0);
      return watch.notes(crowded).map(({ text, why }) => `${text}: ${why}`);
    };
    expect(said(null)).toEqual([]);
    expect(said(2)).toEqual([]);
    expect(said(1.5)).toEqual([
      "More memory is promised on h1 than is allowed: 160 GiB to its machines and those on their way, of 100 GiB (160 %), told above 150 %",
    ]);
  });

  it("are refused where they contradict one another", () => {
    const refused = (change: object) =>
      hostLimits
        .safeParse({ ...defaultHostLimits, ...change })
        .error?.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
    expect(refused({})).toBe(undefined);
    expect(refused({ pool: { ...usual, warning: 0.12 } })).toEqual([
      "pool.warningUntil: must be above warning, or both 0",
    ]);
    expect(refused({ pool: { ...usual, critical: 0.2 } })).toEqual([
      "pool.criticalUntil: must be above critical, or both 0",
      "pool.critical: must not be above warning",
    ]);
    expect(refused({ pool: { ...usual, criticalUntil: 0.2 } })).toEqual([
      "pool.criticalUntil: must not be above warningUntil",
    ]);
    expect(refused({ pool: { ...usual, warning: 10 } })?.[0]).toMatch(/^pool.warning: Too big/);
    expect(refused({ holdMs: -1 })).toHaveLength(1);
  });
});

describe("a host's disks", () => {
  it("are told for pools that grow, once for those on one file system", () => {
    const pools = [pool("default", 4), pool("images", 4), pool("big", 40)];
    const limits = new HostWatch(() => defaultHostLimits);
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
