import { targetNames } from "@novacron/protocol/metrics/targets";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { collectHost } from "./host.ts";
import type { CpuTimes, HostCounters } from "./host-counters.ts";
import { collectHostDisks } from "./host-disk.ts";
import { collectHostNics } from "./host-nic.ts";
import { collectors } from "./index.ts";
import { expectSample } from "./testing/expect-sample.ts";

const cpu: CpuTimes = {
  user: 0,
  nice: 0,
  system: 0,
  idle: 0,
  iowait: 0,
  irq: 0,
  softirq: 0,
  steal: 0,
  guest: 0,
  guestNice: 0,
};
const pressure = { cpuSome: 0, memorySome: 0, memoryFull: null, ioSome: 0, ioFull: 0 };
const disk = { reads: 0, readBytes: 0, readTimeMs: 0, writes: 0, writeBytes: 0, writeTimeMs: 0 };
const vda = { device: "vda", ...disk, busyMs: 0 };
const eth0 = {
  device: "eth0",
  receiveBytes: 0,
  receivePackets: 0,
  receiveErrors: 0,
  receiveDrops: 0,
  transmitBytes: 0,
  transmitPackets: 0,
  transmitErrors: 0,
  transmitDrops: 0,
};
const memory = {
  totalBytes: 1_000,
  availableBytes: 400,
  cachedBytes: 300,
  swapTotalBytes: 100,
  swapFreeBytes: 70,
};

function hostAt(seconds: number, changes: Partial<HostCounters> = {}): HostCounters {
  return {
    atMs: seconds * 1_000,
    cpu,
    load: { load1: 1, load5: 0.5, load15: 0.25 },
    pressure,
    memory,
    hugeFreeBytes: 0,
    hugeTotalBytes: 0,
    swap: { inBytes: 0, outBytes: 0 },
    temperatureCelsius: null,
    disks: [vda],
    nics: [eth0],
    ...changes,
  };
}

describe("collectHost", () => {
  it("gives levels at the first reading and no rates", () => {
    const sample = collectHost(null, hostAt(10));
    expect(sample).toMatchObject({ load1: 1, memoryTotalBytes: 1_000, swapUsedBytes: 30 });
    expect(sample.cpuIdle ?? sample.diskReadBytesPerSecond ?? null).toBe(null);
    expect(collectHostDisks(null, hostAt(10))).toEqual([]);
    expect(collectHostNics(null, hostAt(10))).toEqual([]);
  });

  it("shares the CPUs' time out, guests apart from user", () => {
    const later = { ...cpu, user: 50, guest: 20, nice: 10, system: 20, idle: 15, softirq: 5 };
    const sample = collectHost(hostAt(10), hostAt(12, { cpu: later }));
    expect(sample).toMatchObject({
      cpuUser: 0.3,
      cpuGuest: 0.2,
      cpuNice: 0.1,
      cpuSystem: 0.2,
      cpuIrq: 0.05,
      cpuIdle: 0.15,
      cpuSteal: 0,
    });
  });

  it("takes a falling iowait for none, and any other falling counter for unknown", () => {
    const before = hostAt(10, { cpu: { ...cpu, iowait: 9, system: 9 } });
    const now = { ...cpu, iowait: 8, system: 10, idle: 9 };
    expect(collectHost(before, hostAt(12, { cpu: now })).cpuIowait).toBe(0);
    const reset = collectHost(before, hostAt(12, { cpu: { ...now, system: 0 } }));
    expect(reset.cpuIdle ?? null).toBe(null);
  });

  it("makes pressure of the stall time and null of a line the kernel lacks", () => {
    const now = hostAt(12, { pressure: { ...pressure, cpuSome: 500_000, ioFull: 9e9 } });
    const sample = collectHost(hostAt(10), now);
    expect(sample.pressureCpuSome).toBe(0.25);
    expect(sample.pressureIoFull).toBe(1);
    expect(sample.pressureMemoryFull).toBe(null);
  });

  it("rates disks and interfaces, each alone and together", () => {
    const now = hostAt(12, {
      disks: [{ ...vda, reads: 4, readBytes: 200, readTimeMs: 8, busyMs: 500 }],
      nics: [{ ...eth0, transmitBytes: 60, receiveDrops: 2 }],
    });
    expect(collectHost(hostAt(10), now)).toMatchObject({
      diskReadBytesPerSecond: 100,
      nicTransmitBytesPerSecond: 30,
    });
    expect(collectHostDisks(hostAt(10), now)[0]?.values).toMatchObject({
      readsPerSecond: 2,
      readLatencyMs: 2,
      writeLatencyMs: null,
      busy: 0.25,
    });
    expect(collectHostNics(hostAt(10), now)[0]?.values).toMatchObject({ dropsPerSecond: 1 });
  });

  it("never leaves the units, whatever the kernel says", () => {
    const figure = fc.oneof(fc.nat(), fc.constantFrom(-5, Number.NaN, 2 ** 64));
    const spoil = <T extends object>(sample: T): fc.Arbitrary<T> =>
      fc.record(
        Object.fromEntries(
          Object.entries(sample).map(([key, value]) => [
            key,
            typeof value === "number" ? figure : fc.constant(value),
          ]),
        ),
      ) as fc.Arbitrary<T>;
    const anyHost = fc
      .record({ cpu: spoil(cpu), pressure: spoil(pressure), disk: spoil(vda), nic: spoil(eth0) })
      .chain(({ cpu, pressure, disk, nic }) =>
        fc.constant(hostAt(0, { cpu, pressure, disks: [disk], nics: [nic] })),
      );
    fc.assert(
      fc.property(anyHost, anyHost, fc.nat(100_000), (before, later, atMs) => {
        const now = { ...later, atMs };
        expectSample("host", collectHost(before, now));
        for (const row of collectHostDisks(before, now)) expectSample("hostDisk", row.values);
        for (const row of collectHostNics(before, now)) expectSample("hostNic", row.values);
      }),
      { numRuns: 300 },
    );
  });
});

describe("collectors", () => {
  it("has one for every target of the protocol", () => {
    expect(Object.keys(collectors).sort()).toEqual([...targetNames].sort());
  });
});
