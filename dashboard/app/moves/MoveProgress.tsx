import type {
  MigrationOptions,
  MigrationPhase,
  MigrationProgress,
} from "@novacron/protocol/domain/migration";
import type { MigrationForecast } from "@novacron/protocol/domain/migration-forecast";
import type { RemainingPoint } from "../live/move-history.ts";
import { t } from "../text/en.ts";
import { Notice } from "../ui/Notice.tsx";
import { formatBytes, formatCount, formatPercent, formatRate } from "../util/format.ts";
import { formatSpan } from "../util/span.ts";
import css from "./MoveProgress.module.css";
import { PhaseBar } from "./PhaseBar.tsx";
import { RemainingChart } from "./RemainingChart.tsx";

const text = t.moves.progress;
/** Figures older than this are told to be old: a move that moves reports each second. */
const staleMs = 10_000;

export interface MoveProgressProps {
  readonly phase: MigrationPhase;
  readonly startedAt: number | null;
  readonly progress: MigrationProgress | null;
  readonly history: readonly RemainingPoint[];
  readonly forecast: MigrationForecast | null;
  readonly options: MigrationOptions;
  readonly now: number;
}

/** A move under way: its phase, what remains, how fast, and the pause it would take now. */
export function MoveProgress(props: MoveProgressProps) {
  const { phase, startedAt, progress, history, forecast, now } = props;
  const age = progress === null ? 0 : now - progress.at;
  return (
    <div className={css.progress}>
      <PhaseBar phase={phase} />
      {progress?.postCopy === true && <Notice tone="warn">{text.postCopyActive}</Notice>}
      <div className={css.both}>
        <div className={css.chart} data-stale={age > staleMs || undefined}>
          {startedAt !== null && history.length > 1 ? (
            <RemainingChart
              points={history}
              from={beginning(startedAt, history[0]?.at ?? startedAt, now)}
              expectedAt={forecast === null ? null : startedAt + forecast.durationMs.p50}
              totalBytes={totalOf(progress)}
            />
          ) : (
            <p className={css.quiet}>{text.nothing}</p>
          )}
          {age > staleMs && <p className={css.quiet}>{text.age(formatSpan(age))}</p>}
        </div>
        <Figures {...props} />
      </div>
    </div>
  );
}

/** Its own beginning, so that a page opened later shows what it did not see as a gap; a host's clock may be another. */
function beginning(startedAt: number, firstSeen: number, now: number): number {
  return firstSeen >= startedAt && firstSeen <= now ? startedAt : firstSeen;
}

function Figures({ startedAt, progress, forecast, options, now }: MoveProgressProps) {
  const elapsed = startedAt === null ? null : now - startedAt;
  const rows: (readonly [string, string, string | null])[] = [
    [
      text.elapsed,
      formatSpan(elapsed),
      beside(
        forecast && text.forecast(formatSpan(forecast.durationMs.p50)),
        options.giveUpAfterMs && text.givesUp(formatSpan(options.giveUpAfterMs)),
      ),
    ],
    [
      text.remaining,
      remaining(progress),
      beside(options.stallAfterMs && text.stalled(formatSpan(options.stallAfterMs))),
    ],
    [text.rate, formatRate(progress?.bytesPerSecond), null],
    [text.dirty, formatRate(progress?.dirtyBytesPerSecond), null],
    [text.iteration, formatCount(progress?.iteration), null],
    [
      text.pauseNow,
      formatSpan(progress?.expectedPauseMs),
      beside(
        options.maxPauseMs && text.allowed(formatSpan(options.maxPauseMs)),
        forecast && text.forecast(formatSpan(forecast.pauseMs.p50)),
      ),
    ],
  ];
  const throttle = progress?.autoConvergeThrottlePercent ?? 0;
  if (throttle > 0) rows.push([text.throttle, formatPercent(throttle / 100), null]);
  return (
    <dl className={css.figures}>
      {rows.map(([name, value, more]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
          {more !== null && <dd className={css.beside}>{more}</dd>}
        </div>
      ))}
    </dl>
  );
}

/** What a figure is to be held against; null where nothing is. */
function beside(...parts: readonly (string | number | null | undefined)[]): string | null {
  const said = parts.filter((part) => typeof part === "string");
  return said.length === 0 ? null : said.join(", ");
}

function remaining(progress: MigrationProgress | null): string {
  const rest = sum(progress?.memoryRemainingBytes, progress?.diskRemainingBytes);
  const total = totalOf(progress);
  return total === null ? formatBytes(rest) : text.ofTotal(formatBytes(rest), formatBytes(total));
}

function totalOf(progress: MigrationProgress | null): number | null {
  return sum(progress?.memoryTotalBytes, progress?.diskTotalBytes);
}

function sum(a: number | null | undefined, b: number | null | undefined): number | null {
  return (a ?? null) === null && (b ?? null) === null ? null : (a ?? 0) + (b ?? 0);
}
