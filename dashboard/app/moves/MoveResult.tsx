import type { MigrationMeasured } from "@novacron/protocol/domain/migration";
import type {
  ForecastRange,
  MigrationForecast,
} from "@novacron/protocol/domain/migration-forecast";
import { t } from "../text/en.ts";
import { Mark } from "../ui/Mark.tsx";
import { isWithin, RangeBar } from "../ui/RangeBar.tsx";
import { formatBytes, formatCount } from "../util/format.ts";
import { formatSpan } from "../util/span.ts";
import css from "./MoveResult.module.css";
import { isOff, rangeInWords } from "./words.ts";

const text = t.moves.result;

export interface MoveResultProps {
  readonly forecast: MigrationForecast | null;
  readonly measured: MigrationMeasured;
}

/** What was forecast and what came of it, side by side, whether it flatters us or not. */
export function MoveResult({ forecast, measured }: MoveResultProps) {
  const words = t.moves.forecast;
  return (
    <div className={css.result}>
      <Pair
        name={words.duration}
        range={forecast?.durationMs ?? null}
        measured={measured.durationMs}
      />
      {(forecast === null || !isOff(forecast)) && (
        <Pair name={words.pause} range={forecast?.pauseMs ?? null} measured={measured.pauseMs} />
      )}
      <dl className={css.facts}>
        <div>
          <dt>{text.bytes}</dt>
          <dd>{formatBytes((measured.memoryBytes ?? 0) + (measured.diskBytes ?? 0))}</dd>
        </div>
        {measured.iterations !== null && (
          <div>
            <dt>{text.iterations}</dt>
            <dd>{formatCount(measured.iterations)}</dd>
          </div>
        )}
      </dl>
      {forecast === null && <p className={css.quiet}>{text.none}</p>}
    </div>
  );
}

interface PairProps {
  readonly name: string;
  readonly range: ForecastRange | null;
  readonly measured: number | null;
}

function Pair({ name, range, measured }: PairProps) {
  const inside = range !== null && measured !== null && isWithin(range, measured);
  return (
    <div className={css.pair}>
      <div className={css.line}>
        <span className={css.name}>{name}</span>
        <strong>{measured === null ? text.notMeasured : formatSpan(measured)}</strong>
        {range !== null && measured !== null && (
          <Mark
            shape={inside ? "full" : "cross"}
            tone={inside ? "ok" : "warn"}
            text={inside ? text.within : text.outside}
          />
        )}
      </div>
      {range !== null && (
        <>
          <RangeBar range={range} measured={measured} label={rangeInWords(name, range, measured)} />
          <span className={css.quiet} aria-hidden="true">
            {text.forecast} {formatSpan(range.p50)},{" "}
            {t.moves.forecast.range(formatSpan(range.p5), formatSpan(range.p95))}
          </span>
        </>
      )}
    </div>
  );
}
