import process from "node:process";
import { testBinaries } from "../binaries/test-binaries.ts";
import { install } from "../bootstrap/packages.ts";
import { type BenchResult, resultLine } from "./lib/result.ts";

type Run = (args: readonly string[]) => Promise<BenchResult>;

interface Bench {
  readonly help: string;
  /** Programs that it runs beside ours; what this machine lacks of them is installed. */
  readonly needs?: "test" | "bench";
  /** Run with the single binaries, as they are shipped, instead of the sources; built first. */
  readonly isShipped?: true;
  load(): Promise<Run>;
}

/** Each benchmark by name; its module is loaded only when it is asked for. */
const benches: Readonly<Record<string, Bench>> = {
  collection: {
    help: "cost of collecting from 30 domains each 5 s, beside two exporters",
    needs: "bench",
    load: async () => (await import("./collection/main.ts")).benchCollection,
  },
  "collection-1s": {
    help: "cost of collecting from 30 domains each second, beside netdata and an exporter",
    needs: "bench",
    load: async () => (await import("./collection/each-second.ts")).benchCollectionEachSecond,
  },
  ingest: {
    help: "rows a second into SQLite and QuestDB, beside the raw clients; --minutes N, --store NAME",
    needs: "test",
    load: async () => (await import("./ingest/main.ts")).benchIngest,
  },
  console: {
    help: "script of the first page, and scrolling 5,000 rows in a real browser",
    needs: "test",
    load: async () => (await import("./console/main.ts")).benchConsole,
  },
  latency: {
    help: "from the agent's read to the browser's chart, 500 hosts, 10,000 machines",
    needs: "test",
    load: async () => (await import("./latency/main.ts")).benchLatency,
  },
  binaries: {
    help: "size, start and memory of the agent's single binary, beside plain Node",
    load: async () => (await import("./binaries/main.ts")).benchBinaries,
  },
  list: {
    help: "GET /machines with 25,000 machines",
    load: async () => (await import("./list/main.ts")).benchList,
  },
  migration: {
    help: "the same guest moved by NovaCron and by virsh, in turns; --own, NOVACRON_BENCH_PAIRS",
    needs: "test",
    isShipped: true,
    load: async () => (await import("./migration/main.ts")).benchMigration,
  },
  drain: {
    help: "a host of 20 machines emptied by NovaCron, by virsh in a loop, and by xargs -P",
    needs: "test",
    isShipped: true,
    load: async () => (await import("./drain/main.ts")).benchDrain,
  },
  btrplace: {
    help: "repairs of 5,000 hosts from BtrPlace's own instances; FILE.gz ...",
    load: async () => (await import("./btrplace/main.ts")).benchBtrplace,
  },
  "fleet-plan": {
    help: "a plan for 1,000 hosts and 20,000 machines, beside a greedy and a lower bound",
    load: async () => (await import("./fleet-plan/main.ts")).benchFleetPlan,
  },
  forecast: {
    help: "forecasts of moves beside two baselines; --moves FILE, or simulated: --seed N --count N",
    load: async () => (await import("./forecast/main.ts")).benchForecast,
  },
  "dirty-rate": {
    help: "what sampling the dirty-page rate costs a guest; --minutes N",
    needs: "test",
    load: async () => (await import("./dirty-rate/main.ts")).benchDirtyRate,
  },
  planetlab: {
    help: "energy, overload and moves of PlanetLab days, beside CloudSim's LR-MMT; --data FOLDER",
    load: async () => (await import("./planetlab/main.ts")).benchPlanetlab,
  },
  roadef: {
    help: "gap of the placement search to published lower bounds; --data FOLDER or --instance ...",
    load: async () => (await import("./roadef/main.ts")).benchRoadef,
  },
};

const [name = "", ...args] = process.argv.slice(2);
const bench = Object.hasOwn(benches, name) ? benches[name] : undefined;
if (bench === undefined) {
  for (const [each, { help }] of Object.entries(benches)) {
    process.stdout.write(`${each.padEnd(14)} ${help}\n`);
  }
  process.stdout.write("usage: npm run bench -- NAME\n");
  process.exitCode = name === "" ? 0 : 2;
} else {
  if (bench.needs !== undefined) await install(bench.needs);
  if (bench.isShipped) process.env.NOVACRON_TEST_BINARIES ??= (await testBinaries()).folder;
  const run = await bench.load();
  // A promise that is not kept is a result, not a failure of the benchmark.
  process.stdout.write(`${resultLine(await run(args))}\n`);
  process.exit(0);
}
