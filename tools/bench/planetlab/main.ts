import { readdirSync, readFileSync } from "node:fs";
import { loadavg } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { type BenchResult, type Figure, rounded } from "../lib/result.ts";
import { autopilot } from "./autopilot.ts";
import { type DayResult, runDay } from "./datacenter.ts";
import { lrMmt } from "./lr-mmt.ts";
import { publishedOf } from "./published.ts";
import { readTrace } from "./trace.ts";

const usage = `usage: npm run bench -- planetlab --data FOLDER [--only 20110303,20110306]
FOLDER holds YYYYMMDD.csv: a line for each machine, its name and 288 percentages of CPU, five minutes apart,
from the PlanetLab traces that come with CloudSim 3.0.3 (its examples' workload/planetlab).`;
const hosts = 800;
const safetyParameter = 1.2;
const goals = { slatah: 0.05, movesPerVm: 2.5, likeness: 0.01 };

/** PlanetLab days with the product's planner, beside LR-MMT-1.2 on the same evaluator. */
export async function benchPlanetlab(args: readonly string[]): Promise<BenchResult> {
  const { values } = parseArgs({
    args: [...args],
    options: { data: { type: "string" }, only: { type: "string" } },
  });
  const { data } = values;
  if (data === undefined) throw new RangeError(usage);
  const files = readdirSync(data).filter((file) => /^\d{8}\.csv$/.test(file));
  const days = values.only?.split(",") ?? files.map((file) => file.slice(0, 8));
  const figures: Figure[] = [];
  const notes: string[] = [];
  for (const day of [...days].sort()) {
    const trace = readTrace(readFileSync(join(data, `${day}.csv`), "utf8"));
    const theirs = runDay(trace, hosts, lrMmt(safetyParameter));
    const begin = performance.now();
    const ours = runDay(trace, hosts, autopilot());
    const seconds = (performance.now() - begin) / 1_000;
    const reproduced = likenessOf(day, theirs);
    figures.push(...reproduced, ...figuresOf(day, ours, theirs));
    notes.push(`${wordsOf(day, "LR-MMT-1.2", theirs)}; load average ${loadavg()[0]?.toFixed(1)}`);
    notes.push(`${wordsOf(day, "planner", ours)}; ${rounded(seconds)} s for the day`);
    process.stderr.write(`${notes.at(-2)}\n${notes.at(-1)}\n`);
  }
  return { bench: "planetlab", met: figures.every(({ met }) => met), figures, notes };
}

/** How near the evaluator comes to what CloudSim itself says. */
function likenessOf(day: string, { kwh, moves, slatah }: DayResult): Figure[] {
  const known = publishedOf(day);
  if (known === null) return [];
  const figure = (name: string, ours: number, peer: number, unit: string): Figure => ({
    figure: `${day}, ${name} of LR-MMT-1.2, evaluator beside CloudSim 3.0.3`,
    ours: rounded(ours, 5),
    peer,
    ratio: rounded(ours / peer, 5),
    goal: `1 +- ${goals.likeness}`,
    unit,
    met: Math.abs(ours / peer - 1) <= goals.likeness,
  });
  return [
    figure("energy", kwh, known.kwh, "kWh"),
    figure("moves", moves, known.moves, "moves"),
    figure("time in overload", slatah, known.slatah, "share"),
  ];
}

function figuresOf(day: string, ours: DayResult, theirs: DayResult): Figure[] {
  const perVm = ours.moves / ours.vms;
  const theirPerVm = theirs.moves / theirs.vms;
  return [
    {
      figure: `${day}, energy`,
      ours: rounded(ours.kwh, 4),
      peer: rounded(theirs.kwh, 4),
      ratio: rounded(ours.kwh / theirs.kwh),
      goal: "<= 1",
      unit: "kWh",
      met: ours.kwh <= theirs.kwh,
    },
    {
      figure: `${day}, time in overload (SLATAH)`,
      ours: rounded(ours.slatah),
      peer: rounded(theirs.slatah),
      ratio: rounded(ours.slatah / theirs.slatah),
      goal: `<= ${goals.slatah}`,
      unit: "share",
      met: ours.slatah <= goals.slatah,
    },
    {
      figure: `${day}, moves for each machine and day`,
      ours: rounded(perVm),
      peer: rounded(theirPerVm),
      ratio: rounded(perVm / theirPerVm),
      goal: `<= ${goals.movesPerVm}`,
      unit: "moves",
      met: perVm <= goals.movesPerVm,
    },
  ];
}

function wordsOf(day: string, who: string, { vms, kwh, moves, slatah, pdm }: DayResult): string {
  const percent = (share: number) => `${rounded(share * 100)} %`;
  return (
    `${day}, ${who}: ${vms} machines, ${rounded(kwh, 5)} kWh, ${moves} moves, ` +
    `SLATAH ${percent(slatah)}, PDM ${percent(pdm)}, SLAV ${percent(slatah * pdm)}`
  );
}
