import { machineId } from "@novacron/protocol/domain/ids";
import fc from "fast-check";
import type { DiskCounters, MachineCounters, NicCounters } from "../../ports/hypervisor.ts";

/** A machine whose every counter is zero and known. */
export function machineAt(changes: Partial<MachineCounters> = {}): MachineCounters {
  return {
    id: machineId.parse("0c6b9a52-6d4c-4f0e-8f4e-2f6f1c1a7b02"),
    name: "web",
    running: true,
    pid: 100,
    vcpus: 2,
    cpuTimeNs: 0,
    cpuUserNs: 0,
    cpuSystemNs: 0,
    cpuDelayNs: 0,
    balloonBytes: 1_000,
    balloonMaxBytes: 1_000,
    guestUnusedBytes: null,
    guestAvailableBytes: null,
    guestUsableBytes: null,
    guestCacheBytes: null,
    guestSwapInBytes: null,
    guestSwapOutBytes: null,
    guestMajorFaults: null,
    guestUpdatedAtS: null,
    residentBytes: null,
    disks: [],
    nics: [],
    job: null,
    ...changes,
  };
}

export function diskAt(device: string, changes: Partial<DiskCounters> = {}): DiskCounters {
  return {
    device,
    readBytes: 0,
    writeBytes: 0,
    reads: 0,
    writes: 0,
    flushes: 0,
    readTimeNs: 0,
    writeTimeNs: 0,
    allocationBytes: null,
    ...changes,
  };
}

export function nicAt(device: string, changes: Partial<NicCounters> = {}): NicCounters {
  return {
    device,
    receiveBytes: 0,
    transmitBytes: 0,
    receivePackets: 0,
    transmitPackets: 0,
    receiveErrors: 0,
    transmitErrors: 0,
    receiveDrops: 0,
    transmitDrops: 0,
    ...changes,
  };
}

/** What a hypervisor may say at its worst: huge, negative, not a number, missing. */
const counter = fc.oneof(
  { weight: 6, arbitrary: fc.nat() },
  { weight: 2, arbitrary: fc.double({ min: 0, max: 1e19, noNaN: true }) },
  fc.constantFrom(-1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 64),
);
const maybe = fc.option(counter, { freq: 5 });

const nameless = { name: fc.constant("web"), id: fc.constant(machineAt().id) };
const device = fc.constantFrom("a", "b", "c");

function countersOf<T extends object>(sample: T): { [K in keyof T]: fc.Arbitrary<number> } {
  return Object.fromEntries(Object.keys(sample).map((key) => [key, counter])) as never;
}

const disk = fc.record({ ...countersOf(diskAt("a")), device, allocationBytes: maybe });
const nic = fc.record({ ...countersOf(nicAt("a")), device });
const job = fc.record({ kind: fc.constant("migration"), totalBytes: maybe, remainingBytes: maybe });

export const anyMachine: fc.Arbitrary<MachineCounters> = fc.record({
  ...nameless,
  running: fc.constant(true),
  pid: fc.option(fc.constantFrom(1, 2)),
  vcpus: maybe,
  cpuTimeNs: maybe,
  cpuUserNs: maybe,
  cpuSystemNs: maybe,
  cpuDelayNs: maybe,
  balloonBytes: maybe,
  balloonMaxBytes: maybe,
  guestUnusedBytes: maybe,
  guestAvailableBytes: maybe,
  guestUsableBytes: maybe,
  guestCacheBytes: maybe,
  guestSwapInBytes: maybe,
  guestSwapOutBytes: maybe,
  guestMajorFaults: maybe,
  guestUpdatedAtS: fc.option(fc.integer({ min: 900, max: 1_100 })),
  residentBytes: maybe,
  disks: fc.array(disk, { maxLength: 3 }),
  nics: fc.array(nic, { maxLength: 3 }),
  job: fc.option(job),
});

export const anyProcess = fc.record({
  cpuUserNs: counter,
  cpuSystemNs: counter,
  residentBytes: counter,
  runDelayNs: maybe,
});
