import { noiseAt, shareOf } from "./chance.ts";

/** How a machine of one kind behaves over a day. Shares are of what it has. */
export interface LoadProfile {
  readonly kind: string;
  readonly vcpus: number;
  readonly memoryBytes: number;
  readonly idleCpu: number;
  readonly peakCpu: number;
  /** Local hour of the busiest time. */
  readonly peakHour: number;
  /** Chance of a burst in any quarter of an hour, and how much it adds. */
  readonly burstChance: number;
  readonly burstCpu: number;
  readonly memoryShare: number;
  /** At full load. */
  readonly diskBytesPerSecond: number;
  readonly writeShare: number;
  readonly nicBytesPerSecond: number;
  readonly receiveShare: number;
}

export interface Load {
  /** Share of the machine's vCPUs in use. */
  readonly cpu: number;
  readonly memoryShare: number;
  readonly diskBytesPerSecond: number;
  readonly nicBytesPerSecond: number;
}

const GiB = 1024 ** 3;
const MB = 1_000_000;

const profile = (
  kind: string,
  size: readonly [vcpus: number, memoryGiB: number],
  rest: Omit<LoadProfile, "kind" | "vcpus" | "memoryBytes">,
): LoadProfile => ({ kind, vcpus: size[0], memoryBytes: size[1] * GiB, ...rest });

export const loadProfiles: readonly [LoadProfile, ...LoadProfile[]] = [
  profile("web", [2, 4], {
    idleCpu: 0.04,
    peakCpu: 0.55,
    peakHour: 14,
    burstChance: 0.15,
    burstCpu: 0.3,
    memoryShare: 0.45,
    diskBytesPerSecond: 2 * MB,
    writeShare: 0.3,
    nicBytesPerSecond: 12 * MB,
    receiveShare: 0.15,
  }),
  profile("db", [8, 32], {
    idleCpu: 0.08,
    peakCpu: 0.6,
    peakHour: 15,
    burstChance: 0.1,
    burstCpu: 0.25,
    memoryShare: 0.82,
    diskBytesPerSecond: 60 * MB,
    writeShare: 0.4,
    nicBytesPerSecond: 8 * MB,
    receiveShare: 0.4,
  }),
  profile("cache", [2, 16], {
    idleCpu: 0.03,
    peakCpu: 0.3,
    peakHour: 14,
    burstChance: 0.05,
    burstCpu: 0.2,
    memoryShare: 0.9,
    diskBytesPerSecond: 0.2 * MB,
    writeShare: 0.9,
    nicBytesPerSecond: 30 * MB,
    receiveShare: 0.5,
  }),
  profile("batch", [4, 8], {
    idleCpu: 0.02,
    peakCpu: 0.95,
    peakHour: 2,
    burstChance: 0.3,
    burstCpu: 0.4,
    memoryShare: 0.6,
    diskBytesPerSecond: 90 * MB,
    writeShare: 0.6,
    nicBytesPerSecond: 4 * MB,
    receiveShare: 0.7,
  }),
  profile("build", [4, 8], {
    idleCpu: 0.01,
    peakCpu: 0.25,
    peakHour: 11,
    burstChance: 0.45,
    burstCpu: 0.7,
    memoryShare: 0.35,
    diskBytesPerSecond: 40 * MB,
    writeShare: 0.65,
    nicBytesPerSecond: 6 * MB,
    receiveShare: 0.85,
  }),
  profile("mail", [2, 4], {
    idleCpu: 0.03,
    peakCpu: 0.2,
    peakHour: 9,
    burstChance: 0.1,
    burstCpu: 0.2,
    memoryShare: 0.5,
    diskBytesPerSecond: 3 * MB,
    writeShare: 0.6,
    nicBytesPerSecond: 1 * MB,
    receiveShare: 0.6,
  }),
  profile("dev", [2, 8], {
    idleCpu: 0.01,
    peakCpu: 0.15,
    peakHour: 16,
    burstChance: 0.2,
    burstCpu: 0.5,
    memoryShare: 0.3,
    diskBytesPerSecond: 5 * MB,
    writeShare: 0.5,
    nicBytesPerSecond: 0.5 * MB,
    receiveShare: 0.8,
  }),
];

const hourMs = 3_600_000;
const burstSlotMs = 15 * 60_000;

/** Load of one machine at a moment: the day's curve, bursts, and noise on three scales. */
export function loadAt(profile: LoadProfile, key: string, seed: number, atMs: number): Load {
  const hour = (atMs / hourMs) % 24;
  const fromPeak = Math.cos(((hour - profile.peakHour) / 24) * 2 * Math.PI);
  const weekday = Math.floor(atMs / (24 * hourMs) + 4) % 7;
  const weekend = weekday === 0 || weekday === 6 ? 0.45 : 1;
  const day = ((fromPeak + 1) / 2) ** 2 * weekend;
  const noise =
    0.12 * noiseAt(seed, key, atMs / 600_000) +
    0.08 * noiseAt(seed, `${key}/m`, atMs / 60_000) +
    0.05 * noiseAt(seed, `${key}/s`, atMs / 5_000);
  const burst = burstAt(profile, key, seed, atMs);
  const range = profile.peakCpu - profile.idleCpu;
  const cpu = clamp(profile.idleCpu + range * clamp(day + noise, 0, 1) + burst, 0.003, 1);
  const activity = clamp(cpu / profile.peakCpu, 0, 1.5);
  return {
    cpu,
    memoryShare: clamp(
      profile.memoryShare +
        0.08 * (activity - 0.5) +
        0.02 * noiseAt(seed, `${key}/mem`, atMs / 900_000),
      0.05,
      0.98,
    ),
    diskBytesPerSecond:
      profile.diskBytesPerSecond *
      activity *
      clamp(0.6 + noiseAt(seed, `${key}/d`, atMs / 20_000), 0.02, 2),
    nicBytesPerSecond:
      profile.nicBytesPerSecond *
      activity *
      clamp(0.8 + 0.5 * noiseAt(seed, `${key}/n`, atMs / 15_000), 0.02, 2),
  };
}

function burstAt(profile: LoadProfile, key: string, seed: number, atMs: number): number {
  const slot = Math.floor(atMs / burstSlotMs);
  const label = `${key}/burst@${slot}`;
  if (shareOf(seed, label) >= profile.burstChance) return 0;
  const begin = shareOf(seed, `${label}/begin`) * 0.6;
  const length = 0.1 + shareOf(seed, `${label}/length`) * 0.3;
  const position = (atMs % burstSlotMs) / burstSlotMs;
  if (position < begin || position > begin + length) return 0;
  return profile.burstCpu * Math.sin(((position - begin) / length) * Math.PI);
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

/** The small guest that a host without machines is offered. */
export const demoProfile: LoadProfile = profile("demo", [1, 0.125], {
  idleCpu: 0.02,
  peakCpu: 0.2,
  peakHour: 12,
  burstChance: 0.3,
  burstCpu: 0.3,
  memoryShare: 0.4,
  diskBytesPerSecond: 20_000,
  writeShare: 0.5,
  nicBytesPerSecond: 5_000,
  receiveShare: 0.5,
});
