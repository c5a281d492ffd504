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
import { type BenchResult, median, quantile, rounded } from "../lib/result.ts";

const guest = 1;
const setMib = 64;
/** More of both than it can do, in this proportion: what it does shows what was left to it. */
const dirtyMib = 64;
const verifyMib = 1_024;
const memoryMib = 512;
const defaultRounds = 16;
const windowMs = 5_000;
const goal = 0.02;
const MiB = 1_048_576;

/** What a guest got done in one window, and how long it was silent. */
interface Window {
  readonly pagesPerSecond: number;
  readonly gapMs: number;
  readonly dirtyMibPerSecond: number;
}

/** `again` is left alone as well: what it seems to lose is the noise of the measurement. */
const arms = ["alone", "again", "sampled"] as const;
type Arm = (typeof arms)[number];

/**
 * What sampling costs a guest that checks its memory as fast as it can, in windows that take turns: left
 * alone twice, and sampled without a break by the product's own call. (No peer: libvirt's dirty-bitmap mode
 * ends a guest without hardware virtualisation on QEMU 7.2.)
 */
export async function benchDirtyRate(args: readonly string[]): Promise<BenchResult> {
  const at = args.indexOf("--rounds");
  const rounds = at < 0 ? defaultRounds : Number(args[at + 1]);
  const lab = await Lab.up({ hosts: 1 });
  const observer = new BeaconObserver();
  try {
    const host = lab.hosts[0]!;
    const port = await observer.start(lab.gateway);
    const id = await startGuest(host, { address: lab.gateway, port });
    return await measure({ host, observer, id }, rounds);
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

async function measure(bench: Bench, rounds: number): Promise<BenchResult> {
  const { host, observer, id } = bench;
  while ((observer.last(guest)?.pagesChecked ?? 0) === 0) await pause(100);
  const runFolder = dirname(host.socketPath);
  const hypervisor = new LibvirtHypervisor({ clock, random: Math.random, runFolder });
  const rates: number[] = [];
  const samplers: Readonly<Record<Arm, () => Promise<void>>> = {
    alone: () => pause(200),
    again: () => pause(200),
    sampled: async () => {
      rates.push((await hypervisor.sampleDirtyRate(id, 1)).bytesPerSecond / MiB);
    },
  };
  const windows: Record<Arm, Window[]> = { alone: [], again: [], sampled: [] };
  for (let round = 0; round < rounds; round += 1) {
    // Each order as often as the others, so that none always follows the same one.
    const order = arms.map((_, place) => arms[(place + round) % arms.length]!);
    for (const arm of round % 2 === 0 ? order : order.reverse()) {
      windows[arm].push(await windowOf(observer, samplers[arm]));
    }
  }
  return result(windows, rates);
}

async function windowOf(observer: BeaconObserver, sample: () => Promise<void>): Promise<Window> {
  observer.forget(guest);
  const endsAt = performance.now() + windowMs;
  while (performance.now() < endsAt) await sample();
  const beacons = observer.of(guest);
  const [first, last] = [beacons[0], beacons.at(-1)];
  if (first === undefined || last === undefined || first === last)
    throw new RangeError("the guest sent no beacons");
  const seconds = (last.arrivedMs - first.arrivedMs) / 1_000;
  return {
    pagesPerSecond: (last.pagesChecked - first.pagesChecked) / seconds,
    gapMs: gapQuantile(beacons, 0.01),
    dirtyMibPerSecond: (last.dirtiedBytes - first.dirtiedBytes) / seconds / MiB,
  };
}

function result(windows: Record<Arm, Window[]>, rates: readonly number[]): BenchResult {
  const ours = lossOf(windows, "sampled");
  const peer = lossOf(windows, "again");
  const wrote = windows.sampled.map(({ dirtyMibPerSecond }) => dirtyMibPerSecond);
  return {
    bench: "dirty-rate",
    figure: "share of its work that a guest loses while it is sampled without a break",
    ours: rounded(ours.median),
    peer: rounded(peer.median),
    ratio: null,
    goal: `<= ${goal}`,
    // Where the guest left alone differs by more from itself, nothing was shown.
    met: ours.median <= goal && Math.abs(peer.median) <= goal,
    unit: "share",
    notes: [
      "peer: the same guest left alone in a second window of each round",
      `quartiles of the loss: ${ours.low} to ${ours.high} sampled, ${peer.low} to ${peer.high} left alone`,
      `99th percentile of the time between two beacons, median of ${wrote.length} windows: ` +
        arms.map((arm) => `${arm} ${gapOf(windows[arm])} ms`).join(", "),
      `the guest wrote ${rounded(median(wrote))} MiB/s in turn over ${setMib} MiB of ${memoryMib}; ` +
        `sampled: median ${rounded(median(rates))}, 5 to 95 % ${rounded(quantile(rates, 0.05))} to ` +
        `${rounded(quantile(rates, 0.95))} MiB/s (${rates.length} samples of 1 s)`,
      `load average ${loadavg()[0]?.toFixed(1)}`,
    ],
  };
}

/** Each window beside the one left alone in its own round. */
function lossOf(windows: Record<Arm, Window[]>, arm: Arm) {
  const losses = windows[arm].map(
    ({ pagesPerSecond }, round) => 1 - pagesPerSecond / windows.alone[round]!.pagesPerSecond,
  );
  return {
    median: median(losses),
    low: rounded(quantile(losses, 0.25)),
    high: rounded(quantile(losses, 0.75)),
  };
}

function gapOf(windows: readonly Window[]): number {
  return rounded(median(windows.map(({ gapMs }) => gapMs)));
}
