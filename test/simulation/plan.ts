import { Random } from "./random.ts";

/** What a seed means, so that a failure can be told in words. */
export interface Plan {
  readonly seed: number;
  readonly hosts: number;
  readonly machinesPerHost: number;
  readonly activeMs: number;
  /** Mean pause between two wishes of people, and between two accidents. */
  readonly wishEveryMs: number;
  readonly accidentEveryMs: number;
  readonly loss: number;
  readonly duplicate: number;
  readonly maxDelayMs: number;
  readonly outboxBytes: number;
  /** The control plane's disk says it has synced, and has not: power loss takes acknowledged work. */
  readonly lyingDisk: boolean;
  /** Machines move between the hosts, and the ways between them are cut. */
  readonly moves: boolean;
}

const MiB = 1024 * 1024;

/** Most seeds are small fleets with much trouble; every fiftieth is a hundred hosts. */
export function planOf(seed: number): Plan {
  const random = new Random(seed);
  const large = seed % 50 === 0;
  return {
    seed,
    hosts: large ? 100 : random.between(1, 5),
    machinesPerHost: large ? 2 : random.between(1, 4),
    activeMs: large ? 45_000 : random.between(40_000, 150_000),
    wishEveryMs: large ? 400 : random.between(800, 6_000),
    accidentEveryMs: large ? 700 : random.between(1_500, 12_000),
    loss: random.pick([0, 0, 0.01, 0.05, 0.2]),
    duplicate: random.pick([0, 0.02, 0.2]),
    maxDelayMs: random.pick([2, 20, 200, 3_000]),
    outboxBytes: random.chance(0.1) ? 24 * 1024 : 64 * MiB,
    lyingDisk: random.chance(0.06),
    moves: false,
  };
}

/** Fleets in which machines move; every twentieth has 20 hosts and 300 machines. */
export function movingPlanOf(seed: number): Plan {
  const random = new Random(seed ^ 0x300e5);
  const large = seed % 20 === 0;
  return {
    seed,
    hosts: large ? 20 : random.between(2, 4),
    machinesPerHost: large ? 15 : random.between(1, 4),
    activeMs: large ? 60_000 : random.between(150_000, 300_000),
    wishEveryMs: large ? 400 : random.between(500, 2_500),
    accidentEveryMs: large ? 900 : random.between(2_000, 12_000),
    loss: random.pick([0, 0, 0.01, 0.05]),
    duplicate: random.pick([0, 0.02, 0.2]),
    maxDelayMs: random.pick([2, 20, 200, 2_000]),
    outboxBytes: 64 * MiB,
    lyingDisk: false,
    moves: true,
  };
}
