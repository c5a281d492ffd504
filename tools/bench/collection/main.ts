import process from "node:process";
import { setTimeout as pause } from "node:timers/promises";
import { type BenchResult, type Figure, median, rounded } from "../lib/result.ts";
import { startControlPlane } from "./bench-agent.ts";
import { type Domains, startDomains } from "./domains.ts";
import { startLibvirtExporter, startNodeExporter } from "./exporters.ts";
import { type CollectionOptions, collectionOptions } from "./options.ts";
import { pssBytes } from "./process-cost.ts";
import { caused, measureWindow, type WindowCost } from "./windows.ts";

const domainCount = 30;
const everyMs = 5_000;
/** The exporters do nothing beside their scrapes: a few of them, and the first is long past. */
const scrapesSettleSeconds = 15;

interface Round {
  readonly idle: WindowCost;
  readonly theirs: WindowCost;
  readonly ours: WindowCost;
  readonly theirPss: number;
  readonly ourPss: number;
}

/** The agent at 5 s beside Debian's libvirt and node exporters scraped as often, taking turns. */
export async function benchCollection(args: readonly string[]): Promise<BenchResult> {
  const options = collectionOptions(args);
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
  const { libvirtd, idleQemus: qemus } = domains;
  const watch = { libvirtd, qemus };
  const pace = { ...options, everyMs };
  const idle = await measureWindow({ ...watch, own: [] }, { ...pace, urls: [] });
  const { theirs, theirPss } = await measureExporters(domains, pace);
  const ours = await measureAgent(domains, pace);
  return { idle, theirs, theirPss, ...ours };
}

type Pace = CollectionOptions & { readonly everyMs: number };

async function measureAgent(
  { lab, host, libvirtd, idleQemus: qemus }: Domains,
  pace: Pace,
): Promise<Pick<Round, "ours" | "ourPss">> {
  const plane = await startControlPlane(lab);
  try {
    const agent = await plane.startAgent(host, pace.everyMs);
    await pause(pace.settleSeconds * 1000);
    const watch = { libvirtd, qemus, own: [agent.pid] };
    const ours = await measureWindow(watch, { ...pace, urls: [] });
    const ourPss = pssBytes(agent.pid);
    await agent.stop();
    return { ours, ourPss };
  } finally {
    await plane.stop();
  }
}

async function measureExporters(
  { host, libvirtd, idleQemus: qemus }: Domains,
  pace: Pace,
): Promise<Pick<Round, "theirs" | "theirPss">> {
  const peers = [await startLibvirtExporter(host), await startNodeExporter()];
  try {
    const urls = peers.map(({ url }) => url).filter((url) => url !== null);
    const own = peers.map(({ pid }) => pid);
    await measureWindow({ own, libvirtd, qemus }, { ...pace, seconds: scrapesSettleSeconds, urls });
    const theirs = await measureWindow({ own, libvirtd, qemus }, { ...pace, urls });
    return { theirs, theirPss: own.reduce((sum, pid) => sum + pssBytes(pid), 0) };
  } finally {
    for (const peer of peers) await peer.stop();
  }
}

function result(all: readonly Round[], { rounds, seconds }: CollectionOptions): BenchResult {
  const of = (pick: (round: Round) => number) => median(all.map(pick));
  const perTick = everyMs / 1000;
  const MB = 1e6;
  const figures = [
    figure("CPU of the collector per tick", "ms", {
      ours: of(({ ours }) => ours.own) * perTick,
      peer: of(({ theirs }) => theirs.own) * perTick,
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
      `${domainCount} running domains, 15 idle and 15 busy at 4 %, every ${perTick} s; ` +
        `medians of ${rounds} rounds of ${seconds} s windows`,
      "ours: the agent as one bundled file, as it is shipped",
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
