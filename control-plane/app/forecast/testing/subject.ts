import type { HostId, MachineId, OperationId } from "@novacron/protocol/domain/ids";
import type { MoveSubject, RecordedMove } from "@novacron/protocol/domain/migration-forecast";

const MiB = 1024 ** 2;

/** A quiet guest of 1 GiB on a link of 100 MB/s that is known well. */
export function testSubject(changes: Partial<MoveSubject> = {}): MoveSubject {
  return {
    kind: "live",
    machine: "20000000-0000-4000-8000-000000000001" as MachineId,
    source: "10000000-0000-4000-8000-000000000001" as HostId,
    target: "10000000-0000-4000-8000-000000000002" as HostId,
    memoryBytes: 1_024 * MiB,
    residentBytes: 1_000 * MiB,
    balloonBytes: 1_024 * MiB,
    guestUnusedBytes: null,
    dirtyRate: testDirtyRate(2 * MiB),
    vcpus: 2,
    vcpuLoad: 0.5,
    diskBytes: 0,
    diskWriteBytesPerSecond: null,
    bandwidth: { bytesPerSecond: 100e6, spreadLog: 0.05, count: 20 },
    movesBeside: 0,
    bandwidthLimitBytesPerSecond: null,
    maxPauseMs: 300,
    giveUpAfterMs: 300_000,
    autoConverge: false,
    postCopyAllowed: false,
    compression: "none",
    multifdChannels: 0,
    tls: false,
    sourceVersion: { libvirt: "9.0.0", qemu: "7.2.0" },
    targetVersion: { libvirt: "9.0.0", qemu: "7.2.0" },
    quieter: null,
    ...changes,
  };
}

export function testDirtyRate(
  bytesPerSecond: number,
  workingSetBytes: number | null = null,
): NonNullable<MoveSubject["dirtyRate"]> {
  return {
    bytesPerSecond,
    spreadBytesPerSecond: bytesPerSecond * 0.1,
    samples: 4,
    ageMs: 60_000,
    workingSetBytes,
    mode: "page-sampling",
  };
}

export function testMove(
  subject: MoveSubject,
  changes: Partial<RecordedMove> & Pick<RecordedMove, "durationMs">,
): RecordedMove {
  const startedAt = changes.startedAt ?? 1_700_000_000_000;
  return {
    operation: "30000000-0000-4000-8000-000000000001" as OperationId,
    subject,
    forecast: null,
    startedAt,
    endedAt: startedAt + changes.durationMs,
    outcome: "completed",
    pauseMs: 200,
    bytes: null,
    linkBytesPerSecond: null,
    iterations: null,
    ...changes,
  };
}
