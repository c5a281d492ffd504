import type { ForecastEvidence, MoveSubject } from "@novacron/protocol/domain/migration-forecast";
import type { CorrectedView } from "./corrected-view.ts";
import { isLive, prior } from "./prior.ts";

/** The numbers a forecast rests on, with where each comes from. */
export function evidenceOf(subject: MoveSubject, view: CorrectedView): ForecastEvidence[] {
  return [
    ...flowEvidence(subject, view),
    ...(isLive(subject.kind) ? memoryEvidence(subject, view) : []),
    ...(subject.diskBytes > 0 ? diskEvidence(subject) : []),
    ...learnedEvidence(subject, view),
  ];
}

function flowEvidence(subject: MoveSubject, view: CorrectedView): ForecastEvidence[] {
  const { bandwidth, bandwidthLimitBytesPerSecond: limit } = subject;
  const from =
    bandwidth.count === 0
      ? "speed of the network cards; no earlier move between these hosts"
      : `${bandwidth.count} earlier moves between these hosts`;
  const paced = prior.bandwidth(view.subject, 0).pacedBytesPerSecond;
  return [
    { name: "bandwidth of the hosts", value: bandwidth.bytesPerSecond, unit: "bytes/s", from },
    { name: "bandwidth limit", value: limit, unit: "bytes/s", from: "set for the move" },
    {
      name: "bandwidth of the move",
      value: Math.round(paced),
      unit: "bytes/s",
      from: "as learned; limit, other moves, channels, TLS and compression taken into account",
    },
  ];
}

function memoryEvidence(subject: MoveSubject, view: CorrectedView): ForecastEvidence[] {
  const { dirtyRate } = subject;
  const resident = subject.residentBytes === null ? "the balloon" : "resident memory of its QEMU";
  const isLearned = view.subject.residentBytes !== subject.residentBytes;
  const found: ForecastEvidence[] = [
    {
      name: "memory in use",
      value: Math.round(prior.filledBytes(view.subject)),
      unit: "bytes",
      from: isLearned ? `${resident}, and what earlier moves carried` : resident,
    },
    {
      name: "dirty-page rate",
      value: dirtyRate?.bytesPerSecond ?? null,
      unit: "bytes/s",
      from:
        dirtyRate === null
          ? "never sampled: assumed from the load of its vCPUs"
          : `${dirtyRate.samples} samples (${dirtyRate.mode})`,
    },
  ];
  if (dirtyRate !== null)
    found.push({
      name: "age of the dirty-page rate",
      value: dirtyRate.ageMs,
      unit: "ms",
      from: "newest sample",
    });
  if (dirtyRate !== null && dirtyRate.workingSetBytes !== null)
    found.push({
      name: "working set",
      value: dirtyRate.workingSetBytes,
      unit: "bytes",
      from: "samples of different length",
    });
  found.push(
    { name: "allowed pause", value: subject.maxPauseMs, unit: "ms", from: "set for the move" },
    {
      name: "passes over memory",
      value: Math.round(view.passes),
      unit: "count",
      from: "simulated pre-copy",
    },
    {
      name: "outlooks that stall",
      value: view.stalledShare,
      unit: "share",
      from: "simulated pre-copy over what is uncertain",
    },
  );
  return found;
}

function diskEvidence(subject: MoveSubject): ForecastEvidence[] {
  return [
    {
      name: "disks to copy",
      value: subject.diskBytes,
      unit: "bytes",
      from: "allocation of the volumes",
    },
    {
      name: "disk writes",
      value: subject.diskWriteBytesPerSecond,
      unit: "bytes/s",
      from: "samples of the machine",
    },
  ];
}

function learnedEvidence(subject: MoveSubject, { factors }: CorrectedView): ForecastEvidence[] {
  const from = "earlier moves over what physics alone gave";
  const factor = (name: string, log: number): ForecastEvidence => ({
    name,
    value: Number(Math.exp(log).toPrecision(3)),
    unit: "factor",
    from,
  });
  const found = [
    factor("fixed part of the duration", factors.duration.fixed),
    factor("time on the link", factors.duration.flow),
  ];
  if (!isLive(subject.kind)) return found;
  return [
    ...found,
    factor("fixed part of the pause", factors.pause.fixed),
    factor("flowing part of the pause", factors.pause.flow),
  ];
}
