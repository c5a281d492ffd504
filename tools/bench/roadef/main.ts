import { readdirSync } from "node:fs";
import { loadavg } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { type BenchResult, type Figure, rounded } from "../lib/result.ts";
import { publishedOf } from "./published.ts";
import { type Solved, solve } from "./solve.ts";

const usage = `usage: npm run bench -- roadef --instance FILE --assignment FILE [--out FILE] [--seconds N]
       npm run bench -- roadef --data FOLDER [--seconds N] [--only b_1,b_2]
FOLDER holds model_*.txt and assignment_*.txt of the ROADEF/EURO challenge 2012 (sets A and B).`;
const goalPercent = 2;
const goalInstances = 6;

/** Gap of the product's placement search to published lower bounds; answers in the challenge's format. */
export async function benchRoadef(args: readonly string[]): Promise<BenchResult> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      instance: { type: "string" },
      assignment: { type: "string" },
      out: { type: "string" },
      seconds: { type: "string", default: "300" },
      data: { type: "string" },
      only: { type: "string" },
      seed: { type: "string", default: "1" },
    },
  });
  const common = { seconds: Number(values.seconds), seed: Number(values.seed) };
  if (values.instance !== undefined && values.assignment !== undefined) {
    const { instance, assignment, out = null } = values;
    const beganAt = performance.timeOrigin;
    const solved = await solve({ ...common, instance, assignment, out, beganAt });
    return oneInstance(instance, solved);
  }
  if (values.data === undefined) throw new RangeError(usage);
  return allInstances(values.data, { ...common, only: values.only?.split(",") ?? null });
}

function oneInstance(instance: string, solved: Solved): BenchResult {
  const figure = figureOf(instance, solved);
  return { bench: "roadef", ...figure, notes: notesOf(instance, solved) };
}

interface AllOptions {
  readonly seconds: number;
  readonly seed: number;
  readonly only: readonly string[] | null;
}

async function allInstances(data: string, options: AllOptions): Promise<BenchResult> {
  const files = readdirSync(data).filter((file) => /^model_[ab]\d?_\d+\.txt$/.test(file));
  const wanted = options.only ?? files.map(nameOf).filter((name) => name.startsWith("b_"));
  const figures: Figure[] = [];
  const notes: string[] = [];
  for (const name of [...wanted].sort()) {
    const instance = join(data, `model_${name}.txt`);
    const assignment = join(data, `assignment_${name}.txt`);
    const beganAt = Date.now();
    const solved = await solve({ ...options, instance, assignment, out: null, beganAt });
    figures.push(figureOf(instance, solved));
    notes.push(...notesOf(instance, solved));
    process.stderr.write(`${notes.at(-1)}\n`);
  }
  const met = figures.filter((figure) => figure.met).length;
  return {
    bench: "roadef",
    figure: `instances within ${goalPercent} % of the lower bound after ${options.seconds} s`,
    ours: met,
    peer: wanted.length,
    ratio: rounded(met / wanted.length),
    goal: `>= ${goalInstances}`,
    unit: "instances",
    met: met >= goalInstances,
    figures,
    notes,
  };
}

const nameOf = (file: string): string => /model_(.+)\.txt$/.exec(file)?.[1] ?? file;

/** Cost beside the lower bound; an answer that breaks a rule is worth nothing. */
function figureOf(instance: string, { cost, violations }: Solved): Figure {
  const bound = publishedOf(instance)?.lowerBound ?? null;
  const ratio = bound === null ? null : rounded(cost / bound, 7);
  const within = ratio === null || ratio <= 1 + goalPercent / 100;
  return {
    figure: nameOf(instance),
    ours: cost,
    peer: bound,
    ratio,
    goal: `<= ${1 + goalPercent / 100}`,
    unit: "cost",
    met: violations === 0 && within,
  };
}

function notesOf(instance: string, solved: Solved): string[] {
  const name = nameOf(instance);
  const known = publishedOf(instance);
  const notes: string[] = [];
  if (known !== null && known.initial !== solved.initial) {
    notes.push(`${name}: EVALUATOR WRONG: ${solved.initial} in place of ${known.initial}`);
  }
  const gap = (cost: number) =>
    known?.lowerBound ? `${rounded((cost / known.lowerBound - 1) * 100, 4)} %` : "unknown";
  const winner = known?.winner ? `, winner of 2012 ${gap(known.winner)}` : "";
  const load = loadavg()[0]?.toFixed(1);
  const steps = `${Math.round(solved.steps / 1e6)} million steps, load average ${load}`;
  notes.push(
    `${name}: ${solved.cost}, gap ${gap(solved.cost)}${winner}; ${solved.violations} broken rules; ${steps}`,
  );
  return notes;
}
