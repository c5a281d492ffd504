import process from "node:process";
import { setTimeout as pause } from "node:timers/promises";
import { type BenchResult, type Figure, median, rounded } from "../lib/result.ts";
import { startControlPlane } from "./bench-agent.ts";
import { type Domains, startDomains } from "./domains.ts";
import { type Peer, startLibvirtExporter, startNodeExporter } from "./exporters.ts";
import { type CollectionOptions, collectionOptions } from "./options.ts";
import { pssBytes } from "./process-cost.ts";
import { caused, measureWindow, type WindowCost } from "./windows.ts";

const domainCount = 30;
const everyMs = 5_000;
/** The exporters do nothing beside their scrapes: a few of them, and the first is long past. */
const scrapesSettleSeconds = 15;
/** The window of both is this much longer than the others: an agent's dearest tick comes once in some minutes. */
const besideTimes = 2;

interface Round {
  readonly idle: WindowCost;
  /** Each by itself: what it causes cannot be told apart otherwise. */
  readonly theirs: WindowCost;
  readonly ours: WindowCost;
  /** Both in the same minutes: what a busy machine does to the one it does to the other. */
  readonly theirsBeside: WindowCost;
  readonly oursBeside: WindowCost;
  readonly theirPss: number;
  readonly ourPss: number;
}

/** The agent at 5 s beside Debian's libvirt and node exporters scraped as often. */
export async function benchCollection(args: readonly string[]): Promise<BenchResult> {
  const options = collectionOptions(args, { rounds: 1, seconds: 60, settle: 120 });
  const domains = await startDomains(domainCount);
  try {
    const all: Round[] = [];
    for (let round = 0; round < options.rounds; round += 1) {
      const one = await measureRound(domains, options);
      all.push(one);
      process.stderr.write(`round ${round + 1}: ${JSON.stringify(one)}\n`);
    }
    return result(all, options);
  } finally {
    await domains.lab.down();
  }
}

async function measureRound(domains: Domains, options: CollectionOptions): Promise<Round> {
  const idle = await windowOf(domains, options, []);
  const peers = [await startLibvirtExporter(domains.host), await startNodeExporter()];
  const plane = await startControlPlane(domains.lab);
  try {
    await windowOf(domains, { ...options, seconds: scrapesSettleSeconds }, peers);
    const theirs = await windowOf(domains, options, peers);
    // Exporters that nobody scrapes do nothing.
    const agent = { ...(await plane.startAgent(domains.host, everyMs)), url: null };
    await pause(options.settleSeconds * 1000);
    const ours = await windowOf(domains, options, [agent]);
    const longer = { ...options, seconds: options.seconds * besideTimes };
    const [theirsBeside, oursBeside] = await Promise.all([
      windowOf(domains, longer, peers),
      windowOf(domains, longer, [agent]),
    ]);
    const theirPss = peers.reduce((sum, { pid }) => sum + pssBytes(pid), 0);
    const ourPss = pssBytes(agent.pid);
    await agent.stop();
    return { idle, theirs, ours, theirsBeside, oursBeside, theirPss, ourPss };
  } finally {
    for (const peer of peers) await peer.stop();
    await plane.stop();
  }
}

/** What some time costs in which these collectors work. */
function windowOf(
  { libvirtd, idleQemus: qemus }: Domains,
  { seconds }: CollectionOptions,
  collectors: readonly Pick<Peer, "pid" | "url">[],
): Promise<WindowCost> {
  const urls = collectors.map(({ url }) => url).filter((url) => url !== null);
  const own = collectors.map(({ pid }) => pid);
  return measureWindow({ own, libvirtd, qemus }, { seconds, everyMs, urls });
}

function result(all: readonly Round[], options: CollectionOptions): BenchResult {
  const { rounds, seconds, settleSeconds } = options;
  const of = (pick: (round: Round) => number) => median(all.map(pick));
  const perTick = everyMs / 1000;
  const MB = 1e6;
  const figures = [
    figure("CPU of the collector per tick", "ms", {
      ours: of(({ oursBeside }) => oursBeside.own) * perTick,
      peer: of(({ theirsBeside }) => theirsBeside.own) * perTick,
      atMost: 0.2,
    }),
    figure("CPU caused in libvirtd and idle QEMUs per tick", "ms", {
      ours: of(({ ours, idle }) => caused(ours, idle)) * perTick,
      peer: of(({ theirs, idle }) => caused(theirs, idle)) * perTick,
      atMost: 1,
    }),
    figure("memory (PSS)", "MB", {
      ours: of(({ ourPss }) => ourPss) / MB,
      peer: of(({ theirPss }) => theirPss) / MB,
      atMost: 1.25,
    }),
  ];
  return {
    bench: "collection",
    met: figures.every(({ met }) => met),
    figures,
    notes: [
      `${domainCount} running domains, 15 idle and 15 busy at 4 %, every ${perTick} s; rounds: ${rounds}`,
      `CPU of the collectors: both in the same ${besideTimes * seconds} s; caused: each by itself for ${seconds} s, ` +
        "less the same time without any",
      `ours: the agent as one bundled file, as it is shipped, measured ${settleSeconds} s after its start, since it ` +
        "runs for months; by itself " +
        `${rounded(of(({ ours }) => ours.own) * perTick)} ms a tick, theirs ` +
        `${rounded(of(({ theirs }) => theirs.own) * perTick)} ms`,
      "peer: prometheus-libvirt-exporter and prometheus-node-exporter of Debian, scraped together",
    ],
  };
}

export function figure(
  name: string,
  unit: string,
  { ours, peer, atMost }: { readonly ours: number; readonly peer: number; readonly atMost: number },
): Figure {
  const ratio = ours / peer;
  return {
    figure: name,
    ours: rounded(ours),
    peer: rounded(peer),
    ratio: rounded(ratio),
    goal: `<= ${atMost}`,
    met: ratio <= atMost,
    unit,
  };
}
