import { firstPauseMs } from "@novacron/protocol/domain/first-pause";
import type { HostId, MachineId, OperationId } from "@novacron/protocol/domain/ids";
import type {
  DirtyRate,
  MoveSubject,
  RecordedMove,
} from "@novacron/protocol/domain/migration-forecast";
import { Random } from "../../placement/random.ts";
import { BandwidthLearner } from "../bandwidth-learner.ts";
import { gauss, simulatePrecopy, type TrueMove } from "./simulated-qemu.ts";

const MiB = 1024 ** 2;
const hosts = 4;

/**
 * Moves of a small fleet one after the other, over the ranges that the product must forecast: 256 MiB to
 * 2 GiB, writing nothing to more than the link takes, 8 to 400 MB/s, with and without disks. The same seed
 * gives the same moves. What a subject says of a link was learned from the moves before it. `unrest` above 1 is
 * a fleet that wavers by that much more than the forecaster was made for, and has slow hosts.
 */
export function simulatedMoves(seed: number, count: number, unrest = 1): RecordedMove[] {
  const random = new Random(seed);
  const links = new BandwidthLearner();
  const fleet = makeFleet(random, unrest);
  const moves: RecordedMove[] = [];
  let at = 1_700_000_000_000;
  for (let index = 0; index < count; index += 1) {
    const move = oneMove(random, { fleet, links, at, index, unrest });
    links.learn(move);
    moves.push(move);
    at = move.endedAt + Math.round(1_000 + random.unit() * 60_000);
  }
  return moves;
}

/** What each directed pair of hosts is really like. */
interface Pair {
  readonly linkBytesPerSecond: number;
  readonly fixedMs: number;
  readonly deviceStateMs: number;
}

function makeFleet(random: Random, unrest: number): Map<string, Pair> {
  const fleet = new Map<string, Pair>();
  for (let source = 0; source < hosts; source += 1) {
    for (let target = 0; target < hosts; target += 1) {
      if (source === target) continue;
      fleet.set(`${source}>${target}`, {
        linkBytesPerSecond: 420e6 * Math.exp(0.35 * gauss(random)),
        fixedMs: 2_300 * unrest * Math.exp(0.25 * gauss(random)),
        deviceStateMs: 60 * unrest * Math.exp(0.3 * gauss(random)),
      });
    }
  }
  return fleet;
}

interface Place {
  readonly fleet: ReadonlyMap<string, Pair>;
  readonly links: BandwidthLearner;
  readonly at: number;
  readonly index: number;
  readonly unrest: number;
}

function oneMove(random: Random, { fleet, links, at, index, unrest }: Place): RecordedMove {
  const source = random.below(hosts);
  const target = (source + 1 + random.below(hosts - 1)) % hosts;
  const pair = fleet.get(`${source}>${target}`)!;
  const ids = { source: idOf<HostId>("1", source), target: idOf<HostId>("1", target) };
  const truth = trueMove(random, pair, unrest);
  const chance = random.unit();
  const kind =
    chance < 0.6 ? "live" : chance < 0.85 ? "live-copy" : chance < 0.95 ? "offline" : "storage";
  const diskBytes = kind === "live" ? 0 : logUniform(random, 64 * MiB, 2_048 * MiB);
  const diskWrites = random.unit() < 0.5 ? 0 : 0.2 * truth.limitBytesPerSecond * random.unit();
  const subject: MoveSubject = {
    kind,
    machine: idOf<MachineId>("2", index),
    ...ids,
    ...memoryFacts(random, truth),
    vcpus: 1,
    vcpuLoad: Math.min(1, 0.05 + truth.dirtyBytesPerSecond / 4e8),
    diskBytes,
    diskWriteBytesPerSecond: diskWrites,
    bandwidth: links.estimate(ids, 500e6),
    movesBeside: 0,
    bandwidthLimitBytesPerSecond: truth.limitBytesPerSecond,
    maxPauseMs: truth.maxPauseMs,
    firstPauseMs: truth.firstPauseMs,
    giveUpAfterMs: truth.giveUpAfterMs,
    autoConverge: truth.autoConverge,
    postCopyAllowed: false,
    compression: "none",
    multifdChannels: 0,
    tls: true,
    sourceVersion: { libvirt: "9.0.0", qemu: "7.2.0" },
    targetVersion: { libvirt: "9.0.0", qemu: "7.2.0" },
    quieter: null,
  };
  return played(random, { subject, truth, pair, at, index });
}

function trueMove(random: Random, pair: Pair, unrest: number): TrueMove {
  const memoryBytes = 256 * MiB * 2 ** random.below(4);
  const filledBytes = memoryBytes * (0.3 + 0.6 * random.unit());
  const maxPauseMs = [100, 300, 300, 500, 1_000][random.below(5)]!;
  return {
    memoryBytes,
    filledBytes,
    writer: random.below(2) === 0 ? "random" : "in-turn",
    dirtyBytesPerSecond: random.unit() < 0.2 ? 0 : logUniform(random, 1e6, 6e8),
    workingSetBytes: logUniform(random, 8 * MiB, filledBytes),
    backgroundBytesPerSecond: 3e5 * random.unit(),
    linkBytesPerSecond: pair.linkBytesPerSecond * Math.exp(0.04 * gauss(random)),
    limitBytesPerSecond: logUniform(random, 8e6, 400e6),
    maxPauseMs,
    firstPauseMs: firstPauseMs(maxPauseMs),
    giveUpAfterMs: 600_000,
    autoConverge: random.below(2) === 0,
    deviceStateMs: pair.deviceStateMs,
    unrest: 0.05 * unrest,
  };
}

function memoryFacts(random: Random, truth: TrueMove) {
  const { memoryBytes, filledBytes } = truth;
  const isResidentKnown = random.unit() < 0.8;
  return {
    memoryBytes,
    residentBytes: isResidentKnown
      ? Math.min(memoryBytes, filledBytes * (1 + 0.1 * random.unit()) + 20 * MiB)
      : null,
    balloonBytes: memoryBytes,
    guestUnusedBytes: (memoryBytes - filledBytes) * (0.8 + 0.4 * random.unit()),
    dirtyRate: random.unit() < 0.9 ? sampled(random, truth) : null,
  };
}

/** Page sampling as QEMU does it: 512 pages of each GiB, whole MiB a second, before the move began. */
function sampled(random: Random, truth: TrueMove): DirtyRate {
  const ageMs = random.unit() * 600_000;
  // By the time of the move the guest writes a little differently.
  const then = Math.exp(0.15 * Math.sqrt(ageMs / 600_000) * gauss(random));
  const seen = (seconds: number): number => {
    const writes = truth.dirtyBytesPerSecond * then * Math.exp(0.1 * gauss(random)) * seconds;
    const set = truth.workingSetBytes;
    const pages =
      truth.writer === "in-turn" ? Math.min(writes, set) : set * -Math.expm1(-writes / set);
    const share = Math.min(
      1,
      (pages + truth.backgroundBytesPerSecond * seconds) / truth.memoryBytes,
    );
    const samples = (truth.memoryBytes / 1024 ** 3) * 512;
    let hits = 0;
    for (let one = 0; one < samples; one += 1) if (random.unit() < share) hits += 1;
    const rate = ((hits / samples) * truth.memoryBytes) / seconds;
    return Math.floor(rate / MiB) * MiB;
  };
  const rates = [seen(1), seen(1), seen(1), seen(1)];
  const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
  const variance = rates.reduce((sum, rate) => sum + (rate - mean) ** 2, 0) / (rates.length - 1);
  const long = seen(8) * 8;
  const isLevel = long < mean * 8 * 0.75 && mean > 2 * MiB;
  return {
    bytesPerSecond: mean,
    spreadBytesPerSecond: Math.sqrt(variance),
    samples: rates.length,
    ageMs,
    workingSetBytes: isLevel ? long : null,
    mode: "page-sampling",
  };
}

interface Played {
  readonly subject: MoveSubject;
  readonly truth: TrueMove;
  readonly pair: Pair;
  readonly at: number;
  readonly index: number;
}

function played(random: Random, { subject, truth, pair, at, index }: Played): RecordedMove {
  const isLive = subject.kind === "live" || subject.kind === "live-copy";
  const pace = Math.min(truth.limitBytesPerSecond, truth.linkBytesPerSecond);
  const writes = subject.kind === "offline" ? 0 : (subject.diskWriteBytesPerSecond ?? 0);
  const fixedMs = pair.fixedMs * (isLive ? 1 : 0.5) * Math.exp(1.6 * truth.unrest * gauss(random));
  const diskPace = pace * (0.88 + 0.06 * random.unit()) - writes;
  const diskMs = (subject.diskBytes * 1_000) / diskPace;
  const mirror = subject.kind === "live-copy" ? writes : 0;
  const run = isLive
    ? simulatePrecopy({ ...truth, limitBytesPerSecond: truth.limitBytesPerSecond - mirror }, random)
    : { converged: true, ms: 0, pauseMs: 0, bytes: 0, iterations: 0 };
  const durationMs = Math.round(fixedMs + diskMs + run.ms);
  return {
    operation: idOf<OperationId>("3", index),
    subject,
    forecast: null,
    startedAt: at,
    endedAt: at + durationMs,
    outcome: run.converged ? "completed" : "not-converged",
    durationMs,
    pauseMs: isLive && run.converged ? Math.round(run.pauseMs) : null,
    bytes: Math.round(subject.diskBytes + run.bytes),
    linkBytesPerSecond: pace * Math.exp(0.03 * gauss(random)),
    iterations: isLive ? run.iterations : null,
  };
}

function logUniform(random: Random, low: number, high: number): number {
  return low * (high / low) ** random.unit();
}

function idOf<T extends string>(space: string, index: number): T {
  return `${space}0000000-0000-4000-8000-${String(index).padStart(12, "0")}` as T;
}
