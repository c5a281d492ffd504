import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { linux61, linux310, linux618, qemuStat } from "../testing/samples.ts";
import { parseAuxv } from "./auxv.ts";
import { parseDiskstats, parseNetDev, parseNetDevNames } from "./devices.ts";
import { parseMeminfo, parseSwapCounters } from "./memory.ts";
import { parsePressure } from "./pressure.ts";
import { isVcpuThread, parseProcessStat, parseRunDelay } from "./process.ts";
import { parseBootTime, parseCpuTimes, parseLoadAverage } from "./stat.ts";

const all = (): boolean => true;

describe("/proc/stat and /proc/loadavg", () => {
  it.each([
    ["3.10", linux310, { user: 8466, iowait: 1320, steal: 0, guest: 0 }, 1523456789],
    ["6.1", linux61, { user: 182443, nice: 1204, guest: 120032, guestNice: 300 }, 1700000000],
    ["6.18", linux618, { user: 8123, system: 3122, steal: 9 }, 1795413252],
  ])("of Linux %s", (_, { stat, loadavg }, times, boot) => {
    expect(parseCpuTimes(stat)).toMatchObject(times);
    expect(parseBootTime(stat)).toBe(boot);
    expect(parseLoadAverage(loadavg)?.load1).toBe(Number(loadavg.split(" ")[0]));
  });

  it("of a kernel before guests were counted", () => {
    expect(parseCpuTimes("cpu  1 2 3 4 5 6 7\n")).toMatchObject({ softirq: 7, steal: 0, guest: 0 });
  });
});

describe("/proc/pressure", () => {
  it("gives the totals of both lines", () => {
    expect(parsePressure(linux61.pressureIo)).toEqual({ some: 5512034, full: 4410221 });
    expect(parsePressure(linux618.pressureCpu)).toEqual({ some: 45316867, full: 0 });
  });

  it("gives null for what the kernel lacks", () => {
    expect(parsePressure(null)).toEqual({ some: null, full: null });
    const before513 = "some avg10=0.00 avg60=0.00 avg300=0.00 total=7\n";
    expect(parsePressure(before513)).toEqual({ some: 7, full: null });
  });
});

describe("/proc/meminfo and /proc/vmstat", () => {
  it("of Linux 6.1", () => {
    expect(parseMeminfo(linux61.meminfo)).toEqual({
      totalBytes: 65839420 * 1024,
      availableBytes: 40123456 * 1024,
      cachedBytes: (102400 + 30123008 + 1048576) * 1024,
      swapTotalBytes: 8388604 * 1024,
      swapFreeBytes: 8380412 * 1024,
    });
    expect(parseSwapCounters(linux61.vmstat, 4096)).toEqual({
      inBytes: 1024 * 4096,
      outBytes: 4096 * 4096,
    });
  });

  it("of a kernel that does not know what is available", () => {
    expect(parseMeminfo(linux310.meminfo)).toMatchObject({ availableBytes: null });
  });
});

describe("/proc/diskstats and /proc/net/dev", () => {
  it("with 14 columns", () => {
    expect(parseDiskstats(linux310.diskstats, (name) => name === "sda")).toEqual([
      {
        device: "sda",
        reads: 9120,
        readBytes: 421190 * 512,
        readTimeMs: 4312,
        writes: 3120,
        writeBytes: 90112 * 512,
        writeTimeMs: 2211,
        busyMs: 3902,
      },
    ]);
  });

  it("with 20 columns", () => {
    const disks = parseDiskstats(linux61.diskstats, all);
    expect(disks.map((disk) => [disk.device, disk.writes, disk.busyMs])).toEqual([
      ["nvme0n1", 1203344, 120332],
      ["nvme0n1p1", 2, 40],
      ["sda", 90, 7012],
    ]);
  });

  it("interfaces, also without a space after the colon", () => {
    expect(parseNetDev(linux310.netDev, (name) => name === "eth0")).toEqual([
      {
        device: "eth0",
        receiveBytes: 91234567,
        receivePackets: 65012,
        receiveErrors: 1,
        receiveDrops: 2,
        transmitBytes: 8123456,
        transmitPackets: 40123,
        transmitErrors: 3,
        transmitDrops: 4,
      },
    ]);
    expect(parseNetDevNames(linux61.netDev)).toEqual(["lo", "enp1s0f0", "vnet0", "br0"]);
  });
});

describe("/proc/PID", () => {
  it("counts columns from the last parenthesis", () => {
    expect(parseProcessStat(qemuStat)).toEqual({
      state: "S",
      userTicks: 8123,
      systemTicks: 912,
      threads: 7,
      residentPages: 41203,
    });
  });

  it("knows vCPU threads and their wait", () => {
    const names = [
      "CPU 0/KVM",
      "CPU 12/TCG",
      "ALL CPUs/TCG",
      "qemu-system-x86",
      "IO iothread1",
      "worker",
    ];
    expect(names.map((name) => isVcpuThread(`${name}\n`))).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
    ]);
    expect(parseRunDelay("81234567890 1234567 4123\n")).toBe(1234567);
  });

  it("reads the kernel's units from the auxiliary vector", () => {
    const words = [6n, 65536n, 17n, 100n, 0n, 0n];
    const bytes = Buffer.from(new BigUint64Array(words).buffer);
    expect(parseAuxv(bytes)).toEqual({ pageBytes: 65536, ticksPerSecond: 100 });
    expect(parseAuxv(Buffer.alloc(3))).toEqual({ pageBytes: 4096, ticksPerSecond: 100 });
  });
});

describe("any text at all", () => {
  it("is read without a throw and without a number that is none", () => {
    const lines = [linux61, linux310, linux618].flatMap((kernel) => Object.values(kernel));
    const cut = fc
      .tuple(fc.constantFrom(...lines, qemuStat), fc.nat(400), fc.string())
      .map(([text, at, noise]) => text.slice(0, at) + noise + text.slice(at + 3));
    fc.assert(
      fc.property(fc.oneof(cut, fc.string()), (text) => {
        parsePressure(text);
        parseMeminfo(text);
        parseSwapCounters(text, 4096);
        parseRunDelay(text);
        const parsed = [
          parseCpuTimes(text),
          parseLoadAverage(text),
          parseProcessStat(text),
          ...parseNetDev(text, all),
          ...parseDiskstats(text, all),
        ];
        for (const values of parsed.filter((one) => one !== null)) {
          expect(Object.values(values).some(Number.isNaN)).toBe(false);
        }
      }),
      { numRuns: 500 },
    );
  });
});
