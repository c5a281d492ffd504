import type { MigrationKind } from "@novacron/protocol/domain/migration";
import type { MigrationForecast } from "@novacron/protocol/domain/migration-forecast";
import { t } from "../text/en.ts";
import { RangeBar } from "../ui/RangeBar.tsx";
import { Table, type TableColumn } from "../ui/Table.tsx";
import { formatBytes, formatCount, formatPercent, formatRate } from "../util/format.ts";
import { formatSpan } from "../util/span.ts";
import css from "./Forecast.module.css";
import { chanceInWords, isOff, rangeInWords } from "./words.ts";

const text = t.moves.forecast;
type Evidence = MigrationForecast["evidence"][number];

export interface ForecastViewProps {
  readonly forecast: MigrationForecast;
  readonly kind: MigrationKind;
}

/** What a move is expected to take, before it is pressed: medians large, intervals drawn. */
export function ForecastView({ forecast, kind }: ForecastViewProps) {
  const within = kind === "storage";
  return (
    <div className={css.forecast}>
      <div className={css.figures}>
        <Figure name={text.duration} range={forecast.durationMs} />
        {isOff(forecast) ? (
          <Plain name={text.pause} value={text.noPause[within ? "storage" : "offline"]} />
        ) : (
          <Figure name={text.pause} range={forecast.pauseMs} />
        )}
      </div>
      <dl className={css.facts}>
        {!isOff(forecast) && (
          <div>
            <dt>{text.notConverging}</dt>
            <dd>{chanceInWords(forecast.notConvergingChance)}</dd>
          </div>
        )}
        <div>
          <dt>{within ? text.bytesCopied : text.bytes}</dt>
          <dd>{formatBytes(forecast.bytes.p50)}</dd>
        </div>
      </dl>
      <p className={css.quiet}>{text.legend}</p>
      <Basis forecast={forecast} />
    </div>
  );
}

function Figure(props: { readonly name: string; readonly range: MigrationForecast["pauseMs"] }) {
  const { name, range } = props;
  return (
    <div className={css.figure}>
      <span className={css.name}>{name}</span>
      <span className={css.median}>{formatSpan(range.p50)}</span>
      <RangeBar range={range} label={rangeInWords(name, range)} />
      <span className={css.range} aria-hidden="true">
        {text.range(formatSpan(range.p5), formatSpan(range.p95))}
      </span>
    </div>
  );
}

function Plain({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div className={css.figure}>
      <span className={css.name}>{name}</span>
      <span className={css.plain}>{value}</span>
    </div>
  );
}

const columns: readonly TableColumn<Evidence>[] = [
  { key: "name", head: text.name, cell: (one) => one.name },
  { key: "value", head: text.value, number: true, cell: (one) => inUnit(one) },
  { key: "from", head: text.from, cell: (one) => <span className={css.quiet}>{one.from}</span> },
];

function Basis({ forecast }: { readonly forecast: MigrationForecast }) {
  const { all, kind, pair } = forecast.learnedFrom;
  const { name, version } = forecast.forecaster;
  return (
    <details className={css.basis}>
      <summary>{text.evidence}</summary>
      <p className={css.quiet}>
        {all === 0
          ? text.unlearned
          : text.learned(formatCount(all), formatCount(kind), formatCount(pair))}{" "}
        {text.by(name, version)}.
      </p>
      {forecast.evidence.length > 0 && (
        <Table
          label={text.evidence}
          columns={columns}
          rows={forecast.evidence}
          keyOf={(one) => one.name}
        />
      )}
    </details>
  );
}

function inUnit({ value, unit }: Evidence): string {
  switch (unit) {
    case "bytes":
      return formatBytes(value);
    case "bytes/s":
      return formatRate(value);
    case "ms":
      return formatSpan(value);
    case "share":
      return formatPercent(value);
    case "count":
      return formatCount(value);
    case "factor":
      return value === null ? formatCount(value) : value.toFixed(2);
  }
}
