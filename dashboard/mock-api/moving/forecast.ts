import type { MigrationKind, MigrationOptions } from "@novacron/protocol/domain/migration";
import type {
  ForecastRange,
  MigrationForecast,
  MoveSubject,
} from "@novacron/protocol/domain/migration-forecast";
import * as disks from "@novacron/protocol/domain/move-disks";
import { decideOptions } from "@novacron/protocol/domain/move-policy";
import type { MockFleet, MockHost, MockMachine } from "../fleet.ts";
import { unit } from "../random.ts";
import { movesOf } from "./kept.ts";

const linkBytesPerSecond = 1.1e9;

/** What is known of a move before it starts, as the forecaster gets it. */
export function subjectOf(
  fleet: MockFleet,
  machine: MockMachine,
  to: MockHost,
  options: MigrationOptions,
): MoveSubject {
  const { report } = machine;
  const from = fleet.hosts.get(machine.host)?.inventory ?? to.inventory;
  const running = report.state === "running";
  const kind = kindOf(machine, options);
  const copied = kind === "live" ? 0 : diskBytesOf(machine);
  return {
    kind,
    machine: report.id,
    source: machine.host,
    target: to.inventory.id,
    memoryBytes: report.memoryBytes,
    residentBytes: running ? report.memoryBytes * (0.4 + unit(report.id, 61) * 0.5) : null,
    balloonBytes: null,
    guestUnusedBytes: null,
    dirtyRate: running ? dirtyRateOf(machine) : null,
    vcpus: report.vcpus,
    vcpuLoad: running ? report.vcpus * unit(report.id, 62) : null,
    diskBytes: copied,
    diskWriteBytesPerSecond: copied > 0 ? 4e6 * unit(report.id, 63) : null,
    bandwidth: { bytesPerSecond: linkBytesPerSecond, spreadLog: 0.18, count: 31 },
    movesBeside: 0,
    bandwidthLimitBytesPerSecond: options.bandwidthBytesPerSecond ?? null,
    maxPauseMs: options.maxPauseMs ?? 300,
    giveUpAfterMs: options.giveUpAfterMs ?? null,
    autoConverge: options.autoConverge ?? false,
    postCopyAllowed: options.postCopy ?? false,
    compression: options.compression ?? "none",
    multifdChannels: options.parallelConnections ?? 0,
    tls: true,
    sourceVersion: versionOf(from),
    targetVersion: versionOf(to.inventory),
    quieter: null,
  };
}

export function kindOf(machine: MockMachine, options: MigrationOptions): MigrationKind {
  return disks.kindOf(options, machine.report, machine.host);
}

/** From what was asked, the machine's policy and the defaults. */
export function decidedOf(
  fleet: MockFleet,
  machine: MockMachine,
  asked: MigrationOptions,
): MigrationOptions {
  const policy = movesOf(fleet).policies.get(machine.report.id) ?? {};
  return decideOptions(asked, policy, kindOf(machine, asked));
}

/** What is written of the disks: a third of what they may hold. */
export function diskBytesOf(machine: MockMachine): number {
  return machine.report.disks
    .filter((disk) => disk.device === "disk")
    .reduce((sum, disk) => sum + (disk.capacityBytes ?? 0) / 3, 0);
}

/** Databases and caches write faster than a link carries, so that every advice has an occasion. */
function dirtyRateOf({ report }: MockMachine): MoveSubject["dirtyRate"] {
  const hot = report.name.startsWith("db-") || report.name.startsWith("cache-");
  const bytesPerSecond =
    (hot ? 0.55 + unit(report.id, 64) * 0.5 : unit(report.id, 64) * 0.12) * 1e9;
  return {
    bytesPerSecond,
    spreadBytesPerSecond: bytesPerSecond * 0.2,
    samples: 5,
    ageMs: 4_000,
    workingSetBytes: hot ? 6 * 1024 ** 3 : 0.2 * 1024 ** 3,
    mode: "page-sampling",
  };
}

function versionOf(host: { libvirtVersion: string | null; qemuVersion: string | null }) {
  return { libvirt: host.libvirtVersion ?? "", qemu: host.qemuVersion ?? "" };
}

/** A forecast by memory, link and dirty rate; its intervals are as wide as the mock's moves are scattered. */
export function forecastOf(subject: MoveSubject): MigrationForecast {
  const off = subject.kind === "offline" || subject.kind === "storage";
  const link = Math.min(
    subject.bandwidth.bytesPerSecond,
    subject.bandwidthLimitBytesPerSecond ?? Number.POSITIVE_INFINITY,
  );
  const dirty = subject.dirtyRate?.bytesPerSecond ?? 0;
  const strain = Math.min(0.95, dirty / link);
  const memory = off ? 0 : (subject.residentBytes ?? subject.memoryBytes);
  const memoryOnWire = memory * (1 + strain * 1.5);
  const bytes = memoryOnWire + subject.diskBytes;
  const durationMs = 900 + (bytes / (link * (1 - strain * 0.6))) * 1_000;
  const pauseMs = off ? 0 : 14 + strain * 260 * (subject.autoConverge ? 0.5 : 1);
  const stuck = off || subject.postCopyAllowed ? 0 : Math.max(0, (strain - 0.45) * 1.4);
  const chance = subject.autoConverge ? stuck * 0.25 : stuck;
  return {
    forecaster: { name: "precopy", version: 4 },
    durationMs: spread(durationMs, 0.72, 1.5),
    pauseMs: spread(pauseMs, 0.55, 2.1),
    notConvergingChance: Math.min(0.95, chance),
    bytes: { p50: bytes },
    learnedFrom: { all: 164, kind: 82, pair: subject.bandwidth.count },
    evidence: [
      evidence("Memory in use", memory, "bytes", "resident memory of its QEMU"),
      evidence("Memory written anew", dirty, "bytes/s", "sampled by QEMU, 4 s ago"),
      evidence("Disks to copy", subject.diskBytes, "bytes", "what is written of them"),
      evidence("Between the hosts", link, "bytes/s", "31 earlier moves this way"),
    ],
    advice: off ? [] : adviceOf(subject, chance, durationMs, pauseMs),
  };
}

function evidence(
  name: string,
  value: number,
  unitOf: "bytes" | "bytes/s",
  from: string,
): MigrationForecast["evidence"][number] {
  return { name, value, unit: unitOf, from };
}

function spread(p50: number, low: number, high: number): ForecastRange {
  return { p5: p50 * low, p50, p95: p50 * high };
}

function adviceOf(
  subject: MoveSubject,
  chance: number,
  durationMs: number,
  pauseMs: number,
): MigrationForecast["advice"] {
  const advice: MigrationForecast["advice"] = [];
  if (subject.bandwidthLimitBytesPerSecond !== null) {
    advice.push({
      kind: "raise-limit",
      text: "The limit is what slows it down; without it the link carries 1.02 GiB/s",
      value: null,
      expects: { durationMs: durationMs * 0.6, pauseMs, notConvergingChance: chance * 0.4 },
    });
  }
  if (chance < 0.05) return advice;
  if (!subject.autoConverge) {
    advice.push({
      kind: "auto-converge",
      text: "Let its CPUs be slowed down while it moves",
      value: null,
      expects: {
        durationMs: durationMs * 1.2,
        pauseMs: pauseMs * 0.5,
        notConvergingChance: chance * 0.25,
      },
    });
  }
  if (subject.maxPauseMs < 1_000) {
    advice.push({
      kind: "raise-pause",
      text: "Allow a pause of 1 s",
      value: 1_000,
      expects: { durationMs: durationMs * 0.8, pauseMs: 780, notConvergingChance: chance * 0.5 },
    });
  }
  advice.push({
    kind: "wait",
    text: "Wait: at night it usually writes a fifth of what it writes now",
    value: nextNight(),
    expects: { durationMs: durationMs * 0.5, pauseMs: 32, notConvergingChance: 0.01 },
  });
  return advice;
}

/** The next 03:00. */
function nextNight(): number {
  const at = new Date();
  at.setHours(at.getHours() < 3 ? 3 : 27, 0, 0, 0);
  return at.getTime();
}
