import { Agent, get } from "node:http";
import { loadavg } from "node:os";
import process from "node:process";
import { type BenchResult, median, quantile, rounded } from "../lib/result.ts";
import { processUse, type SimFleet, startSimFleet } from "../lib/sim-fleet.ts";

const hosts = 250;
const machinesPerHost = 100;
const rounds = 5;
const repeats = 8;
const goalMs = 50;

/** What people and scripts ask: filters, orders and pages, near and deep. */
const questions: readonly Readonly<Record<string, string>>[] = [
  {},
  { offset: "12400" },
  { offset: "24900" },
  { sort: "-name", limit: "50" },
  { sort: "state" },
  { sort: "-cpu", limit: "50" },
  { sort: "-memory", offset: "5000" },
  { sort: "since", offset: "300" },
  { sort: "host", limit: "200" },
  { filter: "web" },
  { filter: "state:running", sort: "-cpu" },
  { filter: "state:shutoff", sort: "name", offset: "1000" },
  { filter: "cpu>50", sort: "-cpu" },
  { filter: "memory>512MiB state:running", sort: "-memory" },
  { filter: "host:sim-17" },
  { filter: "-state:running db", sort: "host" },
  { filter: "name:*99*", sort: "-network", limit: "20" },
  { filter: "nothing-is-called-like-this" },
  { filter: "is:simulated vcpus>=2", sort: "-disk", limit: "500" },
];

interface Timing {
  readonly question: string;
  readonly ms: number;
}

/** One page of 25,000 machines at a time, over HTTP, while their hosts go on reporting. */
export async function benchList(): Promise<BenchResult> {
  const fleet = await startSimFleet({ hosts, machinesPerHost, intervalMs: 30_000 });
  try {
    await askAll(fleet);
    const all: Timing[][] = [];
    for (let round = 0; round < rounds; round += 1) {
      const timings: Timing[] = [];
      for (let index = 0; index < repeats; index += 1) timings.push(...(await askAll(fleet)));
      all.push(timings);
    }
    return result(all, fleet);
  } finally {
    await fleet.stop();
  }
}

async function askAll(fleet: SimFleet): Promise<readonly Timing[]> {
  const timings: Timing[] = [];
  for (const question of questions) {
    const url = new URL("/api/v1/machines", fleet.plane.url);
    for (const [key, value] of Object.entries(question)) url.searchParams.set(key, value);
    const begun = performance.now();
    await answer(url, fleet.api.connection.token ?? "");
    timings.push({ question: url.search, ms: performance.now() - begun });
  }
  return timings;
}

const agent = new Agent({ keepAlive: true });

/** The whole answer as a browser or script would take it, not parsed. */
function answer(url: URL, token: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}`, "accept-encoding": "gzip, deflate, br" };
    const request = get(url, { agent, headers }, (response) => {
      response.resume();
      response.on("end", () =>
        response.statusCode === 200
          ? resolve()
          : reject(new RangeError(`${url.search} was answered with ${response.statusCode}`)),
      );
    });
    request.on("error", reject);
  });
}

function result(all: readonly (readonly Timing[])[], { plane }: SimFleet): BenchResult {
  const of = (share: number) =>
    all.map((timings) =>
      quantile(
        timings.map(({ ms }) => ms),
        share,
      ),
    );
  const p95 = median(of(0.95));
  const flat = all.flat();
  const slowest = [...new Set(flat.map(({ question }) => question))]
    .map((question) => {
      const own = flat.filter((timing) => timing.question === question).map(({ ms }) => ms);
      return { question, ms: median(own) };
    })
    .sort((a, b) => b.ms - a.ms);
  for (const { question, ms } of slowest) process.stderr.write(`${ms.toFixed(1)} ms ${question}\n`);
  const use = processUse(plane.pid ?? 0);
  return {
    bench: "list",
    ours: rounded(p95),
    peer: null,
    ratio: null,
    goal: `p95 <= ${goalMs}`,
    met: p95 <= goalMs,
    unit: "ms",
    notes: [
      `p95 of GET /api/v1/machines, the whole answer over HTTP, compressed; median of ${rounds} rounds of ` +
        `${questions.length * repeats} requests one after the other (rounds: ${of(0.95)
          .map((ms) => rounded(ms))
          .join(", ")})`,
      `p50 ${rounded(median(of(0.5)))} ms; slowest question ${slowest[0]?.question} at ${rounded(slowest[0]?.ms ?? 0)} ms`,
      `${hosts} simulated hosts of ${machinesPerHost} machines report each 30 s meanwhile`,
      `control plane: ${Math.round(use.rssBytes / 1e6)} MB resident; ` +
        `load average of the machine, which others use too, ${rounded(loadavg()[0] ?? 0)}, this run at nice -10`,
    ],
  };
}
