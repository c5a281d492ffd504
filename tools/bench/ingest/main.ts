import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { QuestDbServer } from "@novacron/test/stores/questdb-server";
import { type BenchResult, type Figure, rounded } from "../lib/result.ts";
import { type FleetRun, runFleet, warmUpSeconds } from "./fleet-run.ts";
import { packedSize } from "./packed-size.ts";
import { rawQuestDb, rawSqlite } from "./raw-clients.ts";

const goalShare = 0.5;
/** Resident memory may still find its level in a short run. */
const flatShare = 1.15;
const peerSeconds = 10;
/** A sample on disk: Prometheus's own figure, https://prometheus.io/docs/prometheus/latest/storage/ */
const prometheusBytes = 2.1;

/** `--minutes N` (1 by default), `--store sqlite` or `questdb` for one alone. */
export async function benchIngest(args: readonly string[]): Promise<BenchResult> {
  const seconds = Number(optionOf(args, "--minutes") ?? "0.75") * 60;
  const only = optionOf(args, "--store");
  const figures: Figure[] = [];
  const notes = [
    "40 simulated hosts of 30 machines, 25 metrics each, half of the machines idle; batches of 30 rows over MQTT",
    "a row counts when the control plane acknowledged it; the raw client stands alone, before and after",
    `${seconds} s after a warm-up; agents and control plane share the machine's cores`,
  ];
  if (only !== "questdb") figures.push(...(await benchSqlite(seconds)));
  if (only !== "sqlite") figures.push(...(await benchQuestDb(seconds)));
  return { bench: "ingest", figures, met: figures.every((one) => one.met), notes };
}

async function benchSqlite(seconds: number): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), "novacron-bench-ingest-"));
  try {
    const before = rawSqlite(folder, peerSeconds);
    const run = await runFleet(seconds, {});
    await run.plane.end("SIGTERM");
    const after = rawSqlite(folder, peerSeconds);
    const size = packedSize(join(run.plane.data, "metrics"));
    await run.plane.remove();
    const bytes = rounded(size.rawBytesPerSample);
    // What is acknowledged but not packed yet is a backlog: the time to pack it counts too.
    const all = seconds + warmUpSeconds;
    const rowsPerSecond = (run.rowsPerSecond * all) / (all + size.restSeconds);
    return [
      ...figuresOf("sqlite", { ...run, rowsPerSecond }, (before + after) / 2),
      {
        figure: "sqlite: rows a second acknowledged, not counting the time to pack what waits",
        ours: rounded(run.rowsPerSecond),
        peer: null,
        ratio: null,
        goal: "reported",
        met: true,
        unit: "rows/s",
      },
      {
        figure: "sqlite: bytes per sample on disk, packed",
        ours: bytes,
        peer: prometheusBytes,
        ratio: rounded(bytes / prometheusBytes),
        goal: "<= 1 of Prometheus's 2.1",
        met: bytes <= prometheusBytes,
        unit: "bytes",
      },
      {
        figure: "sqlite: share of the samples packed while they came in, the rest waits in the log",
        ours: rounded(size.packedShare, 2),
        peer: null,
        ratio: null,
        goal: "reported",
        met: true,
        unit: "ratio",
      },
      {
        figure: "sqlite: bytes per sample on disk with all roll-ups",
        ours: rounded(size.allBytesPerSample),
        peer: null,
        ratio: null,
        goal: "reported",
        met: true,
        unit: "bytes",
      },
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function benchQuestDb(seconds: number): Promise<Figure[]> {
  const server = await QuestDbServer.start();
  try {
    const before = await rawQuestDb(server.httpUrl, peerSeconds);
    const run = await runFleet(seconds, { NOVACRON_METRICS_URL: server.httpUrl });
    await run.plane.end("SIGTERM");
    const after = await rawQuestDb(server.httpUrl, peerSeconds);
    await run.plane.remove();
    return figuresOf("questdb", run, (before + after) / 2);
  } finally {
    await server.dispose();
  }
}

function figuresOf(store: string, run: FleetRun, peer: number): Figure[] {
  const share = run.rowsPerSecond / peer;
  const growth = run.lateBytes / run.earlyBytes;
  const MiB = 1024 ** 2;
  return [
    {
      figure: `${store}: rows a second, sustained (second half at ${rounded(run.pace)} of the first)`,
      ours: rounded(run.rowsPerSecond),
      peer: rounded(peer),
      ratio: rounded(share),
      goal: `>= ${goalShare} of the raw client`,
      met: share >= goalShare,
      unit: "rows/s",
    },
    {
      figure: `${store}: memory of the control plane, last fifth beside second fifth`,
      ours: rounded(run.lateBytes / MiB),
      peer: rounded(run.earlyBytes / MiB),
      ratio: rounded(growth),
      goal: `<= ${flatShare}`,
      met: growth <= flatShare,
      unit: "MiB",
    },
  ];
}

function optionOf(args: readonly string[], name: string): string | undefined {
  const place = args.indexOf(name);
  return place === -1 ? undefined : args[place + 1];
}
