import type {
  ForecastRange,
  MigrationForecast,
  MoveSubject,
  RecordedMove,
} from "@novacron/protocol/domain/migration-forecast";
import { adviceFor } from "./advice.ts";
import { ConvergenceCurve } from "./converging.ts";
import { type CorrectedView, correctedView, type TimeView } from "./corrected-view.ts";
import { evidenceOf } from "./evidence.ts";
import { FactorFilter } from "./factor-filter.ts";
import { FilledMemory } from "./filled-memory.ts";
import type { Expected, Forecaster } from "./forecaster.ts";
import { mixtureBelow, mixtureQuantile, normalBelow, normalQuantile } from "./normal.ts";
import { pairOf } from "./pair.ts";
import { isLive, prior } from "./prior.ts";
import { ScoreWindow } from "./score-window.ts";

/** Standard deviation, in logarithms, of a move whose numbers were all known: where learning begins, rather unsure. */
const durationNoise = 0.2;
const pauseNoise = 0.3;
/** Bytes on the wire over memory that holds something. */
const onceMost = 1.25;
const none: ForecastRange = { p5: 0, p50: 0, p95: 0 };

/**
 * Physics first: QEMU's pre-copy is run through under each combination of what is uncertain, with the memory and the link
 * that earlier moves showed. Then a factor on what is fixed, by kind and pair, and the true places of the quantiles.
 */
export class PrecopyForecaster implements Forecaster {
  readonly name = "precopy";
  readonly version = 4;
  readonly #durations = new FactorFilter(durationNoise);
  readonly #pauses = new FactorFilter(pauseNoise);
  readonly #durationPlaces = new ScoreWindow();
  readonly #pausePlaces = new ScoreWindow();
  readonly #curve = new ConvergenceCurve();
  readonly #filled = new FilledMemory();

  forecast(subject: MoveSubject): MigrationForecast {
    const view = this.#view(subject);
    const plain = this.#expect(subject, view);
    return {
      forecaster: { name: this.name, version: this.version },
      ...plain,
      learnedFrom: this.#durations.counts(subject.kind, pairOf(subject)),
      evidence: evidenceOf(subject, view),
      advice: adviceFor(subject, plain, (other) => this.#expect(other, this.#view(other))),
    };
  }

  learn(move: RecordedMove): void {
    const { subject, outcome } = move;
    if (outcome !== "completed" && outcome !== "not-converged") return;
    const view = this.#view(subject);
    if (isLive(subject.kind)) this.#curve.learn(view.stalledShare, outcome === "not-converged");
    if (outcome !== "completed") return;
    const like = likeOf(subject, view);
    learnTime(this.#durations, this.#durationPlaces, {
      like,
      time: view.duration,
      measuredMs: move.durationMs,
    });
    if (!isLive(subject.kind)) return;
    this.#learnFilled(move, view);
    if (move.pauseMs === null) return;
    learnTime(this.#pauses, this.#pausePlaces, {
      like,
      time: view.pause,
      measuredMs: move.pauseMs,
    });
  }

  /** Only where memory went once, or nearly: what was sent again says nothing of what there is. */
  #learnFilled({ subject, bytes }: RecordedMove, view: CorrectedView): void {
    if (bytes === null) return;
    const filled = prior.filledBytes(view.subject);
    const expected = view.bytes - subject.diskBytes;
    if (expected > filled * onceMost) return;
    const carried = (filled * (bytes - subject.diskBytes)) / expected;
    if (carried > 0) this.#filled.learn(subject, carried);
  }

  #view(subject: MoveSubject): CorrectedView {
    const pair = pairOf(subject);
    return correctedView(subject, {
      duration: { ...this.#durations.factors(subject.kind, pair), noise: this.#durations.noise },
      pause: { ...this.#pauses.factors(subject.kind, pair), noise: this.#pauses.noise },
      filledBytes: this.#filled.bytes(subject),
    });
  }

  #expect(subject: MoveSubject, view: CorrectedView): Expected {
    const like = likeOf(subject, view);
    const live = isLive(subject.kind);
    return {
      durationMs: rangeOf(view.duration, this.#durationPlaces.places(like)),
      pauseMs: live ? rangeOf(view.pause, this.#pausePlaces.places(like)) : none,
      notConvergingChance: live ? this.#curve.chance(view.stalledShare) : view.stalledShare,
      bytes: { p50: view.bytes },
    };
  }
}

interface Measured {
  readonly like: ReturnType<typeof likeOf>;
  readonly time: TimeView;
  readonly measuredMs: number;
}

/** The place is judged by the forecast as it stood before this move. */
function learnTime(factors: FactorFilter, places: ScoreWindow, measured: Measured): void {
  const { like, time } = measured;
  const value = Math.max(1, measured.measuredMs);
  const share = Math.min(1 - 1e-5, Math.max(1e-5, mixtureBelow(time.mixture, value)));
  places.learn({ ...like, z: normalQuantile(share) });
  const logRatio = Math.log(value) - time.centre;
  factors.learn({ ...like, logRatio, shares: time.shares, forecastSpread: time.spread });
}

function rangeOf({ mixture }: TimeView, places: readonly number[]): ForecastRange {
  const [p5, p50, p95] = places.map((z) => Math.round(mixtureQuantile(mixture, normalBelow(z))));
  return { p5: p5!, p50: p50!, p95: p95! };
}

function likeOf(subject: MoveSubject, view: CorrectedView) {
  return { kind: subject.kind, pair: pairOf(subject), strain: view.strain };
}
