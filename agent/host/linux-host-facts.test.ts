import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { expectSample } from "../collectors/testing/expect-sample.ts";
import { LinuxHostFacts } from "./linux-host-facts.ts";
import { HostTree } from "./testing/host-tree.ts";
import { linux61, linux310, qemuStat } from "./testing/samples.ts";

let tree: HostTree;
let dataFolder: string;
beforeEach(() => {
  tree = new HostTree();
  dataFolder = mkdtempSync(`${tmpdir()}/host-data-`);
});
afterEach(() => {
  tree.remove();
  rmSync(dataFolder, { recursive: true });
});

/** A program that answers nothing, so that no test waits for the real hardware. */
const hardwareCommand = ["/bin/false"];
const make = (): LinuxHostFacts =>
  new LinuxHostFacts({ root: tree.root, dataFolder, hardwareCommand });

/** Lets time pass until a rate can be made. */
async function afterReading(facts: LinuxHostFacts): Promise<void> {
  facts.read();
  const from = performance.now();
  while (performance.now() - from < 60) await new Promise((resolve) => setImmediate(resolve));
}

describe("LinuxHostFacts.read", () => {
  it("reads a host of Linux 6.1 and makes rates of what grew", async () => {
    tree.write({
      "/proc/stat": linux61.stat,
      "/proc/loadavg": linux61.loadavg,
      "/proc/pressure/io": linux61.pressureIo,
      "/proc/meminfo": linux61.meminfo,
      "/proc/vmstat": linux61.vmstat,
      "/proc/diskstats": linux61.diskstats,
      "/proc/self/net/dev": linux61.netDev,
      "/sys/block/nvme0n1/device/model": "SAMPLE",
      "/sys/block/sda/device/model": "SAMPLE",
      "/sys/class/net/enp1s0f0/device/vendor": "0x8086",
      "/sys/class/hwmon/hwmon0/temp1_input": "41000\n",
      "/sys/class/hwmon/hwmon0/temp2_input": "63500\n",
      "/sys/class/hwmon/hwmon0/temp3_input": "-273000\n",
      "/sys/kernel/mm/hugepages/hugepages-2048kB/free_hugepages": "3\n",
      "/sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages": "8\n",
    });
    const facts = make();
    await afterReading(facts);
    tree.write({ "/proc/diskstats": linux61.diskstats.replace("sda 1203 ", "sda 1503 ") });
    const { host, disks, nics } = facts.read();
    expect(host).toMatchObject({
      load1: 1.52,
      memoryAvailableBytes: 40123456 * 1024,
      memoryHugeFreeBytes: 3 * 2048 * 1024,
      memoryHugeTotalBytes: 8 * 2048 * 1024,
      temperatureCelsius: 63.5,
      pressureIoFull: 0,
      pressureCpuSome: null,
      swapOutBytesPerSecond: 0,
      diskReadBytesPerSecond: 0,
    });
    expectSample("host", host);
    expect(disks.map((row) => row.device)).toEqual(["nvme0n1", "sda"]);
    expect(disks[1]?.values.readsPerSecond).toBeGreaterThan(0);
    expect(nics.map((row) => row.device)).toEqual(["enp1s0f0"]);
    facts.close();
  });

  it("does without what an old kernel lacks", async () => {
    tree.write({
      "/proc/stat": linux310.stat,
      "/proc/loadavg": linux310.loadavg,
      "/proc/meminfo": linux310.meminfo,
      "/proc/self/net/dev": linux310.netDev,
    });
    const facts = make();
    await afterReading(facts);
    const { host, disks, nics } = facts.read();
    expect(host).toMatchObject({
      memoryAvailableBytes: null,
      pressureCpuSome: null,
      temperatureCelsius: null,
      memoryHugeFreeBytes: null,
      swapInBytesPerSecond: null,
    });
    expect(disks).toEqual([]);
    // Without a physical interface, what carries the traffic of this namespace stands in.
    expect(nics.map((row) => row.device)).toEqual(["eth0"]);
    facts.close();
  });

  it("answers where there is nothing at all", async () => {
    const facts = make();
    await afterReading(facts);
    const { host } = facts.read();
    expectSample("host", host);
    expect(host.agentMemoryBytes).toBeGreaterThan(1_000_000);
    facts.close();
  });
});

describe("LinuxHostFacts.process", () => {
  const thread = (id: number, name: string, delay: number): Record<string, string> => ({
    [`/proc/4711/task/${id}/comm`]: `${name}\n`,
    [`/proc/4711/task/${id}/schedstat`]: `9000 ${delay} 5\n`,
  });

  it("sums the wait of the vCPU threads only", () => {
    tree.write({
      "/proc/4711/stat": qemuStat,
      ...thread(4711, "qemu-system-x86", 1_000_000),
      ...thread(4713, "CPU 0/KVM", 30),
      ...thread(4714, "CPU 1/KVM", 12),
    });
    const facts = make();
    expect(facts.process(4711)).toEqual({
      cpuUserNs: 81_230_000_000,
      cpuSystemNs: 9_120_000_000,
      residentBytes: 41203 * 4096,
      runDelayNs: 42,
    });
    facts.close();
  });

  it("says null for a process that is gone or dead, and for a wait it cannot know", () => {
    const facts = make();
    expect(facts.process(4711)).toBe(null);
    tree.write({ "/proc/4711/stat": qemuStat });
    expect(facts.process(4711)?.runDelayNs).toBe(null);
    tree.write({ "/proc/4712/stat": qemuStat.replace(") S", ") Z") });
    expect(facts.process(4712)).toBe(null);
    facts.close();
  });
});

describe("LinuxHostFacts.inventory", () => {
  it("names the disks, the foreign manager and an id of the host", async () => {
    tree.write({
      "/proc/stat": linux61.stat,
      "/proc/sys/kernel/random/boot_id": "6d0a2ae7-bffb-47ad-a6e2-2e9e4a0c898c\n",
      "/proc/17/cmdline": "/usr/bin/python3\0-sP\0/usr/share/vdsm/vdsmd\0",
      "/sys/block/sda/device/model": "DISK 9000  \n",
      "/sys/block/sda/size": "2048\n",
      "/sys/block/sda/queue/rotational": "1\n",
      "/sys/block/loop0/size": "8\n",
      "/sys/class/dmi/id/product_uuid": "4C4C4544-0051-3610-8052-B4C04F4D3132\n",
    });
    const facts = make();
    expect(await facts.inventory()).toMatchObject({
      disks: [{ device: "sda", model: "DISK 9000", sizeBytes: 1_048_576, rotational: true }],
      foreignManager: "vdsm",
      kernelBootId: "6d0a2ae7-bffb-47ad-a6e2-2e9e4a0c898c",
      fallbackUuid: "4c4c4544-0051-3610-8052-b4c04f4d3132",
      hostBootAt: 1_700_000_000_000,
      cpuThreads: expect.any(Number),
    });
    facts.close();
  });
});
