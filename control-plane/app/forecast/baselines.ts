import type {
  ForecastRange,
  MigrationForecast,
  MoveSubject,
  RecordedMove,
} from "@novacron/protocol/domain/migration-forecast";
import type { Forecaster } from "./forecaster.ts";
import { isLive } from "./prior.ts";

const historyMax = 1_000;

/** What anybody could do: the quantiles of all earlier moves. Stronger than their median alone. */
export class RunningMedian implements Forecaster {
  readonly name = "running-median";
  readonly version = 1;
  readonly #durations: number[] = [];
  readonly #pauses: number[] = [];
  readonly #stalls: number[] = [];

  forecast(subject: MoveSubject): MigrationForecast {
    const stalled = this.#stalls.reduce((sum, one) => sum + one, 0);
    return plainForecast(this, {
      durationMs: rangeOf(this.#durations),
      pauseMs: isLive(subject.kind) ? rangeOf(this.#pauses) : point(0),
      notConvergingChance: (stalled + 0.5) / (this.#stalls.length + 1),
      count: this.#durations.length,
    });
  }

  learn(move: RecordedMove): void {
    const live = isLive(move.subject.kind);
    if (live && (move.outcome === "completed" || move.outcome === "not-converged"))
      keep(this.#stalls, move.outcome === "completed" ? 0 : 1);
    if (move.outcome !== "completed") return;
    keep(this.#durations, move.durationMs);
    if (live && move.pauseMs !== null) keep(this.#pauses, move.pauseMs);
  }
}

/** Their median and nothing else: one value for every percentile, as the back of an envelope has it, too. */
export class MedianAlone implements Forecaster {
  readonly name = "median-alone";
  readonly version = 1;
  readonly #quantiles = new RunningMedian();

  forecast(subject: MoveSubject): MigrationForecast {
    const { durationMs, pauseMs, notConvergingChance, learnedFrom } =
      this.#quantiles.forecast(subject);
    return plainForecast(this, {
      durationMs: point(durationMs.p50),
      pauseMs: point(pauseMs.p50),
      notConvergingChance,
      count: learnedFrom.all,
    });
  }

  learn(move: RecordedMove): void {
    this.#quantiles.learn(move);
  }
}

/** What is written on the back of an envelope: all that must be moved over the bandwidth; the allowed pause. */
export class SizeOverBandwidth implements Forecaster {
  readonly name = "size-over-bandwidth";
  readonly version = 1;

  forecast(subject: MoveSubject): MigrationForecast {
    const limit = subject.bandwidthLimitBytesPerSecond ?? Number.POSITIVE_INFINITY;
    const pace = Math.max(1, Math.min(limit, subject.bandwidth.bytesPerSecond));
    const live = isLive(subject.kind);
    const bytes = (live ? subject.memoryBytes : 0) + subject.diskBytes;
    return plainForecast(this, {
      durationMs: point((bytes * 1_000) / pace),
      pauseMs: point(live ? subject.maxPauseMs : 0),
      notConvergingChance: (subject.dirtyRate?.bytesPerSecond ?? 0) > pace ? 1 : 0,
      count: 0,
    });
  }

  learn(): void {}
}

interface Plain {
  readonly durationMs: ForecastRange;
  readonly pauseMs: ForecastRange;
  readonly notConvergingChance: number;
  readonly count: number;
}

function plainForecast({ name, version }: Forecaster, plain: Plain): MigrationForecast {
  const { count, ...expected } = plain;
  return {
    forecaster: { name, version },
    ...expected,
    bytes: { p50: 0 },
    learnedFrom: { all: count, kind: 0, pair: 0 },
    evidence: [],
    advice: [],
  };
}

function rangeOf(values: readonly number[]): ForecastRange {
  if (values.length === 0) return point(0);
  const sorted = [...values].sort((one, other) => one - other);
  const at = (share: number) => sorted[Math.round((sorted.length - 1) * share)]!;
  return { p5: at(0.05), p50: at(0.5), p95: at(0.95) };
}

function point(value: number): ForecastRange {
  return { p5: value, p50: value, p95: value };
}

function keep(values: number[], value: number): void {
  values.push(value);
  if (values.length > historyMax) values.shift();
}
