import { readdirSync, readFileSync } from "node:fs";
import { loadavg } from "node:os";
import { dirname } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { LibvirtHypervisor } from "@novacron/agent/libvirt/hypervisor";
import { systemClock as clock } from "@novacron/agent/libvirt/testing/system-clock";
import type { MachineId } from "@novacron/protocol/domain/ids";
import { BeaconObserver, gapQuantile } from "@novacron/test/lab/beacons";
import { Lab } from "@novacron/test/lab/lab";
import type { LabHost } from "@novacron/test/lab/lab-host";
import { buildMeasuredGuest } from "../../guest/build-guest.ts";
import { guestDomainXml } from "../../guest/domain-xml.ts";
import { type BenchResult, type Figure, median, quantile, rounded } from "../lib/result.ts";

const guest = 1;
const setMib = 64;
/** More of both than it can do, in this proportion: what it does shows what was left to it. */
const dirtyMib = 64;
const verifyMib = 1_024;
const memoryMib = 512;
const defaultMinutes = 6;
/** One window: as long as so many samples of a second. */
const samplesEach = 2;
const goal = 0.02;
const MiB = 1_048_576;

/** What a guest got done in one window: by the clock, and for the CPU time that its vCPU got. */
interface Window {
  readonly perSecond: number;
  readonly perCpuSecond: number;
  readonly gapMs: number;
  readonly dirtyMibPerSecond: number;
}

/** Share of the work that is lost in the second and third window of four, beside the first and fourth. */
interface Loss {
  readonly byClock: number;
  readonly byCpu: number;
}

/**
 * What sampling costs a guest that checks its memory as fast as it can. Four windows make one round: left alone, sampled
 * without a break by the product's own call, sampled, left alone; so whatever drifts meanwhile counts on both sides. Every
 * other round samples nothing at all: what it seems to lose is the noise of the measurement. (No peer: libvirt's
 * dirty-bitmap mode ends a guest without hardware virtualisation on QEMU 7.2.)
 */
export async function benchDirtyRate(args: readonly string[]): Promise<BenchResult> {
  const at = args.indexOf("--minutes");
  const minutes = at < 0 ? defaultMinutes : Number(args[at + 1]);
  const lab = await Lab.up({ hosts: 1 });
  const observer = new BeaconObserver();
  try {
    const host = lab.hosts[0]!;
    const port = await observer.start(lab.gateway);
    const id = await startGuest(host, { address: lab.gateway, port });
    return await measure({ host, observer, id }, minutes * 60_000);
  } finally {
    await observer.stop();
    await lab.down();
  }
}

async function startGuest(
  host: LabHost,
  beaconTo: { readonly address: string; readonly port: number },
): Promise<MachineId> {
  const xml = guestDomainXml(await buildMeasuredGuest(), {
    name: "sampled",
    virtType: "qemu",
    memoryMib,
    nic: { network: "lan" },
    measured: {
      beaconTo,
      id: guest,
      address: `${beaconTo.address.replace(/\.1$/, ".100")}/24`,
      setMib,
      dirtyKibPerSecond: dirtyMib * 1_024,
      verifyKibPerSecond: verifyMib * 1_024,
    },
  });
  const id = await host.define(xml, "sampled");
  await host.virsh(["start", "sampled"]);
  return id as MachineId;
}

interface Bench {
  readonly host: LabHost;
  readonly observer: BeaconObserver;
  readonly id: MachineId;
}

interface Measured {
  readonly sampled: Loss[];
  readonly alone: Loss[];
  readonly windows: { readonly sampled: Window[]; readonly alone: Window[] };
  readonly rates: number[];
}

async function measure(bench: Bench, forMs: number): Promise<BenchResult> {
  const { host, observer, id } = bench;
  while ((observer.last(guest)?.pagesChecked ?? 0) === 0) await pause(100);
  const runFolder = dirname(host.socketPath);
  const hypervisor = new LibvirtHypervisor({ clock, random: Math.random, runFolder });
  const cpu = vcpuOf(host);
  const found: Measured = {
    sampled: [],
    alone: [],
    windows: { sampled: [], alone: [] },
    rates: [],
  };
  const alone = () => windowOf(observer, cpu, () => pause(samplesEach * 1_000));
  const sampled = () =>
    windowOf(observer, cpu, async () => {
      for (let sample = 0; sample < samplesEach; sample += 1) {
        found.rates.push((await hypervisor.sampleDirtyRate(id, 1)).bytesPerSecond / MiB);
      }
    });
  const endsAt = performance.now() + forMs;
  for (let round = 0; performance.now() < endsAt || round < 4; round += 1) {
    const isSampled = round % 2 === 0;
    const inner = isSampled ? sampled : alone;
    const [a, b, c, d] = [await alone(), await inner(), await inner(), await alone()];
    found[isSampled ? "sampled" : "alone"].push(lossOf([b, c], [a, d]));
    found.windows[isSampled ? "sampled" : "alone"].push(b, c);
  }
  return result(found);
}

/** CPU time that the guest's one vCPU got so far, in seconds. */
function vcpuOf(host: LabHost): () => number {
  const qemu = host.processes().find(({ name }) => name.startsWith("qemu-system"));
  const tasks = `/proc/${qemu?.outside}/task`;
  const thread = readdirSync(tasks).find((task) =>
    readFileSync(`${tasks}/${task}/comm`, "utf8").startsWith("CPU 0"),
  );
  if (thread === undefined) throw new RangeError("QEMU has no thread for the vCPU");
  return () => Number(readFileSync(`${tasks}/${thread}/schedstat`, "utf8").split(" ")[0]) / 1e9;
}

async function windowOf(
  observer: BeaconObserver,
  cpu: () => number,
  act: () => Promise<void>,
): Promise<Window> {
  observer.forget(guest);
  const cpuBefore = cpu();
  await act();
  const cpuSeconds = cpu() - cpuBefore;
  const beacons = observer.of(guest);
  const [first, last] = [beacons[0], beacons.at(-1)];
  if (first === undefined || last === undefined || first === last)
    throw new RangeError("the guest sent no beacons");
  const seconds = (last.arrivedMs - first.arrivedMs) / 1_000;
  const pages = last.pagesChecked - first.pagesChecked;
  return {
    perSecond: pages / seconds,
    perCpuSecond: pages / cpuSeconds,
    gapMs: gapQuantile(beacons, 0.01),
    dirtyMibPerSecond: (last.dirtiedBytes - first.dirtiedBytes) / seconds / MiB,
  };
}

function lossOf(inner: readonly Window[], outer: readonly Window[]): Loss {
  const of = (key: "perSecond" | "perCpuSecond") => 1 - sumOf(inner, key) / sumOf(outer, key);
  return { byClock: of("perSecond"), byCpu: of("perCpuSecond") };
}

function sumOf(windows: readonly Window[], key: "perSecond" | "perCpuSecond"): number {
  return windows.reduce((sum, window) => sum + window[key], 0);
}

function result(found: Measured): BenchResult {
  const figures = [
    figureOf(found, "byClock", "share of its work that a guest loses while it is sampled"),
    figureOf(found, "byCpu", "the same for each second of CPU that its vCPU got"),
  ];
  const { windows, rates } = found;
  const wrote = windows.sampled.map(({ dirtyMibPerSecond }) => dirtyMibPerSecond);
  const gap = (arm: "sampled" | "alone") => rounded(median(windows[arm].map((one) => one.gapMs)));
  const spread = (arm: "sampled" | "alone", of: keyof Loss) => {
    const { low, high } = middleOf(found[arm].map((loss) => loss[of]));
    return `${rounded(low)} to ${rounded(high)}`;
  };
  return {
    bench: "dirty-rate",
    met: figures.every(({ met }) => met),
    figures,
    notes: [
      `peer: rounds that sampled nothing; ${found.sampled.length} rounds sampled, ${found.alone.length} not, four windows of ${samplesEach} s each`,
      `95 % interval of the median, by the clock: ${spread("sampled", "byClock")} sampled, ${spread("alone", "byClock")} not; by CPU: ${spread("sampled", "byCpu")} and ${spread("alone", "byCpu")}`,
      `99th percentile of the time between two beacons: ${gap("sampled")} ms sampled, ${gap("alone")} ms not`,
      `the guest wrote ${rounded(median(wrote))} MiB/s in turn over ${setMib} MiB of ${memoryMib}; sampled: median ${rounded(median(rates))}, 5 to 95 % ${rounded(quantile(rates, 0.05))} to ${rounded(quantile(rates, 0.95))} MiB/s (${rates.length} samples of 1 s)`,
      `load average ${loadavg()[0]?.toFixed(1)}`,
    ],
  };
}

/** Met where even the upper end of the interval is within the goal: a noisy run shows nothing. */
function figureOf(found: Measured, of: keyof Loss, figure: string): Figure {
  const ours = middleOf(found.sampled.map((loss) => loss[of]));
  const peer = middleOf(found.alone.map((loss) => loss[of]));
  return {
    figure,
    ours: rounded(ours.median),
    peer: rounded(peer.median),
    ratio: null,
    goal: `<= ${goal}`,
    met: ours.high <= goal,
    unit: "share",
  };
}

/** The median with its 95 % interval, from the order of the values alone. */
function middleOf(losses: readonly number[]): {
  readonly median: number;
  readonly low: number;
  readonly high: number;
} {
  const sorted = [...losses].sort((a, b) => a - b);
  const reach = 0.98 * Math.sqrt(sorted.length);
  const low = sorted[Math.max(0, Math.floor(sorted.length / 2 - reach))];
  const high = sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length / 2 + reach) - 1)];
  return { median: median(sorted), low: low ?? Number.NaN, high: high ?? Number.NaN };
}
