import type { MoveKind, MoveSubject } from "@novacron/protocol/domain/migration-forecast";

export function isLive(kind: MoveKind): boolean {
  return kind === "live" || kind === "live-copy";
}

const MiB = 1024 ** 2;
/** libvirt tells dirty rates in whole MiB a second. */
const resolutionBytesPerSecond = MiB;
/** A fleet's machines of which nothing was measured: what an idle one and a busy vCPU write. */
const idleBytesPerSecond = 2e6;
const busyBytesPerSecond = 40e6;
const unmeasuredSpread = 1.5;
/** QEMU samples 512 pages of each GiB, so each that it finds changed stands for so much. */
const bytesPerHit = 2 * MiB;
/** Two samples of one steady guest differ by about so much. */
const steadySpread = 0.12;
/** By so much a dirty rate drifts in ten minutes. */
const driftSpread = 0.25;
const driftMs = 600_000;
const driftSpreadMost = 1;
const setSpread = 0.3;
const smallestSetBytes = 8 * MiB;
/** One thread of QEMU sends no more, plain and through TLS; channels of multifd share the work. */
const plainBytesPerSecond = 1.25e9;
const tlsBytesPerSecond = 0.7e9;
/** More channels than these gain nothing on one link. */
const channelsUseful = 4;

/** What is assumed of a move before anything was learned. Only the shape of it has to be right. */
export const prior = {
  /** libvirt's phases: connecting, preparing the target, finishing, confirming. */
  fixedMs: { live: 1_500, "live-copy": 2_500, offline: 1_000, storage: 1_000 } satisfies Record<
    MoveKind,
    number
  >,
  /** State of the devices, and the target's start of the processors. */
  pauseFixedMs: 30,
  /** What waits in the buffers of both hosts where the link is the slower: it arrives before the last part does. */
  underWayBytes: 6e6,
  /** XBZRLE sends differences of pages already sent; the others compress every page. */
  resendShare: { none: 1, xbzrle: 0.6, zlib: 0.5, zstd: 0.5 },
  filledBytes,
  bandwidth,
  dirty,
};

/** Memory that holds something: pages of zeroes are sent as a mark. */
function filledBytes(subject: MoveSubject): number {
  const { memoryBytes, balloonBytes, guestUnusedBytes, residentBytes } = subject;
  const given = Math.min(memoryBytes, balloonBytes ?? memoryBytes);
  // Unused memory was often used before, and holds what it held then.
  const used = given - Math.min(given, guestUnusedBytes ?? 0) / 2;
  return residentBytes === null ? used : Math.min(residentBytes, given);
}

function bandwidth(
  subject: MoveSubject,
  z: number,
): { readonly pacedBytesPerSecond: number; readonly linkBytesPerSecond: number } {
  const { bandwidth: link, movesBeside, tls, multifdChannels, compression } = subject;
  const channels = Math.max(1, Math.min(multifdChannels, channelsUseful));
  const able = channels * (tls ? tlsBytesPerSecond : plainBytesPerSecond);
  const shared = (link.bytesPerSecond * Math.exp(link.spreadLog * z)) / (1 + movesBeside);
  const packed = compression === "zlib" || compression === "zstd" ? prior.resendShare.zstd : 1;
  const linkBytesPerSecond = Math.max(1, Math.min(able, shared / packed));
  const limit = subject.bandwidthLimitBytesPerSecond ?? Number.POSITIVE_INFINITY;
  return {
    linkBytesPerSecond,
    pacedBytesPerSecond: Math.max(1, Math.min(linkBytesPerSecond, limit)),
  };
}

/**
 * The guest's pace of writing and the memory it writes over and over. A sample of one second already
 * levels off towards that memory, so the pace behind it is higher.
 */
function dirty(
  subject: MoveSubject,
  dirtyZ: number,
  set: { readonly share: number; readonly z: number },
): { readonly dirtyBytesPerSecond: number; readonly workingSetBytes: number } {
  const { centre, spread } = dirtyCentre(subject);
  const seen = centre * Math.exp(spread * dirtyZ);
  const filled = filledBytes(subject);
  const known = subject.dirtyRate?.workingSetBytes ?? null;
  const least = Math.max(seen * 1.1, smallestSetBytes);
  const workingSetBytes =
    known === null
      ? least * (Math.max(filled, least) / least) ** set.share
      : Math.max(known * Math.exp(setSpread * set.z), least);
  const dirtyBytesPerSecond = -workingSetBytes * Math.log1p(-seen / workingSetBytes);
  return { dirtyBytesPerSecond, workingSetBytes };
}

/** Bytes a second and the standard deviation of their logarithm. */
export function dirtyCentre(subject: MoveSubject): {
  readonly centre: number;
  readonly spread: number;
} {
  const { dirtyRate, vcpus, vcpuLoad } = subject;
  if (dirtyRate === null) {
    const busy = Math.min(vcpuLoad ?? vcpus / 2, vcpus);
    return {
      centre: idleBytesPerSecond + busy * busyBytesPerSecond,
      spread: unmeasuredSpread,
    };
  }
  const centre = Math.max(dirtyRate.bytesPerSecond, resolutionBytesPerSecond / 4);
  const noise = (dirtyRate.spreadBytesPerSecond ?? Math.sqrt(centre * bytesPerHit)) / centre;
  const rough = resolutionBytesPerSecond / 2 / centre;
  const age = driftSpread * Math.sqrt(dirtyRate.ageMs / driftMs);
  const variance =
    steadySpread ** 2 +
    Math.log1p(Math.min(noise, 2) ** 2) +
    Math.log1p(Math.min(rough, 2) ** 2) +
    Math.min(age, driftSpreadMost) ** 2;
  return { centre, spread: Math.sqrt(variance) };
}
