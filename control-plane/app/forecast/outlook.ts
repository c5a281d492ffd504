import type { MoveSubject } from "@novacron/protocol/domain/migration-forecast";
import { strata } from "./normal.ts";
import { runPrecopy } from "./precopy.ts";
import { isLive, prior } from "./prior.ts";

/** One way the move may go, by physics alone, before anything learned. */
export interface Outlook {
  readonly converged: boolean;
  /** What does not depend on sizes: libvirt's phases. */
  readonly fixedMs: number;
  /** Everything that flows: disks, memory, the last part. */
  readonly flowMs: number;
  /** Of that, what the link bounds and no limit. */
  readonly linkMs: number;
  readonly pauseFixedMs: number;
  readonly pauseFlowMs: number;
  readonly bytes: number;
  readonly passes: number;
}

const byDirtyRate = strata(5);
const byBandwidth = strata(3);
const bySet = [1 / 6, 1 / 2, 5 / 6];
const setSpreads = strata(3);
/** Without a limit of its own a move that stalls is looked at for so long. */
const horizonMs = 3_600_000;

/**
 * The move under every combination of what is uncertain, each as likely as the others. A fixed grid, not
 * chance: the same subject gives the same outlooks.
 */
export function outlooksOf(subject: MoveSubject): Outlook[] {
  if (!isLive(subject.kind)) return byBandwidth.map((z) => diskMove(subject, z));
  const found: Outlook[] = [];
  for (const dirtyZ of byDirtyRate) {
    for (const bandwidthZ of byBandwidth) {
      for (let at = 0; at < bySet.length; at += 1) {
        found.push(liveMove(subject, { dirtyZ, bandwidthZ, setAt: at }));
      }
    }
  }
  return found;
}

/** What of the uncertain numbers is assumed, in standard deviations or as a place in `bySet`. */
interface Assumed {
  readonly dirtyZ: number;
  readonly bandwidthZ: number;
  readonly setAt: number;
}

function diskMove(subject: MoveSubject, bandwidthZ: number): Outlook {
  const { pacedBytesPerSecond, linkBytesPerSecond } = prior.bandwidth(subject, bandwidthZ);
  const disks = copyDisks(subject, pacedBytesPerSecond);
  return {
    converged: disks.converged,
    fixedMs: prior.fixedMs[subject.kind],
    flowMs: disks.ms,
    linkMs: pacedBytesPerSecond < linkBytesPerSecond ? 0 : disks.ms,
    pauseFixedMs: 0,
    pauseFlowMs: 0,
    bytes: disks.bytes,
    passes: 1,
  };
}

/** libvirt mirrors the disks first, all at once, and begins with the memory when they are level. */
function liveMove(subject: MoveSubject, assumed: Assumed): Outlook {
  const { pacedBytesPerSecond, linkBytesPerSecond } = prior.bandwidth(subject, assumed.bandwidthZ);
  const disks = copyDisks(subject, pacedBytesPerSecond);
  const mirrored = subject.kind === "live-copy" ? (subject.diskWriteBytesPerSecond ?? 0) : 0;
  const dirty = prior.dirty(subject, assumed.dirtyZ, {
    share: bySet[assumed.setAt]!,
    z: setSpreads[assumed.setAt]!,
  });
  const left = (subject.giveUpAfterMs ?? horizonMs) - prior.fixedMs[subject.kind] - disks.ms;
  const run = runPrecopy({
    filledBytes: prior.filledBytes(subject),
    memoryBytes: subject.memoryBytes,
    ...dirty,
    bytesPerSecond: Math.max(pacedBytesPerSecond - mirrored, pacedBytesPerSecond / 10),
    linkBytesPerSecond,
    maxPauseMs: subject.maxPauseMs,
    firstPauseMs: subject.firstPauseMs ?? subject.maxPauseMs,
    giveUpAfterMs: Math.max(left, 0),
    stallAfterMs: subject.stallAfterMs ?? horizonMs,
    autoConverge: subject.autoConverge,
    resendShare: prior.resendShare[subject.compression],
  });
  const flowMs = disks.ms + run.flowMs + run.lastMs;
  const isLimited = pacedBytesPerSecond < linkBytesPerSecond;
  const underWayMs = isLimited ? 0 : (prior.underWayBytes * 1_000) / linkBytesPerSecond;
  return {
    converged: run.converged && disks.converged,
    fixedMs: prior.fixedMs[subject.kind],
    flowMs,
    linkMs: isLimited ? run.lastMs : flowMs,
    pauseFixedMs: prior.pauseFixedMs,
    pauseFlowMs: run.lastMs + underWayMs,
    bytes: disks.bytes + run.bytes,
    passes: run.passes,
  };
}

interface DiskCopy {
  readonly converged: boolean;
  readonly ms: number;
  readonly bytes: number;
}

/** What the guest writes meanwhile is copied too; a guest that writes faster than the link never gets level. */
function copyDisks(subject: MoveSubject, bytesPerSecond: number): DiskCopy {
  if (subject.kind === "live" || subject.diskBytes === 0)
    return { converged: true, ms: 0, bytes: 0 };
  const writes = subject.kind === "offline" ? 0 : (subject.diskWriteBytesPerSecond ?? 0);
  const limitMs = subject.giveUpAfterMs ?? horizonMs;
  const net = Math.max(bytesPerSecond - writes, bytesPerSecond / 100);
  const ms = (subject.diskBytes * 1_000) / net;
  const spent = Math.min(ms, limitMs);
  const bytes = subject.diskBytes * (spent / ms) + (writes * spent) / 1_000;
  return { converged: ms <= limitMs, ms: spent, bytes };
}
