import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join, relative } from "node:path";
import { parseArgs } from "node:util";
import { root } from "../run/stage.ts";
import { addChunk, type Campaign, type Line, type Progress } from "./campaign.ts";
import { campaigns } from "./list.ts";
import { type Chunk, runChunk } from "./run-chunk.ts";

/** Where a campaign stands, and what its failed chunks said. */
const folder = join(root, ".cache", "campaign");
const keptLogs = 30;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seeds: { type: "string" },
    count: { type: "string" },
    from: { type: "string", default: "1" },
    workers: { type: "string" },
    fresh: { type: "boolean", default: false },
  },
});
const campaign = campaigns.find(({ name }) => name === positionals[0]);
if (campaign === undefined) {
  for (const { name, help } of campaigns) process.stdout.write(`${name.padEnd(14)} ${help}\n`);
  process.stdout.write(
    "usage: npm run campaign -- NAME [--from N] [--count N] [--workers N] [--fresh]\n",
  );
  process.exitCode = positionals.length === 0 ? 0 : 2;
} else {
  process.exitCode = await run(campaign);
}

/** Carries on where the last run of this commit stopped, and writes the result when the range is done. */
async function run(campaign: Campaign): Promise<number> {
  const count = Number(values.count ?? values.seeds ?? (await countOf(campaign)));
  const workers = Number(values.workers ?? campaign.workers ?? availableParallelism());
  const stateFile = join(folder, `${campaign.name}.json`);
  makeRoom(campaign);
  if (values.fresh) rmSync(stateFile, { force: true });
  let progress = load(stateFile, Number(values.from));
  while (progress.doneUpTo < count) {
    const begun = performance.now();
    const from = progress.doneUpTo + 1;
    const to = Math.min(count, from + campaign.chunk * workers - 1);
    const lines = await inParallel(campaign, { from, to, workers });
    progress = addChunk(progress, lines, { to, seconds: (performance.now() - begun) / 1000 });
    save(stateFile, progress);
    const { failures, seconds } = progress;
    for (const { n, ok, detail = "" } of lines) {
      if (!ok) process.stdout.write(`failed ${n}: ${detail.slice(0, 2_000)}\n`);
    }
    if (lines.some(({ ok }) => !ok)) {
      process.stdout.write(`what they said is kept in ${relative(root, logsOf(campaign))}\n`);
    }
    process.stdout.write(
      `${campaign.name}: ${to} of ${count} ${campaign.unit}, ${failures.length} failed, ${Math.round(seconds)} s\n`,
    );
  }
  save(join(root, "test", "campaigns", `${campaign.name}.json`), result(campaign, progress, count));
  for (const { n, detail } of progress.failures) process.stdout.write(`failed ${n}: ${detail}\n`);
  const failed = progress.failures.length;
  const done = count - (progress.from ?? 1) + 1;
  process.stdout.write(`${done - failed} passed, ${failed} failed\n`);
  return failed === 0 ? 0 : 1;
}

async function inParallel(
  campaign: Campaign,
  { from, to, workers }: { from: number; to: number; workers: number },
): Promise<readonly Line[]> {
  const size = Math.ceil((to - from + 1) / workers);
  const jobs: Promise<readonly Line[]>[] = [];
  for (let begin = from; begin <= to; begin += size) {
    jobs.push(runChunk(campaign, chunkOf(campaign, begin, Math.min(to, begin + size - 1))));
  }
  return (await Promise.all(jobs)).flat();
}

/** Campaigns over a list say themselves how long it is. */
async function countOf(campaign: Campaign): Promise<number> {
  if (campaign.defaultCount > 0) return campaign.defaultCount;
  const lines = await runChunk(campaign, chunkOf(campaign, 0, 0));
  return lines[0]?.stats?.count ?? 0;
}

function chunkOf(campaign: Campaign, from: number, to: number): Chunk {
  return { from, to, log: join(logsOf(campaign), `${from}-${to}.log`) };
}

function logsOf({ name }: Campaign): string {
  return join(folder, name);
}

/** Of chunks in which something failed; the oldest go. */
function makeRoom(campaign: Campaign): void {
  const logs = logsOf(campaign);
  if (!existsSync(logs)) return;
  const paths = readdirSync(logs).map((name) => join(logs, name));
  const newestFirst = paths.sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  for (const path of newestFirst.slice(keptLogs)) rmSync(path, { force: true });
}

function commit(): string {
  return execFileSync("git", ["rev-parse", "--short=12", "HEAD"], {
    cwd: root,
    encoding: "utf8",
  }).trim();
}

function load(file: string, from: number): Progress {
  const fresh: Progress = {
    commit: commit(),
    begunAt: new Date().toISOString(),
    from,
    doneUpTo: from - 1,
    seconds: 0,
    failures: [],
    stats: {},
  };
  if (!existsSync(file)) return fresh;
  const saved: Progress = JSON.parse(readFileSync(file, "utf8"));
  // Numbers run on another commit prove nothing about this one.
  return saved.commit === fresh.commit && (saved.from ?? 1) === from ? saved : fresh;
}

function save(file: string, value: unknown): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`);
}

function result(campaign: Campaign, progress: Progress, count: number) {
  return {
    campaign: campaign.name,
    unit: campaign.unit,
    range: [progress.from ?? 1, count],
    commit: progress.commit,
    begunAt: progress.begunAt,
    endedAt: new Date().toISOString(),
    seconds: Math.round(progress.seconds),
    failed: progress.failures.length,
    failures: progress.failures,
    stats: progress.stats,
  };
}
