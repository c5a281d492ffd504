import { memorySources } from "@novacron/protocol/metrics/machine";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { MachineWindow, Pair } from "../ports/collector.ts";
import type { ProcessReading } from "../ports/host-facts.ts";
import type { MachineCounters } from "../ports/hypervisor.ts";
import { collectMachine } from "./machine.ts";
import { collectMachineDisks } from "./machine-disk.ts";
import { collectMachineNics } from "./machine-nic.ts";
import { expectSample } from "./testing/expect-sample.ts";
import { anyMachine, anyProcess, diskAt, machineAt, nicAt } from "./testing/machine-arbitrary.ts";

const nowS = 1_000;

/** Two readings two seconds apart. */
function pair<T>(before: T | null, now: T): Pair<T> {
  return {
    before: before === null ? null : { atMs: 10_000, value: before },
    now: { atMs: 12_000, value: now },
  };
}

function windowOf(
  before: Partial<MachineCounters> | null,
  now: Partial<MachineCounters>,
  process: Pair<ProcessReading> | null = null,
): MachineWindow {
  const bulk = pair(before === null ? null : machineAt(before), machineAt(now));
  return { bulk, process, nowS };
}

const processAt = (user: number, system: number, delay: number | null): ProcessReading => ({
  cpuUserNs: user,
  cpuSystemNs: system,
  residentBytes: 777,
  runDelayNs: delay,
});

describe("CPU of a machine", () => {
  const cpu = (ns: number): Partial<MachineCounters> => ({
    cpuTimeNs: ns,
    cpuUserNs: ns,
    cpuSystemNs: ns,
    cpuDelayNs: ns,
  });

  it.each([
    ["grew", windowOf(cpu(1e9), cpu(4e9)), 1.5],
    ["stood still", windowOf(cpu(1e9), cpu(1e9)), 0],
    ["fell", windowOf(cpu(4e9), cpu(1e9)), null],
    ["is not known now", windowOf(cpu(1e9), { cpuTimeNs: null }), null],
    ["was not known before", windowOf({ cpuTimeNs: null }, cpu(1e9)), null],
    ["is another process's", windowOf({ ...cpu(1e9), pid: 99 }, cpu(4e9)), null],
    ["is read the first time", windowOf(null, cpu(4e9)), null],
  ])("whose counter %s", (_, window, expected) => {
    expect(collectMachine(window).cpuUsed ?? null).toBe(expected);
  });

  it("comes from the process where it can be read, and goes on without the bulk call", () => {
    const process = pair(processAt(0, 0, 0), processAt(2e9, 1e9, 4e8));
    const expected = { cpuUsed: 1.5, cpuUser: 1, cpuSystem: 0.5, cpuWait: 0.2 };
    expect(collectMachine(windowOf(cpu(0), cpu(9e9), process))).toMatchObject(expected);
    const alone = collectMachine({ bulk: null, process, nowS });
    expect(alone).toMatchObject({ ...expected, memoryResidentBytes: 777 });
    expect(alone.memoryUsedBytes ?? null).toBe(null);
  });

  it("takes the wait from the bulk call where the process does not say", () => {
    const process = pair(processAt(0, 0, null), processAt(2e9, 0, null));
    expect(collectMachine(windowOf(cpu(0), cpu(1e9), process)).cpuWait).toBe(0.5);
  });
});

describe("memory of a machine", () => {
  const guest = { guestAvailableBytes: 900, guestUsableBytes: 600, guestCacheBytes: 50 };
  const { guest: fromGuest, host: fromHost, none } = memorySources;

  it.each([
    ["fresh guest figures", { ...guest, guestUpdatedAtS: 990, residentBytes: 5 }, 300, fromGuest],
    ["stale guest figures", { ...guest, guestUpdatedAtS: 900, residentBytes: 5 }, 5, fromHost],
    ["guest figures of no known time", { ...guest, residentBytes: 5 }, 5, fromHost],
    [
      "a guest that does not say what is usable",
      { guestUpdatedAtS: 999, residentBytes: 5 },
      5,
      fromHost,
    ],
    [
      "a guest that contradicts itself",
      { ...guest, guestUsableBytes: 901, guestUpdatedAtS: 999, residentBytes: 5 },
      5,
      fromHost,
    ],
    ["nothing", {}, null, none],
  ])("with %s", (_, now, used, source) => {
    const sample = collectMachine(windowOf(null, now));
    expect(sample.memoryUsedBytes).toBe(used);
    expect(sample.memorySource).toBe(source);
    const isGuest = source === fromGuest;
    expect(sample.memoryAvailableBytes ?? null).toBe(isGuest ? 600 : null);
    expect(sample.memoryCacheBytes ?? null).toBe(isGuest ? 50 : null);
  });

  it("counts the guest's own rates over the guest's own time", () => {
    const at = (guestUpdatedAtS: number, figure: number): Partial<MachineCounters> => ({
      guestUpdatedAtS,
      guestSwapInBytes: figure,
      guestSwapOutBytes: figure,
      guestMajorFaults: figure,
    });
    expect(collectMachine(windowOf(at(980, 100), at(990, 200)))).toMatchObject({
      guestSwapInBytesPerSecond: 10,
      guestSwapOutBytesPerSecond: 10,
      majorFaultsPerSecond: 10,
    });
    const unfed = collectMachine(windowOf(at(990, 200), at(990, 200)));
    expect(unfed.majorFaultsPerSecond ?? null).toBe(null);
  });
});

describe("devices of a machine", () => {
  const before = machineAt({
    disks: [diskAt("vda", { reads: 10, readBytes: 100, readTimeNs: 0 }), diskAt("vdb")],
    nics: [nicAt("vnet0", { receiveBytes: 10 })],
  });
  const now = machineAt({
    disks: [
      diskAt("vda", { reads: 14, readBytes: 300, readTimeNs: 8e6 }),
      diskAt("vdb", { reads: 4, readBytes: 100 }),
      diskAt("vdc", { reads: 1_000_000, readBytes: 1_000_000 }),
    ],
    nics: [nicAt("vnet0", { receiveBytes: 30, receiveDrops: 2, transmitErrors: 2 })],
  });

  it("are summed, without one that was plugged in meanwhile", () => {
    expect(collectMachine({ bulk: pair(before, now), process: null, nowS })).toMatchObject({
      diskReadBytesPerSecond: 150,
      diskReadsPerSecond: 4,
      diskReadLatencyMs: 1,
      diskWriteLatencyMs: null,
      nicReceiveBytesPerSecond: 10,
      nicDropsPerSecond: 2,
    });
  });

  it("have no sum where one of them began anew", () => {
    const reset = machineAt({ disks: [diskAt("vda"), diskAt("vdb", { reads: 5 })] });
    const sample = collectMachine({ bulk: pair(before, reset), process: null, nowS });
    expect(sample.diskReadsPerSecond).toBe(null);
    expect(sample.diskWritesPerSecond).toBe(0);
  });

  it("are told apart on demand", () => {
    const disks = collectMachineDisks(pair(before, now));
    expect(disks.map((row) => [row.device, row.values.readsPerSecond ?? null])).toEqual([
      ["vda", 2],
      ["vdb", 2],
      ["vdc", null],
    ]);
    expect(collectMachineNics(pair(before, now))[0]?.values).toMatchObject({
      receiveBytesPerSecond: 10,
      dropsPerSecond: 1,
      errorsPerSecond: 1,
    });
  });

  it("show how far a job is", () => {
    const job = { kind: "migration", totalBytes: 400, remainingBytes: 100 };
    expect(collectMachine(windowOf(null, { job }))).toMatchObject({
      jobProgress: 0.75,
      jobRemainingBytes: 100,
    });
    const unknown = { kind: "save", totalBytes: null, remainingBytes: null };
    expect(collectMachine(windowOf(null, { job: unknown })).jobProgress).toBe(null);
  });
});

describe("whatever the hypervisor says", () => {
  it("no figure is negative, endless or outside its unit", () => {
    const timed = <T>(value: fc.Arbitrary<T>) => fc.record({ atMs: fc.nat(), value });
    const anyWindow = fc.record({
      bulk: fc.option(fc.record({ before: fc.option(timed(anyMachine)), now: timed(anyMachine) })),
      process: fc.option(
        fc.record({ before: fc.option(timed(anyProcess)), now: timed(anyProcess) }),
      ),
      nowS: fc.constant(nowS),
    });
    fc.assert(
      fc.property(anyWindow, (window) => {
        expectSample("machine", collectMachine(window));
        if (window.bulk === null) return;
        for (const row of collectMachineDisks(window.bulk)) expectSample("machineDisk", row.values);
        for (const row of collectMachineNics(window.bulk)) expectSample("machineNic", row.values);
      }),
      { numRuns: 300 },
    );
  });
});
