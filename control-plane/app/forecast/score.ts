import type {
  ForecastRange,
  MigrationForecast,
  RecordedMove,
} from "@novacron/protocol/domain/migration-forecast";
import { pairOf } from "./pair.ts";
import { isLive } from "./prior.ts";

/** How good the forecasts of one quantity were. */
export interface RangeScore {
  readonly count: number;
  /** Share of measured values within [p5, p95]; null without any. */
  readonly coverage: number | null;
  /** Mean pinball loss over the three quantiles, in ms: the smaller the better. */
  readonly pinballMs: number | null;
  /** Mean of |measured - p50|. */
  readonly errorMs: number | null;
  /** Median width of the interval, as p95 over p5. */
  readonly width: number | null;
}

export interface ForecastScore {
  readonly duration: RangeScore;
  readonly pause: RangeScore;
  /** Of the chance not to converge: mean squared error, beside always saying how often it happened. */
  readonly convergence: {
    readonly count: number;
    readonly notConverged: number;
    readonly brier: number | null;
    readonly brierOfBaseRate: number | null;
  };
}

/** A forecast and the move it was made for. */
export interface Scored {
  readonly move: RecordedMove;
  readonly forecast: MigrationForecast;
}

/** Pairs of hosts beyond these are left out, those with the fewest moves first. */
const groupsMax = 200;

export function scoreOf(all: readonly Scored[]): ForecastScore {
  const completed = all.filter(({ move }) => move.outcome === "completed");
  const stopped = completed.filter(({ move }) => move.pauseMs !== null && isStopped(move));
  return {
    duration: rangeScore(
      completed.map(({ move, forecast }) => [forecast.durationMs, move.durationMs]),
    ),
    pause: rangeScore(stopped.map(({ move, forecast }) => [forecast.pauseMs, move.pauseMs ?? 0])),
    convergence: convergenceScore(all),
  };
}

/** The same by kind of move and by pair of hosts (`source>target`), each with its number of moves. */
export function scoresBy(
  all: readonly Scored[],
  group: "kind" | "pair",
): { readonly group: string; readonly count: number; readonly score: ForecastScore }[] {
  const groups = new Map<string, Scored[]>();
  for (const one of all) {
    const { subject } = one.move;
    const name = group === "kind" ? subject.kind : pairOf(subject);
    const members = groups.get(name);
    if (members === undefined) groups.set(name, [one]);
    else members.push(one);
  }
  return [...groups]
    .map(([name, members]) => ({ group: name, count: members.length, score: scoreOf(members) }))
    .sort((one, other) => other.count - one.count)
    .slice(0, groupsMax);
}

/** Loss of a quantile: being below costs by the share, being above by the rest. */
export function pinball(quantile: number, measured: number, share: number): number {
  return measured >= quantile ? (measured - quantile) * share : (quantile - measured) * (1 - share);
}

const isStopped = (move: RecordedMove): boolean => isLive(move.subject.kind);

function rangeScore(values: readonly (readonly [ForecastRange, number])[]): RangeScore {
  const covered = values.filter(([{ p5, p95 }, measured]) => measured >= p5 && measured <= p95);
  const losses = values.map(
    ([{ p5, p50, p95 }, measured]) =>
      (pinball(p5, measured, 0.05) + pinball(p50, measured, 0.5) + pinball(p95, measured, 0.95)) /
      3,
  );
  const widths = values.map(([{ p5, p95 }]) => p95 / Math.max(p5, 1)).sort((a, b) => a - b);
  return {
    count: values.length,
    coverage: values.length === 0 ? null : covered.length / values.length,
    pinballMs: mean(losses),
    errorMs: mean(values.map(([{ p50 }, measured]) => Math.abs(measured - p50))),
    width: widths[Math.floor(widths.length / 2)] ?? null,
  };
}

function convergenceScore(all: readonly Scored[]): ForecastScore["convergence"] {
  const told = all.filter(
    ({ move }) =>
      isStopped(move) && (move.outcome === "completed" || move.outcome === "not-converged"),
  );
  const failed = told.filter(({ move }) => move.outcome === "not-converged").length;
  const rate = failed / told.length;
  const errors = told.map(
    ({ move, forecast }) =>
      (forecast.notConvergingChance - (move.outcome === "not-converged" ? 1 : 0)) ** 2,
  );
  return {
    count: told.length,
    notConverged: failed,
    brier: mean(errors),
    brierOfBaseRate: told.length === 0 ? null : rate * (1 - rate),
  };
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}
