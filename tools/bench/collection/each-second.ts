import { randomUUID } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { setTimeout as pause } from "node:timers/promises";
import { type BenchResult, median, rounded } from "../lib/result.ts";
import { startControlPlane } from "./bench-agent.ts";
import { type Domains, startDomains } from "./domains.ts";
import { startLibvirtExporter, startNetdata } from "./exporters.ts";
import { figure } from "./main.ts";
import { type CollectionOptions, collectionOptions } from "./options.ts";
import { pssBytes, withChildren } from "./process-cost.ts";
import { caused, measureWindow, type WindowCost } from "./windows.ts";

const domainCount = 30;
const everyMs = 1_000;
/** netdata starts its plug-ins one after the other. */
const netdataSettleMs = 60_000;

interface Round {
  readonly idle: WindowCost;
  readonly theirs: WindowCost;
  readonly ours: WindowCost;
  readonly theirPss: number;
  readonly ourPss: number;
}

/** The agent at 1 s beside netdata, as Debian ships it, and the libvirt exporter scraped as often. */
export async function benchCollectionEachSecond(args: readonly string[]): Promise<BenchResult> {
  const options = collectionOptions(args, { rounds: 2, seconds: 40, settle: 45 });
  const domains = await startDomains(domainCount);
  try {
    const all: Round[] = [];
    for (let round = 0; round < options.rounds; round += 1) {
      const idle = await measureWindow(watched(domains, []), pace(options, []));
      const one = {
        idle,
        ...(await measurePeers(domains, options)),
        ...(await measureOurs(domains, options)),
      };
      all.push(one);
      process.stderr.write(`round ${round + 1}: ${JSON.stringify(one)}\n`);
    }
    return result(all, options);
  } finally {
    await domains.lab.down();
  }
}

function watched({ libvirtd, idleQemus: qemus }: Domains, own: readonly number[]) {
  return { libvirtd, qemus, own };
}

function pace({ seconds }: CollectionOptions, urls: readonly string[]) {
  return { seconds, everyMs, urls };
}

async function measureOurs(
  domains: Domains,
  options: CollectionOptions,
): Promise<Pick<Round, "ours" | "ourPss">> {
  const plane = await startControlPlane(domains.lab);
  try {
    const agent = await plane.startAgent(domains.host, everyMs);
    await pause(options.settleSeconds * 1000);
    const ours = await measureWindow(watched(domains, [agent.pid]), pace(options, []));
    const ourPss = pssBytes(agent.pid);
    await agent.stop();
    return { ours, ourPss };
  } finally {
    await plane.stop();
  }
}

async function measurePeers(
  domains: Domains,
  options: CollectionOptions,
): Promise<Pick<Round, "theirs" | "theirPss">> {
  const dir = join(domains.lab.dir, `netdata-${randomUUID().slice(0, 8)}`);
  for (const name of ["cache", "lib", "log"]) mkdirSync(join(dir, name), { recursive: true });
  const peers = [await startLibvirtExporter(domains.host), await startNetdata(dir)];
  try {
    const urls = peers.map(({ url }) => url).filter((url) => url !== null);
    const own = peers.map(({ pid }) => pid);
    const settle = { ...pace(options, urls), seconds: netdataSettleMs / 1000 };
    await measureWindow(watched(domains, own), settle);
    const theirs = await measureWindow(watched(domains, own), pace(options, urls));
    const pids = own.flatMap((pid) => [...withChildren(pid)]);
    return { theirs, theirPss: pids.reduce((sum, pid) => sum + pssBytes(pid), 0) };
  } finally {
    for (const peer of peers) await peer.stop();
  }
}

function result(all: readonly Round[], { rounds, seconds }: CollectionOptions): BenchResult {
  const of = (pick: (round: Round) => number) => rounded(median(all.map(pick)));
  const total = figure("CPU of the collector and what it causes, per second", "ms", {
    ours: of(({ ours, idle }) => ours.own + caused(ours, idle)),
    peer: of(({ theirs, idle }) => theirs.own + caused(theirs, idle)),
    atMost: 1,
  });
  const MB = 1e6;
  return {
    bench: "collection-1s",
    ...total,
    notes: [
      `${domainCount} running domains, 15 idle and 15 busy at 4 %; medians of ${rounds} rounds of ` +
        `${seconds} s; peer: netdata at 1 s with its plug-ins and prometheus-libvirt-exporter ` +
        "scraped each second, all of Debian",
      `collectors alone: ours ${of(({ ours }) => ours.own)} ms/s, theirs ` +
        `${of(({ theirs }) => theirs.own)} ms/s; caused in libvirtd and idle QEMUs: ours ` +
        `${of(({ ours, idle }) => caused(ours, idle))} ms/s, theirs ` +
        `${of(({ theirs, idle }) => caused(theirs, idle))} ms/s`,
      `memory (PSS): ours ${of(({ ourPss }) => ourPss / MB)} MB, theirs ` +
        `${of(({ theirPss }) => theirPss / MB)} MB`,
      "ours reads host and processes each second and makes the bulk call each 5 s",
    ],
  };
}
