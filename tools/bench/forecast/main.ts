import { readFileSync } from "node:fs";
import { backTest } from "@novacron/control-plane/app/forecast/back-test";
import {
  MedianAlone,
  RunningMedian,
  SizeOverBandwidth,
} from "@novacron/control-plane/app/forecast/baselines";
import { PrecopyForecaster } from "@novacron/control-plane/app/forecast/precopy-forecaster";
import {
  type ForecastScore,
  type RangeScore,
  scoreOf,
  scoresBy,
} from "@novacron/control-plane/app/forecast/score";
import { simulatedMoves } from "@novacron/control-plane/app/forecast/testing/simulated-moves";
import { type RecordedMove, recordedMove } from "@novacron/protocol/domain/migration-forecast";
import { type BenchResult, type Figure, rounded } from "../lib/result.ts";

const defaultMoves = 600;
const defaultSeed = 5;
const lowest = 0.85;
const highest = 0.95;
const lossGoal = 0.5;

/**
 * Back-test of the product's forecaster beside three baselines, each learning only from moves that had ended:
 * on recorded moves (`--moves FILE`, one move of JSON a line), or on simulated ones (`--seed N`, `--count N`).
 */
export async function benchForecast(args: readonly string[]): Promise<BenchResult> {
  const file = optionOf(args, "--moves");
  const seed = Number(optionOf(args, "--seed") ?? defaultSeed);
  const count = Number(optionOf(args, "--count") ?? defaultMoves);
  const moves = file === undefined ? simulatedMoves(seed, count) : readMoves(file);
  const begin = performance.now();
  const scored = backTest(new PrecopyForecaster(), moves);
  const eachMs = (performance.now() - begin) / moves.length;
  const score = scoreOf(scored);
  const figures = [
    coverage("duration", score.duration),
    coverage("pause", score.pause),
    ...lossFigures(moves, score),
    brier(score),
  ];
  return {
    bench: "forecast",
    met: figures.every(({ met }) => met),
    figures,
    notes: [
      file === undefined ? `${count} simulated moves, seed ${seed}` : `${moves.length} of ${file}`,
      `durations spread ${rounded(spreadOf(moves))}-fold; ` +
        `${score.convergence.notConverged} of ${score.convergence.count} live moves did not converge`,
      `median width of the 90 % interval, p95 over p5: duration ${text(score.duration.width)}, ` +
        `pause ${text(score.pause.width)}`,
      ...storedNotes(moves),
      ...scoresBy(scored, "kind").map(
        (one) =>
          `${one.group}: ${one.count} moves, coverage of duration ${text(one.score.duration.coverage)}, ` +
          `of pause ${text(one.score.pause.coverage)}`,
      ),
      `${rounded(eachMs)} ms for each move: forecast, advice and learning`,
    ],
  };
}

function optionOf(args: readonly string[], name: string): string | undefined {
  const at = args.indexOf(name);
  return at < 0 ? undefined : args[at + 1];
}

function readMoves(file: string): RecordedMove[] {
  const lines = readFileSync(file, "utf8").split("\n");
  return lines.filter((line) => line !== "").map((line) => recordedMove.parse(JSON.parse(line)));
}

function coverage(what: string, { coverage: share, count }: RangeScore): Figure {
  const ours = share ?? Number.NaN;
  return {
    figure: `share of ${count} values of the ${what} within the 90 % interval`,
    ours: rounded(ours),
    peer: null,
    ratio: null,
    goal: `${lowest} to ${highest}`,
    met: ours >= lowest && ours <= highest,
    unit: "share",
  };
}

function lossFigures(moves: readonly RecordedMove[], ours: ForecastScore): Figure[] {
  const baselines = [new RunningMedian(), new MedianAlone(), new SizeOverBandwidth()];
  return baselines.flatMap((baseline) => {
    const theirs = scoreOf(backTest(baseline, moves));
    return [
      loss(`duration, beside ${baseline.name}`, ours.duration, theirs.duration),
      loss(`pause, beside ${baseline.name}`, ours.pause, theirs.pause),
    ];
  });
}

function loss(what: string, ours: RangeScore, theirs: RangeScore): Figure {
  const ratio = (ours.pinballMs ?? Number.NaN) / (theirs.pinballMs ?? Number.NaN);
  return {
    figure: `pinball loss of the ${what}`,
    ours: rounded(ours.pinballMs ?? Number.NaN),
    peer: rounded(theirs.pinballMs ?? Number.NaN),
    ratio: rounded(ratio),
    goal: `<= ${lossGoal}`,
    met: ratio <= lossGoal,
    unit: "ms",
  };
}

function brier({ convergence }: ForecastScore): Figure {
  const [ours, theirs] = [convergence.brier, convergence.brierOfBaseRate];
  const ratio = (ours ?? Number.NaN) / (theirs ?? Number.NaN);
  return {
    figure: "Brier score of not converging, beside its mere frequency",
    ours: rounded(ours ?? Number.NaN),
    peer: rounded(theirs ?? Number.NaN),
    ratio: rounded(ratio),
    goal: "< 1",
    met: ratio < 1,
    unit: "squared chance",
  };
}

/** Not what the forecaster would say now, but what was said and stored before each move, by whatever version. */
function storedNotes(moves: readonly RecordedMove[]): string[] {
  const stored = moves.flatMap((move) =>
    move.forecast === null ? [] : [{ move, forecast: move.forecast }],
  );
  if (stored.length === 0) return [];
  const versions = new Set(
    stored.map(({ forecast }) => `${forecast.forecaster.name} ${forecast.forecaster.version}`),
  );
  const { duration, pause } = scoreOf(stored);
  return [
    `as forecast and stored before each move (${[...versions].join(", ")}): coverage ${text(duration.coverage)} ` +
      `and ${text(pause.coverage)}, pinball loss ${text(duration.pinballMs)} and ${text(pause.pinballMs)} ms`,
  ];
}

/** Of those that came to their end: how long the others took was a limit's choice. */
function spreadOf(moves: readonly RecordedMove[]): number {
  const completed = moves.filter(({ outcome }) => outcome === "completed");
  const durations = completed.map(({ durationMs }) => durationMs);
  return Math.max(...durations) / Math.min(...durations);
}

function text(value: number | null): string {
  return value === null ? "none" : `${rounded(value)}`;
}
